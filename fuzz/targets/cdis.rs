//! IMF direct-investment survey, any bytes as the CSV.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::one_file;
use suzerain_sources::import::Publisher;

fuzz_target!(|data: &[u8]| {
    one_file(Publisher::Cdis, "CDIS_timeSeries.csv", data);
});
