//! The `suzerain` binary.
fn main() {}
