//! WIOD, any bytes as the sheet of a workbook.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{one_file, workbook};
use suzerain_sources::import::Publisher;

fuzz_target!(|data: &[u8]| {
    one_file(Publisher::Wiod, "wiot11_row_sep12.xlsx", &workbook::around(data));
});
