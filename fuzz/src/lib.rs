//! What the fuzz targets share: bytes become files, files go through the public readers, and the
//! promises of the readers are asserted.
//!
//! A reader gives tables or a typed error for any bytes whatever. With tables, every row read is
//! accounted for and every table written can be read back, without infinities. With an error, the
//! folder is as it was before: a folder that did not exist does not exist.

pub mod prepared;
pub mod seeds;
pub mod tables;
pub mod workbook;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, OnceLock};
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::Silent;
use suzerain_tables::store::TableFile;

/// Parts one input into several files: the record separator stands in no publisher's text.
pub const SEPARATOR: u8 = 0x1e;

/// Libraries whose panics on damaged files the readers turn into errors.
const LIBRARIES: [&str; 9] = [
    "/calamine-",
    "/parquet-",
    "/arrow-array-",
    "/arrow-buffer-",
    "/arrow-cast-",
    "/arrow-data-",
    "/arrow-ipc-",
    "/arrow-schema-",
    "/arrow-select-",
];

/// Lets panics of [`LIBRARIES`] pass to the reader, which turns them into errors; any other
/// ends the process, as the fuzzer's own hook does. Each place is printed once, for the record.
pub fn pass_the_libraries() {
    static ONCE: Once = Once::new();
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    ONCE.call_once(|| {
        let stop = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            match LIBRARIES.iter().find_map(|name| place.find(name).map(|at| &place[at + 1..])) {
                Some(inside) => {
                    if SEEN.lock().is_ok_and(|mut seen| seen.insert(inside.to_owned())) {
                        eprintln!("caught: {inside}");
                    }
                }
                None => stop(info),
            }
        }));
    });
}

/// A folder of this process. The runner points `TMPDIR` to memory and removes it in the end: a
/// fuzzer leaves by `_exit`, so that nothing would be dropped.
pub fn scratch() -> &'static Path {
    static SCRATCH: OnceLock<PathBuf> = OnceLock::new();
    SCRATCH.get_or_init(|| tempfile::tempdir().expect("a folder for temporary files").keep())
}

/// Reads `data` as one file called `name`.
pub fn one_file(publisher: Publisher, name: &str, data: &[u8]) {
    run(publisher, &[name], &[data]);
}

/// Reads `data` as several files, parted by [`SEPARATOR`]; missing parts are missing files.
pub fn several_files(publisher: Publisher, names: &[&str], data: &[u8]) {
    let parts: Vec<&[u8]> = data.splitn(names.len(), |b| *b == SEPARATOR).collect();
    run(publisher, &names[..parts.len()], &parts);
}

fn run(publisher: Publisher, names: &[&str], parts: &[&[u8]]) {
    let mut paths = Vec::with_capacity(names.len());
    for (name, part) in names.iter().zip(parts) {
        let path = scratch().join(name);
        std::fs::write(&path, part).expect("a file in the scratch folder");
        paths.push(path);
    }
    check(publisher, &paths);
}

/// Imports into a folder that does not exist, and asserts what an import promises.
pub fn check(publisher: Publisher, paths: &[PathBuf]) {
    pass_the_libraries();
    let into = scratch().join("made").join("by-the-import");
    match import(publisher, paths, &into, &ImportOptions::default(), &mut Silent) {
        Ok(report) => {
            assert!(report.balances(), "rows do not add up: {report}");
            assert!(!report.written.is_empty(), "nothing written and no error: {report}");
            let mut expected: Vec<PathBuf> = report.written.iter().map(|(path, _)| path.clone()).collect();
            for (path, rows) in &report.written {
                let table = TableFile::open(path).expect("a table just written opens");
                assert_eq!(table.rows(), *rows, "{}", path.display());
                tables::read_back(&table);
            }
            expected.push(into.join("sources.toml"));
            expected.sort();
            let mut found: Vec<PathBuf> =
                std::fs::read_dir(&into).expect("the folder").map(|e| e.expect("an entry").path()).collect();
            found.sort();
            assert_eq!(found, expected, "files in the folder");
            std::fs::remove_dir_all(scratch().join("made")).expect("removable");
        }
        Err(error) => {
            let message = error.to_string();
            assert!(!message.is_empty() && !message.starts_with("internal"), "{message}");
            let _ = error.hint();
            assert!(!scratch().join("made").exists(), "left behind after: {message}");
        }
    }
}
