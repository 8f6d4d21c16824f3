//! The examples of `docs/sql.md` run, and its lists are complete.

use crate::common::{ask, shelf};
use suzerain_engine::Limits;
use suzerain_engine::functions::{AGGREGATES, SCALARS};
use suzerain_engine::measures::all;
use suzerain_tables::store::TableKind;

const PAGE: &str = include_str!("../../../../docs/sql.md");

#[test]
fn every_example_has_an_answer() {
    let shelf = shelf(&[]);
    let examples: Vec<&str> = PAGE.split("```sql\n").skip(1).filter_map(|after| after.split("```").next()).collect();
    assert!(examples.len() >= 5, "{}", examples.len());
    for sql in examples {
        let page = ask(&shelf, Limits::default(), sql).unwrap_or_else(|e| panic!("{sql}\n{e}"));
        assert!(!page.rows.is_empty() && page.rows.iter().flatten().all(|cell| !cell.is_empty()), "{sql}\n{page:?}");
    }
}

#[test]
fn every_table_function_and_walk_is_listed() {
    let words = TableKind::ALL
        .iter()
        .map(|k| k.name())
        .chain(SCALARS.iter().map(|s| s.name))
        .chain(AGGREGATES.iter().map(|a| a.name));
    let walks = all().filter(|m| !m.is_pairwise()).map(|m| m.definition.id);
    for name in words.chain(walks) {
        assert!(
            PAGE.contains(&format!("`{name}`")) || PAGE.contains(&format!("`{name}(")),
            "{name} is not in docs/sql.md"
        );
    }
}
