//! Built-in tables: data and an accessor only.
