//! Input-output analysis: who works for whom, and what falls away when a flow stops.
//!
//! * [`Table`]: an inter-country table, checked, with its input coefficients `A` and output `x`;
//! * [`Leontief`]: `L = (I - A)^-1`, value-added shares, backward and (after Ghosh) forward linkages;
//! * [`extraction`]: the hypothetical extraction of the sales of one economy to another.
//!
//! Sources: Leontief, W. (1936); Ghosh, A. (1958); Oosterhaven, J. (1988), on why the Ghosh model is an index
//! and no quantity model; Dietzenbacher, E. and Lahr, M. (2013), "Expanding Extractions", Economic Systems
//! Research 25(3). Page: `docs/methods/input-output.md`.
//!
//! A node is a sector of an economy; nodes stand in the order `[economy][sector]`.

mod extraction;
mod leontief;
mod table;

pub use extraction::{Cut, Extraction, Role, extraction};
pub use leontief::{Leontief, leontief_inverse, value_added_shares};
pub use table::{Flows, InputOutputError, Note, Table};
