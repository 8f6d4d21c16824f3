//! Where the tests find their files.

use std::path::{Path, PathBuf};

/// A checked-in fixture.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A file of the prepared data beside the repository, or none (with a printed line) where absent.
#[expect(clippy::print_stdout, reason = "a skipped check must be seen")]
pub fn prepared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: {name} is not beside the repository");
    None
}
