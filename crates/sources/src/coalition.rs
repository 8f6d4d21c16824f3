//! The user's own input to blocs: actors with sizes, and ties between them.
//!
//! Both are CSV tables, plain or gzip. **Actors:** a column `economy` (codes or names) and, if wanted,
//! `size` (a positive number, in every row or in none). **Ties:** the columns `a` and `b` (codes or
//! names), `component` (a word) and `value` (-1 to 1), and if wanted `year`: rows of other years than
//! the one asked for are left out. A pair may stand in one order only, once a component and year.

use crate::error::ImportError;
use crate::input::{ByteCounter, plain};
use crate::text::{Col, Layout, Table};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::obligations::ordered;
use suzerain_tables::{Economy, Year};

/// Values of pairs (lesser code first) by component.
pub type Ties = BTreeMap<String, BTreeMap<(Economy, Economy), f64>>;

/// Actors, each with its size where the table has sizes.
pub type Actors = Vec<(Economy, Option<f64>)>;

/// Reads actors, as they were called in `year`.
///
/// # Errors
/// [`ImportError`] with file and line for an unknown economy, one given twice, and a size that is not a
/// positive number.
pub fn actors(path: &Path, year: Year) -> Result<Actors, ImportError> {
    let mut table = Table::open(path, plain(path).open(&ByteCounter::default())?, Layout::default())?;
    let (who, size) = (table.column(&["economy"])?, table.optional(&["size"]));
    let mut actors = Actors::new();
    while table.advance()? {
        let found = economy(&table, &who, year)?;
        if actors.iter().any(|(other, _)| *other == found) {
            return Err(table.refuse(&who, "an economy that does not stand in the table twice"));
        }
        let size = match &size {
            None => None,
            Some(column) => {
                let size = table.number(column, &[])?.filter(|s| *s > 0.0);
                Some(size.ok_or_else(|| table.refuse(column, "a number above 0"))?)
            }
        };
        actors.push((found, size));
    }
    Ok(actors)
}

/// Reads the ties that hold in `year`.
///
/// # Errors
/// [`ImportError`] with file and line for an unknown economy, a value outside -1 to 1, a pair given twice
/// for the same component, or an economy with itself.
pub fn ties(path: &Path, year: Year) -> Result<Ties, ImportError> {
    let mut table = Table::open(path, plain(path).open(&ByteCounter::default())?, Layout::default())?;
    let (a, b) = (table.column(&["a"])?, table.column(&["b"])?);
    let (component, value, when) =
        (table.column(&["component"])?, table.column(&["value"])?, table.optional(&["year"]));
    let mut ties = Ties::new();
    while table.advance()? {
        if let Some(when) = &when
            && table.int::<i16>(when)? != year.0
        {
            continue;
        }
        let pair = ordered(economy(&table, &a, year)?, economy(&table, &b, year)?);
        if pair.0 == pair.1 {
            return Err(table.refuse(&b, "another economy than in the first column"));
        }
        let name = table.text(&component)?.into_owned();
        if name.is_empty() {
            return Err(table.refuse(&component, "the name of a component"));
        }
        let x = table.number(&value, &[])?.filter(|x| (-1.0..=1.0).contains(x));
        let x = x.ok_or_else(|| table.refuse(&value, "a number from -1 to 1"))?;
        if ties.entry(name).or_default().insert(pair, x).is_some() {
            return Err(table.refuse(&b, "a pair that does not stand in the table twice for this component"));
        }
    }
    Ok(ties)
}

/// The economy that a cell names in a year; a state that ended is its continuing state, as in the tables
/// of alliances and votes.
fn economy(table: &Table, column: &Col, year: Year) -> Result<Economy, ImportError> {
    let found = Economy::resolve(&table.text(column)?, Some(year.0));
    let found = found.map_err(|error| table.refuse(column, format!("the code or name of an economy ({error})")))?;
    Ok(found.continuer().unwrap_or(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(text: &str, read: impl Fn(&Path, Year) -> Result<T, ImportError>) -> Result<T, ImportError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ties.csv");
        std::fs::write(&path, text).unwrap();
        read(&path, Year(1985))
    }

    #[test]
    fn ties_are_joined_on_names_and_years() {
        let found =
            with("year,value,component,b,a\n1985,-0.5,rivalry,USSR,usa\n1986,1,rivalry,CHN,USA\n", ties).unwrap();
        let [russia, usa] = ["RUS", "USA"].map(|c| Economy::from_code(c).unwrap());
        assert_eq!(found, BTreeMap::from([("rivalry".to_owned(), BTreeMap::from([((russia, usa), -0.5)]))]));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_line() {
        for (rows, wanted) in [
            ("USA,CHN,x,1.5\n", "-1 to 1"),
            ("USA,CHN,x,NaN\n", "line 2"),
            ("USA,USA,x,1\n", "another economy"),
            ("USA,Atlantis,x,1\n", "Atlantis"),
            ("USA,CHN,,1\n", "name of a component"),
            ("USA,CHN,x,1\nCHN,USA,x,1\n", "twice"),
        ] {
            let error = with(&format!("a,b,component,value\n{rows}"), ties).unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
        }
    }

    #[test]
    fn actors_have_sizes_all_or_none() {
        let codes = |found: Actors| found.into_iter().map(|(e, s)| (e.code(), s)).collect::<Vec<_>>();
        assert_eq!(codes(with("economy\nUSSR\nUSA\n", actors).unwrap()), [("RUS", None), ("USA", None)]);
        let sized = with("size,economy\n2,USSR\n3.5,USA\n", actors).unwrap();
        assert_eq!(codes(sized), [("RUS", Some(2.0)), ("USA", Some(3.5))]);
        for rows in ["economy\nUSA\nUSA\n", "economy,size\nUSA,0\n", "economy,size\nUSA,\n", "name\nUSA\n"] {
            assert!(with(rows, actors).is_err(), "{rows}");
        }
    }
}
