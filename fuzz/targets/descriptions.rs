//! The descriptions beside the tables: sources.toml, reporting.toml and sanctions.toml.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_tables::provenance::Sources;
use suzerain_tables::reporting::Reporting;
use suzerain_tables::sanctions::Sanctions;
use suzerain_tables::{Economy, Year};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(sources) = Sources::parse(text) {
        for source in &sources.entries {
            assert!(sources.get(source.id.as_str()).is_some());
        }
    }
    if let Ok(reporting) = Reporting::parse(text) {
        for fact in reporting.facts() {
            let _ = (reporting.silence(&fact.source, fact.economy, fact.from), fact.to);
        }
    }
    if let Ok(sanctions) = Sanctions::parse(text) {
        let all: Vec<Economy> = Economy::all().take(8).collect();
        for year in [i16::MIN, 2014, i16::MAX].map(Year) {
            let _ = all.iter().filter(|a| all.iter().any(|b| sanctions.holds(**a, *b, year))).count();
        }
    }
});
