//! Files of a test's own.

use std::path::{Path, PathBuf};

/// Writes a file of the test's own.
pub fn save(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}
