//! In which years a table of ordered pairs has a row for one of them.

use crate::frame::Labels;
use crate::store::{Selection, StoreError, TableFile, TableKind};
use crate::trade::year_of;
use crate::{Economy, Year};
use std::collections::BTreeSet;

/// The columns that name the two ends of a row, origin first, for tables of yearly flows.
#[must_use]
pub const fn flow_columns(kind: TableKind) -> Option<(&'static str, &'static str)> {
    match kind {
        TableKind::Trade => Some(("exporter", "importer")),
        TableKind::Arms => Some(("supplier", "recipient")),
        _ => None,
    }
}

/// The years with at least one row from `a` to `b`, and those with at least one from `b` to `a`.
///
/// Only the years and the two ends are decoded. Both sets are empty for tables without flows (see
/// [`flow_columns`]).
///
/// ```no_run
/// # use suzerain_tables::{Economy, pairs, store::TableFile};
/// # let (rus, chn) = (Economy::from_code("RUS").unwrap(), Economy::from_code("CHN").unwrap());
/// let file = TableFile::open("trade.parquet".as_ref())?;
/// let (sales_to_china, sales_to_russia) = pairs::years_with_rows(&file, rus, chn)?;
/// # Ok::<(), suzerain_tables::store::StoreError>(())
/// ```
///
/// # Errors
/// [`StoreError`] if the file cannot be decoded or lacks one of the columns.
pub fn years_with_rows(
    file: &TableFile,
    a: Economy,
    b: Economy,
) -> Result<(BTreeSet<Year>, BTreeSet<Year>), StoreError> {
    let (mut a_to_b, mut b_to_a) = (BTreeSet::new(), BTreeSet::new());
    let Some((origin, destination)) = flow_columns(file.meta().kind) else {
        return Ok((a_to_b, b_to_a));
    };
    file.for_each(&Selection { columns: &["year", origin, destination], years: None }, |frame| {
        let (origins, destinations) = (frame.labels(origin)?, frame.labels(destination)?);
        let (from_a, from_b) = (code_of(origins, a), code_of(origins, b));
        let (to_a, to_b) = (code_of(destinations, a), code_of(destinations, b));
        for (row, year) in frame.ints("year")?.iter().enumerate() {
            let ends = (Some(origins.codes[row]), Some(destinations.codes[row]));
            if ends == (from_a, to_b) {
                a_to_b.insert(year_of(row, *year)?);
            } else if ends == (from_b, to_a) {
                b_to_a.insert(year_of(row, *year)?);
            }
        }
        Ok(())
    })?;
    Ok((a_to_b, b_to_a))
}

/// The code of an economy in a column of words, if the column has it.
fn code_of(labels: &Labels, economy: Economy) -> Option<u32> {
    labels.names.iter().position(|name| name == economy.code()).and_then(|at| u32::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::Classification;
    use crate::store::{self, TableMeta};
    use crate::trade::Flows;

    #[test]
    fn years_are_kept_apart_by_direction() {
        let economy = |code: &str| Economy::from_code(code).unwrap();
        let (rus, chn, blr) = (economy("RUS"), economy("CHN"), economy("BLR"));
        let rows = [(2019, rus, chn), (2020, chn, rus), (2019, rus, chn), (2021, rus, blr), (2021, rus, rus)];
        let flows = Flows {
            year: rows.iter().map(|r| Year(r.0)).collect(),
            exporter: rows.iter().map(|r| r.1).collect(),
            importer: rows.iter().map(|r| r.2).collect(),
            item: vec![0; rows.len()],
            item_codes: vec!["TOTAL".into()],
            value_kusd: vec![1.0; rows.len()],
            quantity_t: vec![f64::NAN; rows.len()],
        };
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("trade.parquet");
        let footer = r#"{"kind": "trade", "source": "s", "vintage": "v", "status": "observed", "coverage": []}"#;
        let meta: TableMeta = serde_json::from_str(footer).unwrap();
        store::write(&path, &flows.to_frame(Classification::Total, "s").unwrap(), &meta).unwrap();
        let file = TableFile::open(&path).unwrap();
        let years = |set: BTreeSet<Year>| set.into_iter().map(Year::get).collect::<Vec<_>>();
        let (there, back) = years_with_rows(&file, rus, chn).unwrap();
        assert_eq!((years(there), years(back)), (vec![2019], vec![2020]));
        let (there, back) = years_with_rows(&file, chn, blr).unwrap();
        assert!(there.is_empty() && back.is_empty());
    }
}
