//! GeoDist, any bytes as the sheet of a workbook.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{one_file, seeds, workbook};
use suzerain_sources::import::Publisher;

fuzz_target!(init: seeds::geodist_cells(false), |data: &[u8]| {
    one_file(Publisher::GeoDist, "dist_cepii.xlsx", &workbook::around(data));
});
