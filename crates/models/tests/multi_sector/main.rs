//! The multi-sector model against published results, an independent script, the one-sector model and its
//! own identities.

mod bad_input;
mod caliendo_parro;
mod icio;
mod identities;
mod one_sector;
mod worlds;
