//! NumPy arrays and archives of them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{prepared, seeds};

fuzz_target!(init: seeds::arrays(), |data: &[u8]| {
    prepared::array(data);
});
