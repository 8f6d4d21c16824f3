//! The user's actors and ties for blocs: the first byte says which.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{scratch, seeds};
use suzerain_sources::coalition::{actors, ties};
use suzerain_tables::Year;

fuzz_target!(init: seeds::coalition(), |data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let path = scratch().join("coalition.csv");
    std::fs::write(&path, bytes).expect("a file in the scratch folder");
    let failed = if which % 2 == 0 {
        actors(&path, Year(1985)).map(|found| assert!(found.iter().all(|(_, size)| size.is_none_or(|s| s > 0.0)))).err()
    } else {
        let within = |x: &f64| (-1.0..=1.0).contains(x);
        ties(&path, Year(1985)).map(|found| assert!(found.values().flat_map(|t| t.values()).all(within))).err()
    };
    if let Some(error) = failed {
        assert!(!error.to_string().is_empty() && !error.to_string().starts_with("internal"), "{error}");
    }
});
