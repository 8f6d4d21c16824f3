//! Archives, any bytes as a zip (first byte even) or a gzip file around a publisher's text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{one_file, seeds};
use suzerain_sources::import::Publisher;

fuzz_target!(init: seeds::archive(), |data: &[u8]| {
    let Some((form, bytes)) = data.split_first() else { return };
    match form % 2 {
        0 => one_file(Publisher::Nmc, "NMC-70-abridged.zip", bytes),
        _ => one_file(Publisher::Nmc, "NMC-70-abridged.csv.gz", bytes),
    }
});
