//! Names and codes of economies and groups as a user types them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_tables::groups::Group;
use suzerain_tables::{Economy, classification::Classification};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let year = data.first().map(|b| 1800 + i16::from(*b));
    for year in [None, year, data.get(1).map(|b| i16::from_le_bytes([*b, *b]))] {
        match Economy::resolve(&text, year) {
            Ok(economy) => assert_eq!(Economy::from_code(economy.code()), Some(economy)),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    match Group::resolve(&text) {
        Ok(group) => {
            let members = group.members(year.unwrap_or(2023));
            assert!(members.iter().all(|e| group.contains(*e, year.unwrap_or(2023))));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let _ = (Economy::from_iso2(&text), Group::from_code(&text), Classification::from_id(&text));
    if let [a, b, c, d, ..] = data {
        let (code, year) = (u16::from_le_bytes([*a, *b]), i16::from_le_bytes([*c, *d]));
        let _ = (Economy::from_m49(code), Economy::from_baci(code), Economy::from_comtrade(code));
        let _ = (Economy::from_cow(code, year), Economy::from_gw(code, year));
    }
});
