//! One module a publisher: its files, as it ships them, become tidy tables.
