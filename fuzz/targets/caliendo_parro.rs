//! The replication files of Caliendo and Parro, any bytes as the first of them that is read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suzerain_fuzz::{scratch, seeds};
use suzerain_sources::publishers::caliendo_parro;

fuzz_target!(init: seeds::caliendo_parro(), |data: &[u8]| {
    std::fs::write(scratch().join("B.txt"), data).expect("a file in the scratch folder");
    let error = caliendo_parro::read(scratch()).err().expect("the other files are absent");
    assert!(!error.to_string().is_empty(), "no words");
});
