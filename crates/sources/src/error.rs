//! What can be wrong with a publisher's file.

use std::fmt;
use std::path::{Path, PathBuf};
use suzerain_tables::frame::FrameError;
use suzerain_tables::store::StoreError;

/// A place in a file. Line and column count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as given by the user (a member of a zip as `archive.zip!member`).
    pub file: PathBuf,
    /// Line.
    pub line: Option<u64>,
    /// Name or number of the column.
    pub column: Option<String>,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(path: &Path) -> Self {
        Self { file: path.to_owned(), line: None, column: None }
    }

    /// A line of a file.
    #[must_use]
    pub fn line(path: &Path, line: u64) -> Self {
        Self { file: path.to_owned(), line: Some(line), column: None }
    }

    /// A cell of a file.
    #[must_use]
    pub fn cell(path: &Path, line: u64, column: &str) -> Self {
        Self { file: path.to_owned(), line: Some(line), column: Some(column.to_owned()) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        Ok(())
    }
}

/// Why a file was refused. The message says where, what, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read to its end (a truncated archive among others).
    #[error("{place}: cannot be read: {message}")]
    Read {
        /// Where.
        place: Place,
        /// What the system or the decompressor said.
        message: String,
    },
    /// The bytes are not text in the encoding the publisher uses.
    #[error("{place}: not valid {expected} text")]
    Encoding {
        /// Where.
        place: Place,
        /// The encoding expected.
        expected: &'static str,
    },
    /// The columns are not those of a known release.
    #[error("{place}: unknown layout: no column for {missing}; the headers are {headers:?}")]
    Layout {
        /// Where.
        place: Place,
        /// What was looked for, with the known spellings.
        missing: String,
        /// The headers seen.
        headers: Vec<String>,
    },
    /// A cell holds something it may not hold.
    #[error("{place}: `{found}` is not {wanted}")]
    Value {
        /// Where.
        place: Place,
        /// What the cell holds.
        found: String,
        /// What it should hold.
        wanted: String,
    },
    /// The same key stands twice.
    #[error("{place}: {key} stands here a second time (first on line {first})")]
    Duplicate {
        /// Where the second one is.
        place: Place,
        /// The key in words.
        key: String,
        /// Line of the first.
        first: u64,
    },
    /// The file as a whole does not hold what it should.
    #[error("{place}: {message}")]
    Content {
        /// Where.
        place: Place,
        /// What is wrong.
        message: String,
    },
    /// The result cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The result does not fit its schema: a defect of the reader.
    #[error("internal: {0}")]
    Frame(#[from] FrameError),
}

impl ImportError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Read { .. } => "check the path; if the file is compressed, download it again: it may be cut short".into(),
            Self::Encoding { expected, .. } => format!("save the file as {expected}, or download it again from the publisher"),
            Self::Layout { .. } => "check that the publisher named on the command line is the one the file comes from; docs/data-sources.md lists the layouts that are read".into(),
            Self::Value { .. } | Self::Duplicate { .. } => "correct that line or download the file again; nothing was imported".into(),
            Self::Content { .. } | Self::Store(_) | Self::Frame(_) => return None,
        })
    }
}
