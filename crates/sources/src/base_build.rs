//! Builds the tables of the base from the prepared files.
//!
//! Every table is written as Parquet, and `sources.toml` is written from a hand-written template
//! with the checksum and the number of rows of each file. The same input gives the same bytes.

use crate::error::{ImportError, Place};
use crate::input::ByteCounter;
use crate::prepared::{Prepared, baci, cow, geodist, icio, io_blocks, issues, outlines, reserves, sipri, unga, wdi};
use crate::report::{ImportReport, Progress};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;
use suzerain_tables::provenance::{SourceFile, Sources};
use suzerain_tables::store::{self, StoreError};

/// The hand-written descriptions of the sources. It lies beside the data that it describes, and is
/// compiled in so that the base can be rebuilt from anywhere.
const TEMPLATE: &str = include_str!("../../base/sources.template.toml");

/// The first line of a built `sources.toml`.
const HEADING: &str = "# Built from sources.template.toml with the base; change the template, not this file.\n\n";

/// One table that was written.
#[derive(Clone, Debug)]
pub struct BuiltTable {
    /// File name.
    pub file: String,
    /// Rows.
    pub rows: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// How its source was read.
    pub report: ImportReport,
}

/// What a build wrote.
#[derive(Clone, Debug, Default)]
pub struct BuildReport {
    /// The tables in order.
    pub tables: Vec<BuiltTable>,
}

impl BuildReport {
    /// The size of all tables together in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.tables.iter().map(|t| t.bytes).sum()
    }
}

impl std::fmt::Display for BuildReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for table in &self.tables {
            writeln!(f, "{:>10} bytes {:>9} rows  {}", table.bytes, table.rows, table.file)?;
        }
        writeln!(f, "{:>10} bytes in {} tables", self.bytes(), self.tables.len())
    }
}

/// A step of the build: reads the files of one or more tables.
type Step = fn(&Path, &ByteCounter) -> Result<Vec<Prepared>, ImportError>;

macro_rules! one {
    ($read:path) => {
        |from, counter| Ok(vec![$read(from, counter)?])
    };
}

const STEPS: &[Step] = &[
    one!(icio::trade),
    one!(baci::products),
    one!(baci::product_names),
    one!(baci::world_2023),
    one!(baci::domestic_2023),
    one!(baci::totals_29),
    one!(wdi::gdp_current),
    one!(wdi::gdp_constant),
    wdi::vintages,
    one!(cow::nmc),
    one!(cow::atop),
    one!(unga::votes),
    one!(issues::issues),
    one!(reserves::bank_of_russia),
    one!(reserves::cofer),
    one!(sipri::russia_china),
    one!(geodist::pairs),
    one!(icio::tariffs),
    one!(icio::elasticities),
    one!(io_blocks::inter_country),
    one!(io_blocks::national),
    one!(outlines::rings),
];

/// Whether `from` holds the prepared files.
#[must_use]
pub fn is_prepared(from: &Path) -> bool {
    from.join("icio_cubes").is_dir()
}

/// Reads the prepared files under `from` and writes every table of the base, and `sources.toml`,
/// into `into`.
///
/// A table is there whole or not at all; `sources.toml` is written last.
///
/// # Errors
/// [`ImportError`] if a file is absent or damaged, a table belongs to no source of the template, or
/// the result cannot be written.
pub fn build(from: &Path, into: &Path, progress: &mut dyn Progress) -> Result<BuildReport, ImportError> {
    let mut sources = Sources::parse(TEMPLATE).map_err(|e| template(e.to_string()))?;
    let counter = ByteCounter::default();
    let mut report = BuildReport::default();
    for step in STEPS {
        for prepared in step(from, &counter)? {
            report.tables.push(write(prepared, into, &mut sources)?);
            progress.bytes(counter.get());
        }
    }
    if let Some(idle) = sources.entries.iter().find(|s| s.files.is_empty()) {
        return Err(template(format!("source `{}` has no table", idle.id)));
    }
    let text = toml::to_string_pretty(&sources).map_err(|e| template(e.to_string()))?;
    write_text(&into.join("sources.toml"), &format!("{HEADING}{text}"))?;
    Ok(report)
}

fn template(message: String) -> ImportError {
    ImportError::Content { place: Place::file(Path::new("sources.template.toml")), message }
}

/// Writes one table and enters it under its source.
fn write(mut prepared: Prepared, into: &Path, sources: &mut Sources) -> Result<BuiltTable, ImportError> {
    let file = prepared.file_name();
    if !prepared.report.balances() {
        return Err(template(format!("the account of `{file}` does not balance:\n{}", prepared.report)));
    }
    let id = &prepared.meta.source;
    let Some(source) = sources.entries.iter_mut().find(|s| s.id.as_str() == id) else {
        return Err(template(format!("no source `{id}`, which `{file}` is built from")));
    };
    prepared.meta.vintage.clone_from(&source.vintage);
    let path = into.join(&file);
    store::write(&path, &prepared.frame, &prepared.meta)?;
    let bytes = std::fs::read(&path).map_err(|source| StoreError::Io { path: path.clone(), source })?;
    let rows = prepared.frame.rows() as u64;
    source.files.push(SourceFile { name: file.clone(), sha256: checksum(&bytes), rows });
    prepared.report.written.push((path, rows));
    Ok(BuiltTable { file, rows, bytes: bytes.len() as u64, report: prepared.report })
}

/// SHA-256 in lower-case hexadecimal.
fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Writes a text under a temporary name and renames it.
fn write_text(path: &Path, text: &str) -> Result<(), ImportError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(io)?;
    file.persist(path).map_err(|e| io(e.error))?;
    Ok(())
}
