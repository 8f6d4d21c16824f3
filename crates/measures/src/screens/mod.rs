//! Screens: for which products a buyer depends on few suppliers, by published rules.
//!
//! | rule | criteria, all of which must hold |
//! |---|---|
//! | [`rules::Rule::Ec`] | European Commission 2021 (secondary), a bloc: HHI of suppliers outside > .4; imports from outside over all imports > .5; the same over all exports > 1 |
//! | [`rules::Rule::EcAdapted`] | the same for one economy, whose second criterion does not apply |
//! | [`rules::Rule::Geodep`] | CEPII GeoDep: HHI of suppliers > .4; HHI of world exports > .4; imports over exports > 1; all three in at least two of three years |
//! | [`rules::Rule::Merics`] | like MERICS (secondary): imports at least twice exports; partner at least 30 % of imports; HHI of world exports > .4 |
//!
//! [`world`] holds what the rules read for every importer and product of a year, in one pass over the
//! flows; [`buyer`] the same for one economy or a bloc, with its suppliers by name. All are shares before
//! adjustment (sensitivity). Values are thousand US dollars.

pub mod buyer;
pub mod churn;
mod rows;
pub mod rules;
pub mod world;

/// What the rules read of one buyer's trade in one product and year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// Imports from outside the buyer, above 0.
    pub imports: f64,
    /// Imports of all members, those from each other included.
    pub imports_total: f64,
    /// Exports to outside the buyer.
    pub exports: f64,
    /// Exports of all members, those to each other included.
    pub exports_total: f64,
    /// HHI of the suppliers outside, 0 to 1.
    pub supplier_hhi: f64,
    /// HHI of all exporters of the product, a bloc being one and what it sells inside left out; 0 to 1.
    pub world_hhi: f64,
    /// The partner's share of the imports from outside: the largest supplier's, unless one was named.
    pub partner_share: f64,
}
