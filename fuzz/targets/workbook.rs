//! Workbooks, any bytes as the file: the first byte says of which form.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{one_file, seeds};
use suzerain_sources::import::Publisher;

fuzz_target!(init: seeds::workbooks(), |data: &[u8]| {
    let Some((form, bytes)) = data.split_first() else { return };
    match form % 4 {
        0 => one_file(Publisher::GeoDist, "dist_cepii.xls", bytes),
        1 => one_file(Publisher::GeoDist, "dist_cepii.xlsx", bytes),
        2 => one_file(Publisher::Wiod, "wiot11_row_sep12.xlsx", bytes),
        _ => one_file(Publisher::Wiod, "WIOT2014_Nov16_ROW.xlsb", bytes),
    }
});
