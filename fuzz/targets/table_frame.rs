//! Tables of any columns, written, read back and given to every typed reader.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::tables;

fuzz_target!(|data: &[u8]| {
    tables::any_frame(data);
});
