//! Questions put to the tables: the brief and its sections.
