//! The two descriptions beside the tables: sources.toml and reporting.toml.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_tables::provenance::Sources;
use suzerain_tables::reporting::Reporting;

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
});
