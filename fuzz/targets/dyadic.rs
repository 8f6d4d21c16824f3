//! The user's own values by ordered pair, any bytes as the CSV.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{one_file, seeds};
use suzerain_sources::import::Publisher;

fuzz_target!(init: seeds::dyadic(), |data: &[u8]| {
    one_file(Publisher::Dyadic, "own.csv", data);
});
