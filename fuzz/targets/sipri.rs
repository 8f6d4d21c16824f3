//! SIPRI register, any bytes as the CSV of either layout.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::one_file;
use suzerain_sources::import::Publisher;

fuzz_target!(|data: &[u8]| {
    one_file(Publisher::Sipri, "trade-register.csv", data);
});
