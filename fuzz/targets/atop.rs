//! ATOP, any bytes as the CSV of either release.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::one_file;
use suzerain_sources::import::Publisher;

fuzz_target!(|data: &[u8]| {
    one_file(Publisher::Atop, "atop5_1ddyr.csv", data);
});
