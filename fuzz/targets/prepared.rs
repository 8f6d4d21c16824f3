//! The readers of the prepared tables: the first byte says which.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{prepared, seeds};

fuzz_target!(init: seeds::prepared(), |data: &[u8]| {
    prepared::any(data);
});
