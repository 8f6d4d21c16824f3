//! World Bank, any bytes as the CSV.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::one_file;
use suzerain_sources::import::Publisher;

fuzz_target!(|data: &[u8]| {
    one_file(Publisher::WorldBank, "API_NY.GDP.MKTP.PP.CD_DS2_en_csv_v2_5455171.csv", data);
});
