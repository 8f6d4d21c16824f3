//! The tables in SQL are the tables of the library.

use crate::common::{ask, rows, shelf};
use datafusion::arrow::array::{ArrayRef, Float64Array, Int32Array, StringArray};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use std::path::Path;
use std::sync::Arc;
use suzerain_engine::{EngineError, Limits};
use suzerain_tables::frame::{Column, Frame};
use suzerain_tables::store::{Selection, TableFile, TableKind, TableWriter};
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Year, YearRange};

#[test]
fn every_table_has_all_its_rows_and_columns() {
    let shelf = shelf(&[]);
    let held: Vec<TableKind> =
        TableKind::ALL.into_iter().filter(|kind| shelf.library.of_kind(*kind).next().is_some()).collect();
    // The kinds that only files of the user's fill.
    assert_eq!(held.len(), TableKind::ALL.len() - 3, "{held:?}");
    for kind in held {
        let files: Vec<&TableFile> = shelf.library.of_kind(kind).collect();
        let wanted: u64 = files.iter().map(|t| t.rows()).sum();
        assert_eq!(rows(&shelf, &format!("select count(*) from {}", kind.name())), [wanted.to_string()], "{kind:?}");
        let page = ask(&shelf, Limits::default(), &format!("select * from {} limit 1", kind.name())).unwrap();
        let columns: Vec<&String> = page.columns.iter().map(|(name, _)| name).collect();
        let wanted: Vec<&String> = files[0].schema().fields().iter().map(|f| f.name()).collect();
        assert_eq!(columns, wanted, "{kind:?}");
    }
}

#[test]
fn numbers_are_those_of_the_library_bit_for_bit() {
    let shelf = shelf(&[]);
    let table = shelf.library.table(TableKind::Trade, "baci-hs92-74").unwrap();
    let filter =
        FlowFilter { years: Some(YearRange::new(Year(2022), Year(2022))), touching: Vec::new(), quantities: true };
    let flows = trade::read(table, &filter).unwrap();
    let mut wanted: Vec<String> = (0..flows.len())
        .map(|r| {
            let quantity = flows.quantity_t[r];
            let quantity = if quantity.is_nan() { String::new() } else { format!("{quantity:?}") };
            let item = &flows.item_codes[usize::from(flows.item[r])];
            format!("{} {} {item} {:?} {quantity}", flows.exporter[r], flows.importer[r], flows.value_kusd[r])
        })
        .collect();
    let mut found = rows(
        &shelf,
        "select exporter, importer, item, value_kusd, quantity_t from trade
         where source = 'baci-hs92-74' and year = 2022",
    );
    wanted.sort();
    found.sort();
    assert_eq!(found.len(), wanted.len());
    let differing: Vec<_> = found.iter().zip(&wanted).filter(|(a, b)| a != b).take(3).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn filters_skip_row_groups_and_files() {
    let shelf = shelf(&[]);
    let sql = "explain analyze select sum(value_kusd) from trade where source = 'baci-29' and year = 2021";
    let plan = rows(&shelf, sql).join("\n");
    let skipped = plan.contains("row_groups_pruned_statistics=") && !plan.contains("0 matched]");
    assert!(skipped, "{plan}");
}

#[test]
fn the_users_table_replaces_the_built_in_one_and_other_files_stand_under_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let built_in = shelf(&[]);
    let table = built_in.library.table(TableKind::Arms, "sipri-russia-china-facts").unwrap();
    let whole = table.read(&Selection::default()).unwrap();
    suzerain_tables::store::write(&folder.path().join("arms.parquet"), &whole, table.meta()).unwrap();
    plain(&folder.path().join("Panel.parquet"));
    let own = shelf(&[folder.path()]);
    let count = "select count(*), count(distinct source) from arms";
    assert_eq!(rows(&own, count), rows(&built_in, count));
    assert_eq!(
        rows(&own, "select p.a, e.name, p.x from panel p join economies e on e.code = p.a order by p.a"),
        ["CHN China 2.5", "RUS Russia "]
    );
    // A table on disk beside built-in ones of its kind.
    let mut other = table.meta().clone();
    other.source = "mine".into();
    let mine = folder.path().join("mine.parquet");
    suzerain_tables::store::write(&mine, &whole, &other).unwrap();
    let both = shelf(&[folder.path()]);
    let twice = format!("{}", 2 * whole.rows());
    assert_eq!(rows(&both, "select count(*) from arms"), [twice]);
}

fn plain(path: &Path) {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("a", Arc::new(StringArray::from(vec!["RUS", "CHN"]))),
        ("x", Arc::new(Float64Array::from(vec![None, Some(2.5)]))),
        ("year", Arc::new(Int32Array::from(vec![2020, 2021]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(std::fs::File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn two_files_of_one_name_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    plain(&folder.path().join("economies.parquet"));
    let error = ask(&shelf(&[folder.path()]), Limits::default(), "select 1").unwrap_err();
    assert!(matches!(&error, EngineError::SameName { name, .. } if name == "economies"), "{error}");
}

#[test]
fn a_table_larger_than_the_memory_allowed_is_streamed_and_spilled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trade-large.parquet");
    let built_in = shelf(&[]);
    let mut meta = built_in.library.table(TableKind::Trade, "baci-29").unwrap().meta().clone();
    meta.source = "large".into();
    // Two million rows in chunks: some 150 MB decoded.
    let chunk = |at: i32| {
        let rows = 250_000;
        let word = |name: &str| Column::Label(std::iter::repeat_n(name, rows).collect());
        let values = (0..rows).map(|r| f64::from((r as i32).wrapping_mul(7919 + at) % 999_983)).collect();
        Frame::new(vec![
            ("year", Column::Int(vec![1990 + at; rows])),
            ("exporter", word("RUS")),
            ("importer", word("CHN")),
            ("classification", word("total")),
            ("item", word("total")),
            ("value_kusd", Column::Float(values)),
            ("quantity_t", Column::Float(vec![f64::NAN; rows])),
            ("source", word("large")),
        ])
        .unwrap()
    };
    let mut writer = TableWriter::create(&path, &chunk(0)).unwrap();
    (0..8).for_each(|at| writer.push(&chunk(at)).unwrap());
    writer.finish(&meta).unwrap();
    let shelf = shelf(&[folder.path()]);
    assert!(shelf.library.table(TableKind::Trade, "large").unwrap().in_memory().is_none());
    let small = Limits { threads: Some(2), memory_bytes: Some(48_000_000) };
    let sql = "select count(*), min(r), max(r) from (
                 select row_number() over (order by value_kusd, year) as r, value_kusd from trade where source = 'large')";
    let page = ask(&shelf, small, sql).unwrap();
    assert_eq!(page.rows[0], ["2000000", "1", "2000000"]);
}

#[test]
fn only_questions_are_answered_and_errors_say_what_is_wrong() {
    let shelf = shelf(&[]);
    let refused = |sql: &str| ask(&shelf, Limits::default(), sql).unwrap_err();
    for sql in ["create table t as select 1", "copy (select 1) to 'x.csv'", "drop table trade", "set a.b = 1"] {
        assert!(matches!(refused(sql), EngineError::NotAQuestion(_)), "{sql}");
    }
    for (sql, says) in [
        ("selec 1", "SQL"),
        ("select * from trad", "trad"),
        ("select yeer from trade", "year"),
        ("select hirschman_asymmetry(1) ", "hirschman_asymmetry"),
        ("select 1; select 2", "statement"),
        ("", "statement"),
    ] {
        let error = refused(sql);
        assert!(error.is_users() && error.to_string().contains(says), "{sql}: {error:?}");
    }
}
