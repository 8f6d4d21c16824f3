//! Where the tests find their files.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A checked-in fixture.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A file of the prepared data beside the repository, or none (with a printed line) where absent.
pub fn prepared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.is_file() {
        return Some(path);
    }
    // Written past the test runner, which keeps what passing tests print to itself.
    let _ = writeln!(std::io::stderr(), "skipped 1 check: {name} is not beside the repository");
    None
}
