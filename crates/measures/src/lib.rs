//! What the world looks like: one measure a file.
