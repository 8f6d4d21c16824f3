//! Damaged files that once stopped a reader, asked for more memory than there is, or left something
//! behind: each is an error with a place now.

#[path = "../../../fuzz/src/workbook.rs"]
mod workbook;

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::Silent;
use suzerain_tables::Year;
use suzerain_tables::geography::{self, Pair};
use suzerain_tables::store::TableFile;
use suzerain_tables::votes::session_year;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A checked-in fixture.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Imports bytes under a name into a folder that does not exist; the message if they are refused.
fn refused(publisher: Publisher, name: &str, bytes: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let (file, into) = (dir.path().join(name), dir.path().join("a/b"));
    std::fs::write(&file, bytes).unwrap();
    let imported = import(publisher, &[file], &into, &ImportOptions::default(), &mut Silent);
    assert!(imported.is_ok() || !dir.path().join("a").exists(), "a folder was left behind");
    imported.err().map_or_else(|| panic!("{name} was accepted"), |e: ImportError| e.to_string())
}

fn geodist(name: &str, bytes: &[u8]) -> Vec<Pair> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(name);
    std::fs::write(&file, bytes).unwrap();
    let report = import(Publisher::GeoDist, &[file], dir.path(), &ImportOptions::default(), &mut Silent).unwrap();
    geography::read(&TableFile::open(&report.written[0].0).unwrap()).unwrap()
}

/// The first lines of the GeoDist fixture.
fn text() -> String {
    let text = std::fs::read_to_string(fixture("geodist/dist_cepii.csv")).unwrap();
    text.lines().take(8).map(|line| line.replace('"', "")).collect::<Vec<_>>().join("\n")
}

/// A workbook with a list of shared words.
fn with_words(sheet: &[u8], words: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new_append(Cursor::new(workbook::around(sheet))).unwrap();
    archive.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(words).unwrap();
    archive.finish().unwrap().into_inner()
}

fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn a_table_is_the_same_from_each_form() {
    let text = text();
    let csv = geodist("dist_cepii.csv", text.as_bytes());
    assert_eq!(csv.len(), 7);
    assert_eq!(geodist("dist_cepii.xlsx", &workbook::around(&workbook::sheet(&rows(&text)))), csv);
    assert_eq!(geodist("dist_cepii.xls", &workbook::compound(&workbook::records(&rows(&text)))), csv);
}

#[test]
fn a_stray_cell_does_not_ask_for_all_cells_before_it() {
    let text = text();
    let sheet = String::from_utf8(workbook::sheet(&rows(&text))).unwrap();
    let with = |cell: &str| {
        let sheet = sheet.replace("</sheetData>", &format!("<row>{cell}</row></sheetData>"));
        refused(Publisher::GeoDist, "dist_cepii.xlsx", &workbook::around(sheet.as_bytes()))
    };
    let message = with(r#"<c r="XFD1048576"><v>1</v></c>"#);
    assert!(message.contains("a cell in row 1048576 and column 16384"), "{message}");
    assert!(with(r#"<c r="BL90000"><v>1</v></c>"#).contains("too far apart"));
    let records = workbook::records(&rows(&text));
    let with = |row: u16, column: u16| {
        let end = records.len() - 4;
        let mut stray = records[..end].to_vec();
        stray.extend([0x03, 0x02, 14, 0]);
        stray.extend([row.to_le_bytes(), column.to_le_bytes()].as_flattened());
        stray.extend([0; 10]);
        stray.extend([0x0a, 0, 0, 0]);
        refused(Publisher::GeoDist, "dist_cepii.xls", &workbook::compound(&stray))
    };
    assert!(with(0xffff, 0xffff).contains("a cell in row 65536 and column 65536"));
    assert!(with(0xf000, 63).contains("too far apart"));
}

#[test]
fn counts_that_cannot_be_true_are_refused() {
    let text = text();
    let book = with_words(&workbook::sheet(&rows(&text)), br#"<sst uniqueCount="9999999999"></sst>"#);
    let message = refused(Publisher::GeoDist, "dist_cepii.xlsx", &book);
    assert!(message.contains("promises more than it can hold"), "{message}");
    let mut records = workbook::records(&rows(&text));
    // The sheet's record of its own size, after two of its start, one of its place and one end.
    let at = records.windows(4).position(|w| w == [0x00, 0x02, 14, 0]).unwrap() + 4;
    records[at + 4..at + 8].copy_from_slice(&[0xff; 4]);
    assert!(refused(Publisher::GeoDist, "dist_cepii.xls", &workbook::compound(&records)).contains("too far apart"));
}

#[test]
fn an_old_workbook_that_contradicts_itself_is_refused() {
    let text = text();
    let whole = workbook::records(&rows(&text));
    let xls = |bytes: &[u8]| refused(Publisher::GeoDist, "dist_cepii.xls", bytes);
    let bound = whole.windows(2).position(|w| w == [0x85, 0x00]).unwrap() + 4;
    let mut records = whole.clone();
    records[bound..bound + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]);
    assert!(xls(&workbook::compound(&records)).contains("a sheet lies beyond the end"));
    // A name longer than its record: the library stops on it.
    let mut records = whole.clone();
    records[bound - 2] = 4;
    records.drain(bound + 4..bound + 13);
    assert!(xls(&workbook::compound(&records)).contains("contradict"));
    // A directory whose chain of sectors leads back to itself.
    let mut file = workbook::compound(&whole);
    let directory = u32::from_le_bytes([file[48], file[49], file[50], file[51]]);
    let place = 512 + 4 * usize::try_from(directory).unwrap();
    file[place..place + 4].copy_from_slice(&directory.to_le_bytes());
    assert!(xls(&file).contains("does not end"));
    let file = workbook::compound(&whole);
    // The second half is padding.
    for length in (0..file.len() / 2).step_by(file.len() / 64) {
        xls(&file[..length]);
    }
}

#[test]
fn numbers_past_all_sizes_are_refused() {
    let text = text();
    for value in ["1e300", "1e30", "1.7976931348623157e308"] {
        let changed = text.replacen("14217.89", value, 1);
        let message = refused(Publisher::GeoDist, "dist_cepii.csv", changed.as_bytes());
        assert!(message.contains("line 3, column `dist`"), "{message}");
        assert!(message.ends_with("is not a number of a size that occurs"), "{message}");
    }
}

/// A text with a header and one row, the first in which `which` holds, with one cell changed.
fn one_row(file: &str, which: impl Fn(&[&str]) -> bool, column: &str, cell: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(fixture(file)).unwrap();
    let at = rows(&text)[0].iter().position(|name| name.trim_matches('"') == column).unwrap();
    let all = rows(&text);
    let mut row = all[1..].iter().find(|row| which(row)).unwrap().clone();
    row[at] = cell;
    format!("{}\n{}\n", all[0].join(","), row.join(",")).into_bytes()
}

#[test]
fn days_and_years_past_all_calendars_are_refused() {
    for day in ["999999-01-01", "2147483647-1-1", "1/1/214749", "1946-2147483647-01"] {
        let bytes = one_row("un_votes/UNVotes.csv", |row| row[2] == "1", "date", day);
        let message = refused(Publisher::UnVotes, "UNVotes.csv", &bytes);
        assert!(message.contains("is not a day"), "{message}");
    }
    for year in ["-9", "0", "32767"] {
        let bytes = one_row("sipri/deliveries.csv", |_| true, "Delivery year", year);
        let message = refused(Publisher::Sipri, "deliveries.csv", &bytes);
        assert!(message.ends_with("is not a year"), "{message}");
    }
    assert_eq!(session_year(u16::MAX), Year(i16::MAX));
    assert_eq!(Year(i16::MAX).plus(1).since(Year(i16::MIN)), i16::MAX);
}

#[test]
fn a_row_of_two_unknown_economies_is_dropped_once() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("BACI_HS92_Y2021_V202401b.csv");
    std::fs::write(&file, "t,i,j,k,v,q\n2021,643,156,270900,1,1\n2021,999,998,270900,1,1\n").unwrap();
    let report = import(Publisher::Baci, &[file], dir.path(), &ImportOptions::default(), &mut Silent).unwrap();
    assert!(report.balances(), "{report}");
    assert_eq!((report.rows_read, report.rows_kept, report.dropped.values().sum::<u64>()), (2, 1, 1));
}
