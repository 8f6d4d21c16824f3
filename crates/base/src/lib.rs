//! Built-in tables: data and an accessor only.
//!
//! `data/sources.toml` and `data/fitted/sources.toml` say where each table comes from, `data/reporting.toml` who did not
//! publish its trade and when, `data/sanctions.toml` who sanctions whom. They and the tables are compiled in; nothing
//! is decoded before it is asked for.

use suzerain_tables::library::{EmbeddedShelf, Library, LibraryError};

macro_rules! tables {
    ($($name:literal)* fitted: $($fitted:literal)*) => {
        &[
            $(($name, include_bytes!(concat!("../data/", $name)).as_slice()),)*
            $(($fitted, include_bytes!(concat!("../data/fitted/", $fitted)).as_slice()),)*
        ]
    };
}

/// The built-in tables with their sources.
pub const SHELF: EmbeddedShelf = EmbeddedShelf {
    tables: tables! {
        "arms-sipri-russia-china-facts.parquet"
        "elasticities-trade-elasticities-28.parquet"
        "geography-cepii-geodist.parquet"
        "indicators-cow-nmc.parquet"
        "indicators-wdi-2023-05.parquet"
        "indicators-wdi-2025-06.parquet"
        "indicators-wdi-2026-04.parquet"
        "indicators-wdi-2026-07.parquet"
        "indicators-wdi-gdp-constant.parquet"
        "indicators-wdi-gdp-current.parquet"
        "io-icio-2025-16.parquet"
        "io-icio-2025-national-28.parquet"
        "issues-unga-issues.parquet"
        "labels-baci-hs92-74.parquet"
        "obligations-atop.parquet"
        "outlines-natural-earth-50m.parquet"
        "reserves-bank-of-russia.parquet"
        "reserves-imf-cofer.parquet"
        "tariffs-teti-2024.parquet"
        "trade-baci-2023-194.parquet"
        "trade-baci-29.parquet"
        "trade-baci-hs92-74.parquet"
        "trade-domestic-sales-2023.parquet"
        "trade-icio-2025.parquet"
        "votes-unga-votes.parquet"
        fitted:
        "indicators-ideal-points.parquet"
    },
    sources: concat!(include_str!("../data/sources.toml"), "\n", include_str!("../data/fitted/sources.toml")),
    reporting: include_str!("../data/reporting.toml"),
    sanctions: include_str!("../data/sanctions.toml"),
    documents: &[
        ("events.json", FITTED_EVENTS),
        ("events-inputs.csv", FITTED_EVENTS_INPUTS),
        ("partnership.json", include_str!("../data/fitted/partnership.json")),
        ("paths.json", include_str!("../data/fitted/paths.json")),
        ("paths-earlier.json", include_str!("../data/fitted/paths-earlier.json")),
    ],
};

/// Fitted event models with their evaluation, as JSON (`suzerain events score --into` writes it).
pub const FITTED_EVENTS: &str = include_str!("../data/fitted/events.json");
/// The newest covariates of every pair at risk, as CSV, written with [`FITTED_EVENTS`].
pub const FITTED_EVENTS_INPUTS: &str = include_str!("../data/fitted/events-inputs.csv");

/// Opens the built-in tables; only their footers are parsed.
///
/// # Errors
/// [`LibraryError`] if a file is damaged, which a test of this crate excludes.
pub fn library() -> Result<Library, LibraryError> {
    Library::embedded(&SHELF)
}
