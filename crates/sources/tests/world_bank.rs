//! World Bank: series files become the indicators table.

#[path = "shared/save.rs"]
mod save;
mod shared;

use save::save;
use shared::{fixture, prepared};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::store::TableFile;
use suzerain_tables::variables::{GDP_PPP, RD_SHARE};
use suzerain_tables::{Economy, Missing, Observation, Year};

const PPP: &str = "API_NY.GDP.MKTP.PP.CD_DS2_en_csv_v2_5455171.csv";
const RD: &str = "API_GB.XPD.RSDV.GD.ZS_DS2_en_csv_v2_232.csv";

fn run(files: &[PathBuf], into: &Path) -> Result<(ImportReport, Indicators), ImportError> {
    let report = import(Publisher::WorldBank, files, into, &ImportOptions::default(), &mut Silent)?;
    assert!(report.balances(), "{report}");
    let table = Indicators::read(&TableFile::open(&report.written[0].0).unwrap()).unwrap();
    Ok((report, table))
}

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

#[test]
fn the_fixture_gives_the_publishers_figures() {
    let dir = tempfile::tempdir().unwrap();
    let (report, table) = run(&[fixture(&format!("world_bank/{PPP}"))], dir.path()).unwrap();
    assert_eq!(report.dropped["group of economies `WLD`"], 1);
    assert_eq!(table.get(GDP_PPP, economy("RUS"), Year(2021)).known(), Some(4_808_614_596_417.49));
    assert_eq!(
        table.get(GDP_PPP, economy("DEU"), Year(2021)),
        Observation::Missing(Missing::NotCovered { economy: economy("DEU") })
    );
    let before = table.get(GDP_PPP, economy("RUS"), Year(1980));
    assert!(matches!(before, Observation::Missing(Missing::OutsideWindow { .. })), "{before:?}");
}

#[test]
fn every_original_file_reads_and_keeps_the_figures_of_the_fixture() {
    for name in [PPP, RD] {
        let Some(path) = prepared(&format!("wdi/{name}")) else { return };
        let dir = tempfile::tempdir().unwrap();
        let (report, whole) = run(&[path], &dir.path().join("whole")).unwrap();
        assert!(report.dropped.keys().all(|k| k.starts_with("group of") || k.starts_with("no value")), "{report}");
        let (_, few) = run(&[fixture(&format!("world_bank/{name}"))], &dir.path().join("few")).unwrap();
        for code in ["RUS", "CHN", "BLR", "XKX"] {
            for variable in [GDP_PPP, RD_SHARE] {
                assert_eq!(few.series(variable, economy(code)), whole.series(variable, economy(code)));
            }
        }
    }
}

#[test]
fn all_known_originals_go_into_one_table() {
    let names = [
        "API_BX.KLT.DINV.WD.GD.ZS_DS2_en_csv_v2_13.csv",
        "API_FM.LBL.BMNY.GD.ZS_DS2_en_csv_v2_5797.csv",
        "API_FP.CPI.TOTL.ZG_DS2_en_csv_v2_287.csv",
        RD,
        "API_NE.GDI.TOTL.ZS_DS2_en_csv_v2_698.csv",
        "API_NE.TRD.GNFS.ZS_DS2_en_csv_v2_101.csv",
        "API_NY.GDP.MKTP.KD.ZG_DS2_en_csv_v2_260.csv",
        PPP,
        "API_NY.GDP.PCAP.CD_DS2_en_csv_v2_33610.csv",
        "API_SE.SEC.ENRR_DS2_en_csv_v2_758.csv",
        "API_SL.UEM.TOTL.ZS_DS2_en_csv_v2_36.csv",
        "API_SP.POP.SCIE.RD.P6_DS2_en_csv_v2_37695.csv",
        "population_data.csv",
    ];
    let Some(files) = names.iter().map(|n| prepared(&format!("wdi/{n}"))).collect::<Option<Vec<_>>>() else { return };
    let dir = tempfile::tempdir().unwrap();
    let (report, table) = run(&files, dir.path()).unwrap();
    assert_eq!(table.meta().coverage.variables().len(), names.len());
    let unknown: Vec<&String> = report.dropped.keys().filter(|k| k.starts_with("unknown")).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let Some(pm25) = prepared("wdi/API_EN.ATM.PM25.MC.M3_DS2_en_csv_v2_33524.csv") else { return };
    let error = run(&[pm25], dir.path()).unwrap_err().to_string();
    assert!(error.contains("line 6, column `Indicator Code`: `EN.ATM.PM25.MC.M3`") && error.contains("NY.GDP.MKTP.CD"));
}

#[test]
fn a_zip_with_metadata_reads_and_a_second_series_joins_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let zip = dir.path().join("API_RD.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&zip).unwrap());
    for (name, bytes) in [
        (RD, std::fs::read(fixture(&format!("world_bank/{RD}"))).unwrap()),
        ("Metadata_Country_API.csv", b"\"Country Code\",\"Region\"\n".to_vec()),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap();
    let into = dir.path().join("out");
    run(&[fixture(&format!("world_bank/{PPP}"))], &into).unwrap();
    let (report, both) = run(&[zip], &into).unwrap();
    assert!(report.notes.iter().any(|n| n == "kept from the table in the folder: NY.GDP.MKTP.PP.CD"), "{report}");
    assert_eq!(both.meta().notes.len(), 2);
    for variable in [GDP_PPP, RD_SHARE] {
        assert!(both.series(variable, economy("CHN")).is_some_and(|s: &BTreeMap<Year, f64>| s.len() > 10));
    }
}

#[test]
fn bad_files_are_refused_with_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let head = "\u{feff}\"Data Source\",\"World Development Indicators\",\r\n\r\n\"Last Updated Date\",\"2025-01-28\",\r\n\r\n\"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"2020\",\"2021\",\r\n";
    let row = "\"China\",\"CHN\",\"R&D\",\"GB.XPD.RSDV.GD.ZS\",\"2.4\",\"\",\r\n";
    let message = |text: String| {
        let file = save(dir.path(), "API_X.csv", &text);
        run(&[file], &dir.path().join("out")).map(|(report, _)| report.to_string()).unwrap_err().to_string()
    };
    let ends = |found: String, expected: &str| assert!(found.ends_with(expected), "{found}");
    ends(
        message(format!("{head}{row}{row}")),
        "line 7: CHN, rd_expenditure_gdp stands here a second time (first on line 6)",
    );
    ends(message(format!("{head}{}", row.replace("2.4", "x"))), "line 6, column `2020`: `x` is not a finite number");
    ends(
        message(format!("{head}{}", row.replace("2.4", "inf"))),
        "line 6, column `2020`: `inf` is not a finite number",
    );
    ends(message(format!("{head}\"China\",\"CHN\"\r\n")), "line 6: the row has 2 fields, the header 7");
    assert!(message("a,b\n1,2\n".into()).contains("the headers are [\"a\", \"b\"]"));
    let file = save(dir.path(), "API_X.csv", &format!("{head}{row}{}", row.replace("CHN", "QQQ")));
    let again = save(dir.path(), "API_Y.csv", &format!("{head}{row}"));
    let (report, table) = run(std::slice::from_ref(&file), &dir.path().join("out")).unwrap();
    assert_eq!(report.dropped["unknown economy `QQQ`"], 1);
    assert_eq!(table.meta().vintage, "2025-01-28");
    let twice = run(&[file, again], &dir.path().join("out")).map(|_| ()).unwrap_err().to_string();
    assert!(twice.contains("holds the series GB.XPD.RSDV.GD.ZS, as does"), "{twice}");
}
