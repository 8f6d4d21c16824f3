//! The tables and the measures in SQL, on one machine or on a cluster, by Apache DataFusion.
//!
//! * [`session`]: opens a library as an [`Engine`] and runs queries.
//! * [`tables`]: the tidy tables under the names of their kinds, streamed from Parquet.
//! * [`measures`]: each measure of the catalogue as a table `measure.<id>`, computed by its own
//!   function when asked for.
//! * [`functions`]: the kernels behind the measures as scalar functions and aggregates.
//! * [`output`]: answers as text, CSV, JSON or Parquet, batch by batch.
//! * `cluster` (feature `cluster`): the same queries on several machines, by Apache Ballista.
//!
//! Nothing here defines a measure: a query calls the functions of `suzerain-measures`, so that a
//! number is the same in SQL, in the brief and in JSON.

mod ask;
#[cfg(feature = "cluster")]
pub mod cluster;
mod computed;
mod error;
pub mod functions;
pub mod measures;
pub mod output;
pub mod session;
pub mod tables;
pub mod vocabulary;

pub use error::EngineError;
pub use session::{Engine, Limits};
