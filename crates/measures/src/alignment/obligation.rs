//! Alliance obligation: the strongest clause that binds two states in a year.
//!
//! Ordinal: 3 defence or offence, 2 neutrality or consultation, 1 non-aggression, 0 none. The
//! clauses in force are named in the flags. Symmetric. Inside the data's window the absence of a
//! record means no obligation (0); outside it the figure is missing, never zero.

use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Domain, Figure, Flag, Input, Role, Rows, SourceRef, Status, Subject, Unit};
use suzerain_tables::obligations::Clauses;
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::TableMeta;
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange, coverage};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "alliance_obligation",
    title: "Alliance obligation",
    formula: "3 defence or offence, 2 neutrality or consultation, 1 non-aggression, 0 none",
    range: "ordinal, 0 to 3",
    direction: "symmetric",
    reading: Reading::Neither,
    edge_cases: "0 inside the window without a record; missing outside the window",
    source: "Leeds, Ritter, Mitchell and Long 2002, Alliance Treaty Obligations and Provisions (ATOP)",
    page: "docs/methods/alliance-obligations.md",
};

/// The obligation between `a` and `b` in `year`; `clauses` are those on record, if any.
#[must_use]
pub fn obligation(meta: &TableMeta, a: Economy, b: Economy, year: Year, clauses: Option<Clauses>) -> Figure {
    let mut f = Figure::new(DEFINITION.id, Domain::Alignment, Subject::Symmetric(a, b), year, Unit::Count);
    f.sources = vec![SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() }];
    for economy in [a, b] {
        match meta.coverage.window(coverage::OBLIGATIONS, economy) {
            None => {
                f.value = Observation::Missing(Missing::NotCovered { economy });
                return f;
            }
            Some(window) if !window.contains(year) => {
                f.value = Observation::Missing(Missing::OutsideWindow { window });
                return f;
            }
            Some(_) => {}
        }
    }
    let clauses = clauses.unwrap_or_default();
    for name in clauses.names() {
        f.flag(Flag::Remark(format!("clause:{name}").into()));
    }
    f.inputs = vec![Input {
        role: Role::Term,
        label: "strongest clause in force".into(),
        value: f64::from(clauses.ordinal()),
        unit: Unit::Count,
        rows: Rows {
            source: meta.source.clone(),
            exporter: Some(a),
            importer: Some(b),
            years: Some(YearRange::new(year, year)),
            ..Rows::default()
        },
    }];
    f.with_value(Observation::Known(f64::from(clauses.ordinal())), Status::Observed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use suzerain_tables::coverage::Coverage;
    use suzerain_tables::store::{Absent, TableKind, TableStatus};

    #[test]
    fn no_record_means_none_inside_the_window_and_unknown_after_it() {
        let (a, b) = (Economy::from_code("RUS").unwrap(), Economy::from_code("CHN").unwrap());
        let mut coverage = Coverage::default();
        for year in [1950, 2018] {
            coverage.extend(coverage::OBLIGATIONS, a, Year(year));
            coverage.extend(coverage::OBLIGATIONS, b, Year(year));
        }
        let meta = TableMeta {
            kind: TableKind::Obligations,
            source: "atop".into(),
            vintage: "5".into(),
            classification: None,
            universe: None,
            scope: suzerain_tables::store::Scope::AllGoods,
            status: TableStatus::Observed,
            absent: Absent::Zero,
            coverage,
            notes: vec![],
        };
        assert_eq!(obligation(&meta, a, b, Year(1990), None).value, Observation::Known(0.0));
        let pact = Clauses { defense: true, consultation: true, ..Clauses::default() };
        assert_eq!(obligation(&meta, a, b, Year(1955), Some(pact)).value, Observation::Known(3.0));
        assert!(obligation(&meta, a, b, Year(2022), None).value.known().is_none());
    }
}
