//! GeoDist, any bytes as the records of an .xls.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{one_file, seeds, workbook};
use suzerain_sources::import::Publisher;

fuzz_target!(init: seeds::geodist_cells(true), |data: &[u8]| {
    one_file(Publisher::GeoDist, "dist_cepii.xls", &workbook::compound(data));
});
