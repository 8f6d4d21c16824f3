//! BACI, a year of trade with the lists of countries and products.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::several_files;
use suzerain_sources::import::Publisher;

fuzz_target!(|data: &[u8]| {
    let names = ["BACI_HS92_Y2021_V202401b.csv", "country_codes_V202401b.csv", "product_codes_HS92_V202401b.csv"];
    several_files(Publisher::Baci, &names, data);
});
