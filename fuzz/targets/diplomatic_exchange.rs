//! COW Diplomatic Exchange, any bytes as the CSV.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{one_file, seeds};
use suzerain_sources::import::Publisher;

fuzz_target!(init: seeds::diplomatic_exchange(), |data: &[u8]| {
    one_file(Publisher::DiplomaticExchange, "Diplomatic_Exchange_2006v1.csv", data);
});
