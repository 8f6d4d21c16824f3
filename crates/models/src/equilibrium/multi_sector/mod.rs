//! The multi-sector equilibrium of Caliendo and Parro (2015) in changes.
//!
//! Sectors trade with each other within an economy, economies trade within a sector; labour moves
//! between sectors and not between economies. A shock changes what a flow of one sector between two
//! economies costs, or forbids it. The answer is the change of every price, wage and income.
//!
//! Use: build a [`World`] ([`World::new`], or [`tables::world`] from the library), bring it to an
//! equilibrium with [`rebase`], then [`solve`] each [`Shock`] with a vector of elasticities.
//!
//! Source: Caliendo, L. and Parro, F. (2015), "Estimates of the Trade and Welfare Effects of NAFTA",
//! Review of Economic Studies 82(1), equations 10 to 14 in changes. Page: `docs/methods/caliendo-parro.md`.
//!
//! Layouts, everywhere: flows are `[sector][importer][exporter]`, values of an economy
//! `[economy][sector]`, input shares `[economy][using sector][input]`.

mod data;
mod gains;
mod outcome;
mod shock;
mod solve;
mod system;
pub mod tables;
mod world;

pub use data::{Data, Repair, WorldError, own_sales};
pub use gains::{gains_at, gains_from_trade, gains_of_sectors};
pub use outcome::{FirstOrder, Outcome};
pub use shock::{SectorMeasure, Shock, ShockError};
pub use solve::{Baseline, Deficits, Options, SolveError, rebase, solve};
pub use world::World;
