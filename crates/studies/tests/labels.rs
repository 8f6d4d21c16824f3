//! Labels, never positions: every measure of the catalogue, on an excerpt of the built-in tables and made-up tables of
//! what users bring, gives the same figures to the last bit when rows are shuffled, columns added and put in another
//! order, and economies and years outside the question added. A measure that this does not reach fails it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suzerain_measures::definition::CATALOGUE;
use suzerain_studies::brief::{Options, brief};
use suzerain_studies::world::World;
use suzerain_tables::coverage::{self, Coverage};
use suzerain_tables::frame::{Column, Frame, Labels};
use suzerain_tables::library::{EmbeddedShelf, Library};
use suzerain_tables::positions::{Position, Variable};
use suzerain_tables::store::{self, Selection, TableKind, TableMeta};
use suzerain_tables::supply::Supply;
use suzerain_tables::{Economy, Year, arms, dyadic, positions, supply};

/// Economies of the excerpt; Mexico is tied to neither side, without which a tie would tell nothing.
const ECONOMIES: [&str; 17] = [
    "BLR", "CHE", "CHN", "DEU", "FRA", "GBR", "JPN", "KAZ", "MEX", "MNG", "PAK", "PRK", "RUS", "SWE", "THA", "USA",
    "UZB",
];
/// Economies that are added, with rows of a later year only.
const FURTHER: [&str; 3] = ["ARG", "IND", "ZAF"];
/// The year asked for: the last that the inter-country table has.
const YEAR: i16 = 2022;
/// First year of the excerpt.
const FIRST: i16 = 2014;
/// Columns of economies, in any table.
const WHO: [&str; 16] = [
    "economy",
    "exporter",
    "importer",
    "seller",
    "buyer",
    "economy_a",
    "economy_b",
    "origin",
    "destination",
    "from",
    "to",
    "supplier",
    "recipient",
    "owner",
    "counterpart",
    "provider",
];

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

/// A table in memory.
#[derive(Clone)]
struct Table {
    meta: TableMeta,
    frame: Frame,
}

/// The rows whose numbers `rows` lists, in that order.
fn picked(frame: &Frame, rows: &[usize]) -> Frame {
    let columns = frame.columns().iter().map(|(name, column)| {
        let column = match column {
            Column::Int(v) => Column::Int(rows.iter().map(|r| v[*r]).collect()),
            Column::Float(v) => Column::Float(rows.iter().map(|r| v[*r]).collect()),
            // Made anew, so that the names stand in the order of their first appearance.
            Column::Label(l) => Column::Label(rows.iter().map(|r| l.get(*r)).collect::<Labels>()),
        };
        (name.as_str(), column)
    });
    Frame::new(columns.collect()).unwrap()
}

/// Whether every economy of a row is one of `wanted`; places that are none, such as `ROW`, count as wanted.
fn concerns(frame: &Frame, row: usize, wanted: &[&str]) -> bool {
    frame.columns().iter().filter(|(name, _)| WHO.contains(&name.as_str())).all(|(_, column)| {
        let Column::Label(labels) = column else { return true };
        let code = labels.get(row);
        wanted.contains(&code) || Economy::from_code(code).is_none_or(Economy::is_aggregate)
    })
}

/// The year of a row, for tables that have years or sessions.
fn year_of(frame: &Frame, row: usize) -> Option<i16> {
    let value = |name: &str| frame.ints(name).ok().map(|v| v[row]);
    value("year").or_else(|| value("session").map(|s| 1945 + s)).and_then(|y| i16::try_from(y).ok())
}

/// The rows of the excerpt, and those of its last year with the further economies, put a year later.
fn excerpt(table: &Table) -> Option<(Table, Option<Table>)> {
    let Table { meta, frame } = table;
    let in_time = |row: usize| year_of(frame, row).is_none_or(|y| (FIRST..=YEAR).contains(&y));
    let rows: Vec<usize> = (0..frame.rows()).filter(|row| in_time(*row) && concerns(frame, *row, &ECONOMIES)).collect();
    if rows.is_empty() {
        return None;
    }
    let mut base = Table { meta: meta.clone(), frame: picked(frame, &rows) };
    base.meta.coverage = covered(&meta.coverage, false);
    let all: Vec<&str> = ECONOMIES.into_iter().chain(FURTHER).collect();
    let later: Vec<usize> =
        (0..frame.rows()).filter(|r| year_of(frame, *r) == Some(YEAR) && concerns(frame, *r, &all)).collect();
    if later.is_empty() {
        return Some((base, None));
    }
    let moved = picked(frame, &later);
    let columns = moved.columns().iter().map(|(name, column)| {
        let by = match name.as_str() {
            "year" | "session" => 1,
            "date" => 10_000,
            "resolution" => 1_000_000,
            _ => 0,
        };
        let column = match column {
            Column::Int(v) => Column::Int(v.iter().map(|x| x + by).collect()),
            other => other.clone(),
        };
        (name.as_str(), column)
    });
    let frame = Frame::new(columns.collect()).unwrap();
    Some((base, Some(Table { meta: TableMeta { coverage: covered(&meta.coverage, true), ..meta.clone() }, frame })))
}

/// The windows of the excerpt; `widened` by the year after it and the further economies.
fn covered(windows: &Coverage, widened: bool) -> Coverage {
    let mut out = Coverage::default();
    for variable in windows.variables() {
        for (who, window) in windows.economies(variable) {
            let mut extend = |year: i16| out.extend(variable, who, Year(year));
            if (ECONOMIES.contains(&who.code()) || who.is_aggregate()) && window.first.0 <= YEAR {
                extend(window.first.0);
                extend(window.last.0.min(YEAR));
                if widened && window.last.0 >= YEAR {
                    extend(YEAR + 1);
                }
            } else if widened && FURTHER.contains(&who.code()) && window.last.0 >= YEAR {
                extend(YEAR + 1);
            }
        }
    }
    out
}

/// The table with the later rows, shuffled, its columns turned round and one more in their midst.
fn disturbed(base: &Table, later: Option<&Table>, seed: u64) -> Table {
    let mut whole = base.clone();
    if let Some(later) = later {
        whole.frame.append(&later.frame).unwrap();
        whole.meta.coverage = later.meta.coverage.clone();
    }
    let mut order: Vec<usize> = (0..whole.frame.rows()).collect();
    // Knuth's generator: any shuffle will do.
    let mut state = seed;
    for at in (1..order.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (state >> 33) as usize % (at + 1));
    }
    let shuffled = picked(&whole.frame, &order);
    let mut columns: Vec<(&str, Column)> =
        shuffled.columns().iter().rev().map(|(name, column)| (name.as_str(), column.clone())).collect();
    let words = ["x", "y", "z"].into_iter().cycle().take(order.len()).collect::<Labels>();
    columns.insert(1, ("remark", Column::Label(words)));
    Table { frame: Frame::new(columns).unwrap(), meta: whole.meta }
}

/// Tables as users bring them: of every ordered pair, with numbers that mean nothing.
fn brought() -> Vec<Table> {
    let meta = |kind: TableKind| -> TableMeta {
        let text = format!(
            r#"{{"kind":"{}","source":"brought-{}","vintage":"v","universe":"world","status":"observed","coverage":[]}}"#,
            kind.name(),
            kind.name()
        );
        let mut meta: TableMeta = serde_json::from_str(&text).unwrap();
        for code in ECONOMIES.into_iter().chain(FURTHER) {
            for year in [FIRST, YEAR] {
                for variable in [coverage::FLOWS].into_iter().chain(dyadic::VARIABLES.map(|(variable, _)| variable)) {
                    meta.coverage.extend(variable, economy(code), Year(year));
                }
            }
        }
        meta
    };
    let all: Vec<Economy> = ECONOMIES.into_iter().chain(FURTHER).map(economy).collect();
    let pairs: Vec<(Economy, Economy)> =
        all.iter().flat_map(|a| all.iter().map(|b| (*a, *b))).filter(|(a, b)| a != b).collect();
    let (mut held, mut links, mut deliveries, mut supplied) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut number = 1.0_f64;
    let mut next = || {
        number = (number * 1.37) % 97.0 + 0.1;
        number
    };
    for year in (FIRST..=YEAR).map(Year) {
        for (a, b) in &pairs {
            for variable in Variable::ALL {
                let value = Ok(next() * 1e9);
                held.push(Position { year, owner: *a, counterpart: Some(*b), variable, value });
            }
            let values = [
                (dyadic::MISSION, 3.0),
                (dyadic::TROOPS, next().round()),
                (dyadic::ANCHOR, 1.0),
                (dyadic::INFLUENCE, next() / 100.0),
                (dyadic::BANDWIDTH, next()),
            ];
            for (variable, value) in values {
                if variable != dyadic::MISSION || next() > 40.0 {
                    links.push(dyadic::DyadValue { year, from: *a, to: *b, variable, value });
                }
            }
            deliveries.push(arms::Delivery { year, supplier: *a, recipient: *b, tiv_m: next() });
        }
        for provider in &all {
            for input in ["N1", "N2"] {
                let name = format!("Input {input}");
                supplied.push(Supply { year, provider: *provider, input: input.into(), name, share: next() / 1000.0 });
            }
        }
    }
    let table = |kind: TableKind, frame: Frame| Table { meta: meta(kind), frame };
    vec![
        table(TableKind::Positions, positions::to_frame(&held, "brought-positions").unwrap()),
        table(TableKind::Dyadic, dyadic::to_frame(&links, "brought-dyadic").unwrap()),
        table(TableKind::Arms, arms::to_frame(&deliveries, "brought-arms").unwrap()),
        table(TableKind::Supply, supply::to_frame(&supplied, "brought-supply").unwrap()),
    ]
}

/// The figures of the whole brief as text, and the measures among them that have a value.
fn figures(tables: &[Table], folder: &Path) -> (Vec<String>, BTreeSet<&'static str>) {
    std::fs::create_dir_all(folder).unwrap();
    for Table { meta, frame } in tables {
        store::write(&folder.join(format!("{}-{}.parquet", meta.kind.name(), meta.source)), frame, meta).unwrap();
    }
    let shelf = EmbeddedShelf { tables: &[], ..suzerain_base::SHELF };
    let library = Library::embedded(&shelf).unwrap().with_folder(folder).unwrap();
    let [a, b] = ["RUS", "CHN"].map(economy);
    // From 2018: the lists of issues end in 2019, in which three issues have the same roll calls and no figures.
    let options = Options { year: Some(Year(YEAR)), since: Some(Year(YEAR - 4)), full: true, models: false };
    let page = brief(&World::new(&library, [a, b]), a, b, &options, |_| {});
    let all: Vec<_> = page.sections.iter().flat_map(|s| &s.figures).collect();
    let known = all.iter().filter(|f| f.value.known().is_some()).map(|f| f.measure).collect();
    (all.iter().map(|f| format!("{f:?}")).collect(), known)
}

#[test]
fn every_measure_joins_on_labels() {
    let built_in = suzerain_base::library().unwrap();
    let mut tables: BTreeMap<String, Table> = brought().into_iter().map(|t| (t.meta.source.clone(), t)).collect();
    for file in built_in.tables() {
        let table = Table { meta: file.meta().clone(), frame: file.read(&Selection::default()).unwrap() };
        tables.insert(format!("{}-{}", file.meta().kind.name(), file.meta().source), table);
    }
    let parts: Vec<(Table, Option<Table>)> = tables.values().filter_map(excerpt).collect();
    let folder = tempfile::tempdir().unwrap();
    let base: Vec<Table> = parts.iter().map(|(table, _)| table.clone()).collect();
    let (plain, known) = figures(&base, &folder.path().join("plain"));
    // Figures of an indicator stand under the name of its variable.
    let reached = |id: &str| known.contains(id) || (id == "indicator" && known.contains("population"));
    let missed: Vec<&str> = CATALOGUE.iter().map(|m| m.id).filter(|id| !reached(id)).collect();
    assert!(missed.is_empty(), "no value on the excerpt, so not tested: {missed:?}");
    for seed in 1..=2 {
        let tables: Vec<Table> = parts.iter().map(|(table, later)| disturbed(table, later.as_ref(), seed)).collect();
        let (found, _) = figures(&tables, &folder.path().join(seed.to_string()));
        for (wanted, found) in plain.iter().zip(&found) {
            assert_eq!(found, wanted, "seed {seed}");
        }
        assert_eq!(found.len(), plain.len());
    }
}
