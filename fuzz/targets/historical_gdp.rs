//! Product and population since 1816, any bytes as the CSV.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::one_file;
use suzerain_sources::import::Publisher;

fuzz_target!(|data: &[u8]| {
    one_file(Publisher::HistoricalGdp, "cw_gdppop.csv", data);
});
