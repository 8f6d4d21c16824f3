//! A folder of the publishers' own downloads, one sub-folder a publisher, becomes a shelf of tables.
//!
//! The sub-folders carry the names of [`Publisher::name`]: `baci/`, `icio/`, `world-bank/`, ... The
//! result serves as a user's folder (`--data`): its tables stand before the built-in ones. What has
//! no download in one of the layouts read (reserves, elasticities, outlines) stays as built in.

use crate::error::{ImportError, Place};
use crate::import::{ImportOptions, Publisher, import};
use crate::report::{ImportReport, Progress};
use std::path::{Path, PathBuf};

/// Bytes of the publishers already finished, so that progress runs on.
struct Running<'a> {
    before: u64,
    last: u64,
    inner: &'a mut dyn Progress,
}

impl Progress for Running<'_> {
    fn bytes(&mut self, read: u64) {
        self.last = read;
        self.inner.bytes(self.before + read);
    }
}

/// The publishers that have a sub-folder in `from`, with its files in order of their names.
///
/// # Errors
/// [`ImportError`] if the folder cannot be read.
pub fn publishers_in(from: &Path) -> Result<Vec<(Publisher, Vec<PathBuf>)>, ImportError> {
    let mut found = Vec::new();
    for publisher in Publisher::ALL {
        let folder = from.join(publisher.name());
        if folder.is_dir() {
            let failed = |e: std::io::Error| ImportError::Read { place: Place::file(&folder), message: e.to_string() };
            let mut files = Vec::new();
            for entry in std::fs::read_dir(&folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if path.is_file() {
                    files.push(path);
                }
            }
            files.sort();
            found.push((publisher, files));
        }
    }
    Ok(found)
}

/// Imports every publisher's sub-folder of `from` into `into`.
///
/// # Errors
/// [`ImportError`] if there is no such sub-folder, or one of its files is refused; tables of
/// publishers read before stay.
pub fn build(from: &Path, into: &Path, progress: &mut dyn Progress) -> Result<Vec<ImportReport>, ImportError> {
    let found = publishers_in(from)?;
    if found.is_empty() {
        let names = Publisher::ALL.map(Publisher::name).join(", ");
        return Err(ImportError::Content {
            place: Place::file(from),
            message: format!("neither the prepared tables nor a publisher's sub-folder ({names})"),
        });
    }
    let mut running = Running { before: 0, last: 0, inner: progress };
    let mut reports = Vec::with_capacity(found.len());
    for (publisher, files) in found {
        reports.push(import(publisher, &files, into, &ImportOptions::default(), &mut running)?);
        running.before += std::mem::take(&mut running.last);
    }
    Ok(reports)
}
