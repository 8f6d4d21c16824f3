//! Table files, any bytes as Parquet: every column and every typed reader.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::tables;

fuzz_target!(|data: &[u8]| {
    tables::any_bytes(data);
});
