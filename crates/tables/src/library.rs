//! A library: the tables of one or several shelves (built in, the user's folders), read lazily.

use crate::provenance::{Source, Sources};
use crate::reporting::{Reporting, ReportingError};
use crate::sanctions::{Sanctions, SanctionsError};
use crate::store::{StoreError, TableFile, TableKind};
use bytes::Bytes;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One shelf as bytes: file names with contents, and the descriptions.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedShelf {
    /// Parquet files by name.
    pub tables: &'static [(&'static str, &'static [u8])],
    /// Text of `sources.toml`.
    pub sources: &'static str,
    /// Text of `reporting.toml`.
    pub reporting: &'static str,
    /// Text of `sanctions.toml`.
    pub sanctions: &'static str,
    /// Fitted results that are no tables, by file name.
    pub documents: &'static [(&'static str, &'static str)],
}

/// Tables with their sources.
#[derive(Clone, Debug, Default)]
pub struct Library {
    tables: Vec<TableFile>,
    plain: Vec<PathBuf>,
    sources: Sources,
    reporting: Reporting,
    sanctions: Sanctions,
    documents: BTreeMap<&'static str, Cow<'static, str>>,
}

/// Why a shelf could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A table file is unreadable.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `sources.toml` is malformed.
    #[error("{path}: {source}")]
    Sources {
        /// The file.
        path: PathBuf,
        /// TOML error with line and column.
        source: toml::de::Error,
    },
    /// `reporting.toml` is malformed.
    #[error(transparent)]
    Reporting(#[from] ReportingError),
    /// `sanctions.toml` is malformed.
    #[error("{path}: {source}")]
    Sanctions {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: SanctionsError,
    },
    /// The folder holds no table and no document.
    #[error("{path}: no table files (*.parquet) here")]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

impl Library {
    /// Opens the built-in shelf; only footers are parsed.
    ///
    /// # Errors
    /// [`LibraryError`] if a file is damaged.
    pub fn embedded(shelf: &EmbeddedShelf) -> Result<Self, LibraryError> {
        let mut library = Self {
            tables: Vec::with_capacity(shelf.tables.len()),
            plain: Vec::new(),
            sources: parse_sources(Path::new("sources.toml"), shelf.sources)?,
            reporting: Reporting::parse(shelf.reporting)?,
            sanctions: parse_sanctions(Path::new("sanctions.toml"), shelf.sanctions)?,
            documents: shelf.documents.iter().map(|(name, text)| (*name, Cow::Borrowed(*text))).collect(),
        };
        for (name, bytes) in shelf.tables {
            library.tables.push(TableFile::from_bytes(*name, Bytes::from_static(bytes))?);
        }
        Ok(library)
    }

    /// Puts a folder of the user's on top: its tables come first, and a table of the same kind and
    /// source replaces the one below. A `sources.toml` in it adds sources, a `reporting.toml` or
    /// `sanctions.toml` replaces the built-in one, as does a document of the same name.
    /// Parquet files that `suzerain` did not write are kept aside, see
    /// [`Library::plain`].
    ///
    /// # Errors
    /// [`LibraryError`] if the folder has no tables or one of its files is damaged.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, LibraryError> {
        let io = |source| StoreError::Io { path: folder.to_owned(), source };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(io)? {
            let path = entry.map_err(io)?.path();
            if path.extension().is_some_and(|e| e == "parquet") {
                paths.push(path);
            }
        }
        paths.sort();
        if paths.is_empty() && !self.documents.keys().any(|name| folder.join(name).is_file()) {
            return Err(LibraryError::Empty { path: folder.to_owned() });
        }
        let mut added = Vec::with_capacity(paths.len());
        for path in paths {
            match TableFile::open(&path) {
                Ok(table) => added.push(table),
                Err(StoreError::NoMeta { path }) => self.plain.push(path),
                Err(error) => return Err(error.into()),
            }
        }
        self.tables.retain(|below| {
            !added
                .iter()
                .any(|above| above.meta().kind == below.meta().kind && above.meta().source == below.meta().source)
        });
        added.append(&mut self.tables);
        self.tables = added;
        let read = |name: &str| {
            let path = folder.join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => Ok(Some((path, text))),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(source) => Err(StoreError::Io { path, source }),
            }
        };
        if let Some((path, text)) = read("sources.toml")? {
            let mut sources = parse_sources(&path, &text)?;
            self.sources.entries.retain(|s| sources.get(s.id.as_str()).is_none());
            sources.entries.append(&mut self.sources.entries);
            self.sources = sources;
        }
        if let Some((_, text)) = read("reporting.toml")? {
            self.reporting = Reporting::parse(&text)?;
        }
        if let Some((path, text)) = read("sanctions.toml")? {
            self.sanctions = parse_sanctions(&path, &text)?;
        }
        for (name, document) in &mut self.documents {
            if let Some((_, text)) = read(name)? {
                *document = Cow::Owned(text);
            }
        }
        Ok(self)
    }

    /// All tables, the user's first.
    #[must_use]
    pub fn tables(&self) -> &[TableFile] {
        &self.tables
    }

    /// Parquet files of the folders that describe no table of ours; SQL reads them under their names.
    #[must_use]
    pub fn plain(&self) -> &[PathBuf] {
        &self.plain
    }

    /// Tables of one kind, the user's first.
    pub fn of_kind(&self, kind: TableKind) -> impl Iterator<Item = &TableFile> {
        self.tables.iter().filter(move |t| t.meta().kind == kind)
    }

    /// The table of this kind and source.
    #[must_use]
    pub fn table(&self, kind: TableKind, source: &str) -> Option<&TableFile> {
        self.of_kind(kind).find(|t| t.meta().source == source)
    }

    /// Sources in file order.
    #[must_use]
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The source with this short name.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }

    /// Who reports its trade, and who does not.
    #[must_use]
    pub const fn reporting(&self) -> &Reporting {
        &self.reporting
    }

    /// Who sanctions whom.
    #[must_use]
    pub const fn sanctions(&self) -> &Sanctions {
        &self.sanctions
    }

    /// A fitted result that is no table, by its file name.
    #[must_use]
    pub fn document(&self, name: &str) -> Option<&str> {
        self.documents.get(name).map(AsRef::as_ref)
    }

    /// The same tables with another list of who sanctions whom.
    #[must_use]
    pub fn with_sanctions(mut self, sanctions: Sanctions) -> Self {
        self.sanctions = sanctions;
        self
    }
}

fn parse_sanctions(path: &Path, text: &str) -> Result<Sanctions, LibraryError> {
    Sanctions::parse(text).map_err(|source| LibraryError::Sanctions { path: path.to_owned(), source })
}

fn parse_sources(path: &Path, text: &str) -> Result<Sources, LibraryError> {
    Sources::parse(text).map_err(|source| LibraryError::Sources { path: path.to_owned(), source })
}
