//! Placeholder.

use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::Input;
use crate::report::{ImportReport, Progress};
use std::path::Path;

/// What `sources.toml` says of it.
pub const SOURCE: Description =
    Description { title: "", publisher: "", licence: "", citation: "", bibtex: "", url: "", caveats: &[] };

/// Placeholder.
///
/// # Errors
/// Always.
pub fn import(_: &[Input], into: &Path, _: &ImportOptions, _: &mut dyn Progress) -> Result<ImportReport, ImportError> {
    Err(ImportError::Content { place: Place::file(into), message: "files of this publisher are not read yet".into() })
}
