//! Questions in SQL to the built-in tables, in one binary: linking the engine takes longer than any test.

mod common;
mod docs;
mod measures;
mod tables;
