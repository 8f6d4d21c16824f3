//! The dyad panel against an independent recount of every column (`tests/golden/panel.py`), known
//! dyad-years, symmetry and the windows. The lists lie beside the repository; without them one line
//! says that the check was skipped, and a small system made by hand is checked alone.

use std::io::Write as _;
use std::path::Path;
use suzerain_measures::panel::{COLUMNS, Options, Panel};
use suzerain_sources::prepared::interstate::{DisputeList, Folders, read};
use suzerain_tables::dyad_years::Values;
use suzerain_tables::interstate::{Capability, Dispute, Interstate, Membership, Obliged, PairSpell, Spell, Window};
use suzerain_tables::{Year, YearRange};

fn lists(disputes: DisputeList) -> Option<Interstate> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folders = Folders { cow: data.join("cow"), output: data.join("gdp_isard") };
    if !folders.cow.is_dir() || !folders.output.is_dir() {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ =
            writeln!(std::io::stderr(), "skipped 1 check: the Correlates of War family is not beside the repository");
        return None;
    }
    Some(read(&folders, disputes).unwrap())
}

fn numbers(values: Values) -> Vec<f64> {
    match values {
        Values::Whole(v) => v.into_iter().map(|x| x.map_or(f64::NAN, f64::from)).collect(),
        Values::Number(v) => v,
        Values::Word(v, _) => v.into_iter().map(|x| x.map_or(f64::NAN, f64::from)).collect(),
    }
}

/// A row of the data dictionary for each column, with its meaning, unit, window and source.
#[test]
fn the_data_dictionary_lists_every_column() {
    let page = include_str!("../../../docs/data-dictionary.md");
    let records = lists(DisputeList::Mid);
    let known = records.is_some();
    let records = records.unwrap_or_default();
    let columns = Panel::new(&records, Options::default()).columns();
    let section: Vec<&str> =
        page.split("## The panel").nth(1).unwrap().lines().filter(|l| l.starts_with("| `")).collect();
    let section = &section[..columns.len()];
    for (info, line) in columns.iter().zip(section) {
        let window = info.window.map_or_else(|| "every row".to_owned(), |w| format!("{}-{}", w.first, w.last));
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [name, about, unit, listed, source] = cells[..] else { panic!("{line}") };
        assert_eq!((name, about), (format!("`{}`", info.name).as_str(), info.about));
        assert_eq!((unit, source), (info.unit, info.source), "{name}");
        assert!(!known || listed == window, "{name}: {listed}, the lists hold {window}");
    }
    assert_eq!(columns.len(), COLUMNS.len());
}

#[test]
fn every_column_as_counted_again() {
    let Some(records) = lists(DisputeList::Mid) else { return };
    let panel = Panel::new(&records, Options::default());
    assert_eq!(panel.rows().len(), 994_005);
    let golden = include_str!("../../../tests/golden/panel.csv");
    let mut checked = 0;
    for line in golden.lines().skip(2) {
        let [name, known, sum] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let values = numbers(panel.column(name).unwrap_or_else(|| panic!("no column {name}")));
        let (known, sum): (usize, f64) = (known.parse().unwrap(), sum.parse().unwrap());
        assert_eq!(values.iter().filter(|v| !v.is_nan()).count(), known, "{name}");
        let found: f64 = values.iter().filter(|v| !v.is_nan()).sum();
        assert!((found - sum).abs() <= 1e-9 * sum.abs().max(1.0), "{name}: {found}, expected {sum}");
        checked += 1;
    }
    // All but the words, leaders and the second keys are in the recount.
    assert_eq!(checked, COLUMNS.len() - 6);

    // Null outside the window of the column, whatever the rows hold.
    for (at, info) in panel.columns().iter().enumerate() {
        let Some(window) = info.window else { continue };
        let values = numbers(panel.values(at, 0..panel.rows().len()));
        for (row, value) in panel.rows().iter().zip(values) {
            assert!(window.contains(Year(row.year)) || value.is_nan(), "{} in {}", info.name, row.year);
        }
    }

    let cell = |name: &str, a, b, year| numbers(panel.column(name).unwrap())[panel.row(a, b, year).unwrap()];
    // Cuba: force, not war; rivals; two states bound to neither defend nor attack one another.
    assert_eq!(cell("hostility", 2, 365, 1962), 4.0);
    assert_eq!(cell("rivalry", 2, 365, 1962), 1.0);
    assert_eq!((cell("defense_12", 2, 365, 1962), cell("contiguity", 2, 365, 1962)), (0.0, 2.0));
    // The Ussuri year: force between states still bound by the pact of 1950.
    assert_eq!((cell("hostility", 365, 710, 1969), cell("defense_12", 365, 710, 1969)), (4.0, 1.0));
    assert_eq!((cell("hostility", 365, 710, 1949), cell("rivalry", 365, 710, 1957)), (0.0, 0.0));
    // 1914: war, land border, both great powers, no pact.
    let war = ["war", "contiguity", "major_1", "major_2", "tie"].map(|c| cell(c, 220, 255, 1914));
    assert_eq!(war, [1.0, 1.0, 1.0, 1.0, 0.0]);
    assert_eq!((cell("hostility", 220, 255, 1914), cell("war", 220, 255, 1913)), (5.0, 0.0));
    // Published trade of 2014, million dollars.
    assert!((cell("imports_12", 365, 710, 2014) - 51_100.0).abs() < 100.0);
    assert!((cell("imports_21", 365, 710, 2014) - 42_800.0).abs() < 100.0);
    assert_eq!(cell("organisations", 365, 710, 2014), 55.0);
    assert!(cell("organisations", 365, 710, 2015).is_nan() && cell("imports_12", 365, 710, 2015).is_nan());
    // The order in which a pair is named does not matter.
    assert_eq!(panel.row(710, 365, 1969), panel.row(365, 710, 1969));
}

#[test]
fn the_relevant_rows_are_those_of_the_whole() {
    let Some(records) = lists(DisputeList::Gml) else { return };
    let whole = Panel::new(&records, Options { from: 1900, to: 1920, relevant: false });
    let relevant = Panel::new(&records, Options { from: 1900, to: 1920, relevant: true });
    let kept: Vec<usize> = (0..whole.rows().len()).filter(|r| whole.relevant(*r)).collect();
    assert_eq!(kept.len(), relevant.rows().len());
    let (all, some) = (numbers(whole.column("kappa").unwrap()), numbers(relevant.column("kappa").unwrap()));
    for (small, large) in kept.iter().enumerate() {
        assert_eq!(
            (whole.pair(*large), whole.rows()[*large].year),
            (relevant.pair(small), relevant.rows()[small].year)
        );
        assert_eq!(all[*large].to_bits(), some[small].to_bits());
    }
}

fn member(state: u16, first: i16, last: i16, open: bool) -> Membership {
    Membership { state, abbreviation: format!("S{state}"), first, last, open }
}

/// Three states; the second joins late, the third leaves.
fn small() -> Interstate {
    let mut all = Interstate {
        members: vec![member(2, 1900, 1910, true), member(20, 1905, 1910, true), member(31, 1900, 1906, false)],
        members_to: 1910,
        contiguity: vec![PairSpell { pair: (2, 31), first: 1900, last: 1910, kind: 4 }],
        majors: vec![Spell { state: 20, first: 1905, last: 1908 }],
        obligations: vec![
            Obliged { from: 2, to: 31, year: 1905, clauses: [true, false, false, false, false] },
            Obliged { from: 31, to: 2, year: 1905, clauses: [false, false, false, true, false] },
        ],
        disputes: vec![
            Dispute { pair: (2, 20), year: 1906, onset: false, hostility_1: 2, hostility_2: 4, hostility: 4 },
            Dispute { pair: (2, 20), year: 1906, onset: true, hostility_1: 3, hostility_2: 1, hostility: 3 },
        ],
        capabilities: vec![Capability { state: 2, year: 1900, components: [None; 6], cinc: Some(0.25) }],
        ..Interstate::default()
    };
    let years = |a, b| Some(YearRange::new(Year(a), Year(b)));
    all.windows[Window::Contiguity as usize] = years(1816, 1910);
    all.windows[Window::Majors as usize] = years(1816, 1908);
    all.windows[Window::Obligations as usize] = years(1816, 1906);
    all.windows[Window::Disputes as usize] = years(1816, 1907);
    all
}

#[test]
fn a_system_made_by_hand() {
    let records = small();
    let panel = Panel::new(&records, Options { from: 1900, to: 1912, relevant: false });
    // 2-20: 1905-12; 2-31: 1900-06; 20-31: 1905-06.
    assert_eq!(panel.rows().len(), 8 + 7 + 2);
    let cell = |name: &str, a, b, year| numbers(panel.column(name).unwrap())[panel.row(a, b, year).unwrap()];
    assert_eq!((cell("defense_12", 2, 31, 1905), cell("defense_21", 2, 31, 1905)), (1.0, 0.0));
    assert_eq!((cell("nonaggression_12", 2, 31, 1905), cell("nonaggression_21", 2, 31, 1905)), (0.0, 1.0));
    assert_eq!((cell("tie", 2, 31, 1905), cell("tie", 2, 31, 1904)), (3.0, 0.0));
    assert!(cell("tie", 2, 20, 1907).is_nan());
    // Both disputes of a year count; each side's and the pair's highest level stand.
    let of = ["disputes", "dispute_onset", "hostility_1", "hostility_2", "hostility"].map(|c| cell(c, 2, 20, 1906));
    assert_eq!(of, [2.0, 1.0, 3.0, 4.0, 4.0]);
    assert_eq!(cell("disputes", 2, 20, 1907), 0.0);
    assert!(cell("disputes", 2, 20, 1908).is_nan());
    assert_eq!((cell("extended", 2, 20, 1910), cell("extended", 2, 20, 1911)), (0.0, 1.0));
    assert_eq!((cell("relevant", 2, 31, 1900), cell("relevant", 2, 20, 1908)), (1.0, 1.0));
    assert!(cell("relevant", 2, 20, 1909).is_nan());
    assert_eq!(cell("cinc_1", 2, 31, 1900), 0.25);
    assert!(cell("cinc_2", 2, 31, 1900).is_nan());
    // Portfolios over (2, 20, 31) in 1905: (3,0,3), (0,3,0), (3,0,3).
    assert_eq!(cell("kappa", 2, 31, 1905), 1.0);
    assert!((cell("kappa", 2, 20, 1905) - (2.0 * (0.0 - 18.0) / (81.0 - 36.0))).abs() < 1e-15);
    // A major power after the end of its list is one as in the list's last year; contiguity likewise.
    let relevant = Panel::new(&records, Options { from: 1900, to: 1912, relevant: true });
    assert_eq!(relevant.rows().len(), 17);
}
