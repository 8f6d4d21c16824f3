//! The vocabulary against the lists of those who assign the codes: every code of CEPII's BACI, of
//! the Correlates of War and of Gleditsch and Ward must be known, and no two codes may give one
//! economy in one year.
//!
//! The lists are not part of the repository. Where they are absent a test says so in a line and
//! passes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use suzerain_tables::economy::Economy;

/// The list, or none after saying what is skipped.
fn list(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.exists() {
        Some(path)
    } else {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "skipped 1 check: {name} is not beside the repository");
        None
    }
}

/// Rows as maps from column name to text; bytes outside ASCII are read as Latin-1.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let bytes = std::fs::read(path).expect("readable list");
    let bytes = if path.extension().is_some_and(|extension| extension == "gz") {
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut plain).expect("gzip");
        plain
    } else {
        bytes
    };
    let text =
        String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("header").clone();
    reader
        .records()
        .map(|record| {
            let record = record.expect("well-formed list");
            header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
        })
        .collect()
}

/// Undoes a second encoding as UTF-8: the BACI list has "CÃ´te" for "Côte".
fn once_encoded(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

fn number<T: std::str::FromStr>(row: &BTreeMap<String, String>, column: &str) -> T {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

#[test]
fn every_baci_code_maps_to_the_code_baci_gives() {
    let Some(path) = list("concordance/baci_country_codes_V202501.csv") else {
        return;
    };
    let mut checked = 0;
    for row in rows(&path) {
        let code: u16 = number(&row, "country_code");
        let economy = Economy::from_baci(code).unwrap_or_else(|| panic!("BACI {code} unknown"));
        let iso3 = row["country_iso3"].as_str();
        assert_eq!(Economy::from_code(iso3), Some(economy), "{row:?}");
        if iso3 != "S19" {
            assert_eq!(economy.code(), iso3);
        }
        checked += 1;
    }
    assert_eq!(checked, 238);
}

#[test]
fn every_baci_name_resolves_to_its_code() {
    let Some(path) = list("concordance/baci_country_codes_V202501.csv") else {
        return;
    };
    let mut failed = Vec::new();
    for row in rows(&path) {
        let economy = Economy::from_baci(number(&row, "country_code"));
        let name = once_encoded(&row["country_name"]);
        if Economy::resolve(&name, None).ok() != economy {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

/// Calls `check` with each code and year of membership, and asserts that an economy has one code a
/// year.
fn one_code_a_year(members: &BTreeMap<u16, BTreeSet<i16>>, find: fn(u16, i16) -> Option<Economy>) -> usize {
    let mut codes: BTreeMap<(Economy, i16), u16> = BTreeMap::new();
    let mut checked = 0;
    for (&code, years) in members {
        for &year in years {
            let economy = find(code, year).unwrap_or_else(|| panic!("code {code} in {year}"));
            assert!(economy.exists_in(year), "{economy} ({code}) in {year}");
            assert!(economy.is_state(), "{economy}");
            if let Some(other) = codes.insert((economy, year), code) {
                panic!("{economy} has codes {other} and {code} in {year}");
            }
            checked += 1;
        }
    }
    checked
}

#[test]
fn every_cow_state_maps_in_every_year_of_its_membership() {
    let Some(path) = list("cow/cow_states.csv") else {
        return;
    };
    let mut members: BTreeMap<u16, BTreeSet<i16>> = BTreeMap::new();
    for row in rows(&path) {
        let first: i16 = number(&row, "styear");
        members.entry(number(&row, "ccode")).or_default().extend(first..=number::<i16>(&row, "endyear"));
    }
    assert_eq!(members.len(), 217);
    let checked = one_code_a_year(&members, Economy::from_cow);
    assert_eq!(checked, 15_951, "state-years");
}

#[test]
fn every_gleditsch_ward_state_maps_in_every_year() {
    let Some(path) = list("gdp_isard/gw_gdppop.csv.gz") else {
        return;
    };
    let mut members: BTreeMap<u16, BTreeSet<i16>> = BTreeMap::new();
    for row in rows(&path) {
        members.entry(number(&row, "gwcode")).or_default().insert(number(&row, "year"));
    }
    let checked = one_code_a_year(&members, Economy::from_gw);
    assert_eq!(checked, 19_667);
}

#[test]
fn cow_and_gleditsch_ward_agree_where_both_have_the_state() {
    let Some(path) = list("gdp_isard/gw_cw_panel.csv.gz") else {
        return;
    };
    let mut compared = 0;
    let mut differ: BTreeSet<(u16, u16)> = BTreeSet::new();
    for row in rows(&path) {
        let (Ok(gw), Ok(cow), Ok(year)) =
            (row["gwcode"].parse::<u16>(), row["ccode"].parse::<u16>(), row["year"].parse::<i16>())
        else {
            continue;
        };
        compared += 1;
        let (by_gw, by_cow) = (Economy::from_gw(gw, year), Economy::from_cow(cow, year));
        assert!(by_gw.is_some() && by_cow.is_some(), "{gw} {cow} {year}");
        if by_gw != by_cow {
            differ.insert((gw, cow));
        }
    }
    assert!(compared > 15_000, "{compared}");
    // The handovers of 1990 and 2006, where the two lists put the year with different codes.
    assert!(differ.len() <= 4, "{differ:?}");
    eprintln!("compared {compared} state-years; differing pairs {differ:?}");
}
