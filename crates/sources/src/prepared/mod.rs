//! Readers of the prepared tables that the base is built from.
