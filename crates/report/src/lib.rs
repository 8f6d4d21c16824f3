//! Figures and sections as terminal text, Markdown, JSON and CSV. Computes no new number.
//!
//! * [`text`] for terminals of 100 columns, readable without colour;
//! * [`markdown`] for documents;
//! * [`json`] for programs: the versioned schemas `suzerain.*`;
//! * [`rupture`] and [`leverage`] for programs that ask about scenarios;
//! * [`html`] for people with a browser: one file, with drawings from [`draw`];
//! * [`csv`] for spreadsheets: one record a line.

pub mod claims;
pub mod csv;
pub mod draw;
pub mod html;
pub mod json;
pub mod leverage;
pub mod markdown;
pub mod marks;
pub mod partnership;
pub mod reconciliation;
pub mod rupture;
pub mod spark;
pub mod study;
pub mod text;
pub mod why;
