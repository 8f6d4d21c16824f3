//! How such runs would have done.
