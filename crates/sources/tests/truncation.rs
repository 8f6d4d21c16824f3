//! Files that are cut short: every importer, at every 64th part of its fixture, plain, in gzip and
//! in a zip archive. Each gives tables or a typed error, and nothing is left behind after an error.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_tables::store::{Selection, TableFile};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A checked-in fixture.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

const PARTS: usize = 64;

/// Every layout that there is a fixture of; the last file is the one that is cut.
const CASES: &[(Publisher, &[&str])] = &[
    (
        Publisher::Baci,
        &[
            "baci/country_codes_V202401b.csv",
            "baci/product_codes_HS92_V202401b.csv",
            "baci/BACI_HS92_Y2021_V202401b.csv",
        ],
    ),
    (Publisher::Baci, &["baci/BACI_HS92_Y2022_V202401b.csv", "baci/country_codes_V202401b.csv"]),
    (Publisher::Baci, &["baci/BACI_HS92_Y2022_V202401b.csv", "baci/product_codes_HS92_V202401b.csv"]),
    (Publisher::Comtrade, &["comtrade/classic.csv"]),
    (Publisher::Comtrade, &["comtrade/current.csv"]),
    (Publisher::GeoDist, &["geodist/dist_cepii.csv"]),
    (Publisher::WorldBank, &["world_bank/API_NY.GDP.MKTP.PP.CD_DS2_en_csv_v2_5455171.csv"]),
    (Publisher::Icio, &["icio/2022_SML.csv"]),
    (Publisher::Wiod, &["wiod/wiot11_row_sep12.xlsx"]),
    (Publisher::Nmc, &["nmc/NMC-70-abridged.csv"]),
    (Publisher::Atop, &["atop/atop5_1ddyr.csv"]),
    (Publisher::Atop, &["atop/atop5_1dy.csv"]),
    (Publisher::UnVotes, &["un_votes/UNVotes.csv"]),
    (Publisher::Sipri, &["sipri/deliveries.csv"]),
    (Publisher::Sipri, &["sipri/trade-register.csv"]),
    (Publisher::CowTrade, &["cow_trade/Dyadic_COW_4.0.csv"]),
    (Publisher::HistoricalGdp, &["historical_gdp/cw_gdppop.csv"]),
    (Publisher::Fbic, &["fbic/fbic_china_to_iso3.csv"]),
];

/// The bytes of a file in one of the forms it may arrive in, with the end of its name.
fn forms(name: &str, bytes: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(bytes).unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    [("", bytes.to_vec()), (".gz", gz.finish().unwrap()), (".zip", zip.finish().unwrap().into_inner())]
}

/// Imports into a folder that does not exist, and asserts what holds of every import.
fn attempt(publisher: Publisher, files: &[PathBuf], into: &Path) -> Result<ImportReport, ImportError> {
    let imported = import(publisher, files, into, &ImportOptions::default(), &mut Silent);
    match &imported {
        Ok(report) => {
            assert!(report.balances(), "{report}");
            for (path, rows) in &report.written {
                let table = TableFile::open(path).unwrap();
                assert_eq!(table.read(&Selection::default()).unwrap().rows() as u64, *rows);
            }
            std::fs::remove_dir_all(into).unwrap();
        }
        Err(error) => {
            assert!(!matches!(error, ImportError::Frame(_)), "{error}");
            assert!(!into.exists(), "left behind after: {error}");
        }
    }
    imported
}

#[test]
fn files_cut_short_give_tables_or_errors_and_leave_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let into = scratch.path().join("into");
    let (mut read, mut refused) = (0, 0);
    for (publisher, files) in CASES {
        let Some((cut, whole)) = files.split_last() else { continue };
        let mut paths: Vec<PathBuf> = whole.iter().map(|f| fixture(f)).collect();
        let name = Path::new(cut).file_name().unwrap().to_str().unwrap();
        for (end, bytes) in forms(name, &std::fs::read(fixture(cut)).unwrap()) {
            let path = scratch.path().join(format!("{name}{end}"));
            paths.push(path.clone());
            for part in 0..=PARTS {
                std::fs::write(&path, &bytes[..bytes.len() * part / PARTS]).unwrap();
                match attempt(*publisher, &paths, &into) {
                    Ok(_) => read += 1,
                    Err(error) => {
                        assert!(part < PARTS, "the whole {name}{end} was refused: {error}");
                        refused += 1;
                    }
                }
            }
            paths.pop();
        }
    }
    assert!(read >= CASES.len() * 3 && refused > 1000, "{read} read, {refused} refused");
}

#[test]
fn a_packed_file_that_is_cut_short_is_never_taken_for_whole() {
    let scratch = tempfile::tempdir().unwrap();
    let into = scratch.path().join("into");
    let bytes = std::fs::read(fixture("nmc/NMC-70-abridged.csv")).unwrap();
    for (end, bytes) in forms("NMC-70-abridged.csv", &bytes).into_iter().skip(1) {
        let path = scratch.path().join(format!("NMC-70-abridged.csv{end}"));
        for length in (0..bytes.len()).step_by(7).chain([bytes.len() - 1]) {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(attempt(Publisher::Nmc, std::slice::from_ref(&path), &into).is_err(), "{end} cut at {length}");
        }
    }
}
