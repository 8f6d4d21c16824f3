//! WIOD, any bytes as the CSV export.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::one_file;
use suzerain_sources::import::Publisher;

fuzz_target!(|data: &[u8]| {
    one_file(Publisher::Wiod, "WIOT2014_October16_ROW.csv", data);
});
