//! What the world looks like: one measure a file.
//!
//! # Index
//!
//! | group | measures |
//! |---|---|
//! | [`dependence`] | [`dependence::sales`], [`dependence::import_share`], [`dependence::export_share`], [`dependence::expenditure_share`], [`dependence::trade_share`], [`dependence::hirschman_asymmetry`], [`dependence::gdp_share`], [`dependence::unit_value`] |
//! | [`concentration`] | [`concentration::hhi`], [`concentration::hirschman`] |
//! | [`screens`] | products by the rules of the European Commission, CEPII GeoDep and MERICS |
//! | [`finance`] | [`finance::reserve_share`] |
//! | [`arms`] | [`arms::arms_transfers`] |
//! | [`power`] | [`power::cinc`], [`power::beckley`], [`power::ratio`], [`power::indicator`], [`power::hierarchy`] |
//! | [`alignment`] | [`alignment::un_agreement`], [`alignment::similarity`], [`alignment::ideal_point`], [`alignment::obligation`] |
//! | [`status`] | [`status::deficit`] |
//!
//! [`panel`] joins the lists of the field into one table of dyad-years.
//!
//! Every measure has a [`definition::Definition`] with formula, unit, range and source, listed in
//! [`definition::CATALOGUE`], and returns [`suzerain_tables::Figure`]s. [`books`] holds what the
//! trade measures read: one source's flows of a pair of economies with everybody. [`system`] knows the
//! members of the state system by year.

pub mod alignment;
pub mod arms;
pub mod books;
pub mod concentration;
pub mod definition;
pub mod dependence;
pub mod finance;
pub mod panel;
pub mod power;
pub mod screens;
pub mod status;
pub mod system;
