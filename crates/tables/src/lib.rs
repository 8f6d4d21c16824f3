//! Vocabulary, tidy tables and the figure: what every other room of Suzerain speaks in.
//!
//! # A tour
//!
//! * [`economy`] and [`groups`]: who. States and statistical territories with their codes, names
//!   by year, successors and memberships.
//! * [`year`], [`classification`], [`variables`]: when and what.
//! * [`observation`]: a value is known or missing **with a reason**; nothing turns a missing value
//!   into zero by accident.
//! * [`coverage`] and [`reporting`]: where a source can be trusted to have looked, and who stopped
//!   publishing when.
//! * [`sanctions`]: who sanctions whom, and since when.
//! * [`frame`] and [`store`]: columns in memory and on disk (Parquet).
//! * [`trade`], [`indicators`], [`votes`], [`issues`], [`obligations`], [`dyadic`], [`reserves`], [`arms`], [`io`],
//!   [`geography`], [`rates`], [`outlines`], [`labels`]: the tidy tables, one schema each.
//! * [`trade`], [`indicators`], [`votes`], [`obligations`], [`reserves`], [`arms`], [`io`],
//!   [`geography`], [`rates`], [`outlines`], [`labels`], [`positions`], [`supply`]: the tidy tables, one schema
//!   each.
//! * [`pairs`]: in which years a table has rows for one ordered pair.
//! * [`library`]: a set of tables, built in or in a folder of the user's, read lazily.
//! * [`provenance`]: sources, citations, licences, vintages.
//! * [`figure`]: the one result type of every measure and model.
//!
//! Data flow one way: publishers' files become tables, tables become figures, figures become
//! pages.

pub mod arms;
pub mod classification;
pub mod correspondence;
pub mod coverage;
pub mod dyad_years;
pub mod dyadic;
pub mod economy;
pub mod figure;
pub mod frame;
pub mod geography;
pub mod groups;
pub mod indicators;
pub mod interstate;
pub mod io;
pub mod issues;
pub mod labels;
pub mod library;
pub mod obligations;
pub mod observation;
pub mod outlines;
pub mod pairs;
pub mod positions;
pub mod provenance;
pub mod rates;
pub mod reporting;
pub mod reserves;
pub mod sanctions;
pub mod store;
pub mod supply;
pub mod trade;
pub mod variables;
pub mod votes;
pub mod year;

pub use economy::Economy;
pub use figure::Figure;
pub use observation::{Missing, Observation};
pub use year::{Year, YearRange};
