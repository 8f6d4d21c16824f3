//! What stands behind the direct supplier: reliance on foreign inputs and value added by origin.
//!
//! Row (u, r) of the table sells to column (q, k). A holds input coefficients, L = (I - A)^-1, x output,
//! v value added over output, f_q the final demand of q from all origins.

pub mod inputs;
pub mod system;
pub mod value_added;

use crate::definition::Definition;
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Item, Role, Rows, SourceRef, Subject, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::reporting::Reporting;
use suzerain_tables::{Missing, Observation, YearRange};
use system::{Part, Traced};

/// What a measure of exposure is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The traced system.
    pub traced: &'a Traced,
    /// Who stopped reporting.
    pub reporting: &'a Reporting,
    /// Who depends on whom.
    pub dyad: Dyad,
}

impl Question<'_> {
    fn positions(&self) -> Result<(usize, usize), Missing> {
        let at = |economy| self.traced.system().position(economy).ok_or(Missing::NotCovered { economy });
        Ok((at(self.dyad.dependent)?, at(self.dyad.on)?))
    }

    /// A share with its two parts as inputs.
    fn share(&self, definition: &Definition, words: [&str; 2], unit: Unit, part: Result<Part, Missing>) -> Figure {
        let meta = self.traced.system().meta();
        let year = self.traced.system().year();
        let mut figure = Figure::new(definition.id, Domain::Sectors, Subject::Directed(self.dyad), year, Unit::Share);
        figure.sources = vec![SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() }];
        figure.denominator = Some(meta.universe.clone().unwrap_or_else(|| meta.source.clone()));
        if let Some(flag) = definition.reading.flag() {
            figure.flag(flag);
        }
        let value = part.clone().map_or_else(Observation::Missing, |part| match part.share() {
            Some(share) => Observation::finite(share, "the share is not finite"),
            None => Observation::Missing(Missing::NotDefined { why: "nothing is used".into() }),
        });
        figure = figure.with_value(value, meta.status.figure());
        if let (Ok(part), Observation::Known(_)) = (part, &figure.value) {
            let rows = Rows {
                source: meta.source.clone(),
                importer: Some(self.dyad.dependent),
                years: Some(YearRange::new(year, year)),
                ..Rows::default()
            };
            let input =
                |role, label: &str, value| Input { role, label: label.to_owned(), value, unit, rows: rows.clone() };
            figure.inputs =
                vec![input(Role::Numerator, words[0], part.from), input(Role::Denominator, words[1], part.all)];
            for economy in [self.dyad.dependent, self.dyad.on] {
                if self.reporting.silence(&meta.source, economy, year).is_some() {
                    figure.flag(Flag::EstimatedAfterReportingStopped(economy));
                }
            }
        }
        figure
    }

    fn item(&self, sector: &str) -> Option<Item> {
        let classification = self.traced.system().meta().classification?;
        Some(Item { classification, code: sector.to_owned() })
    }
}
