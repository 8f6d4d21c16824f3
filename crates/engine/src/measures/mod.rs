//! Each measure of the catalogue as a table `measure.<id>`.
//!
//! A row is a figure: see [`rows::schema`] for the columns. The measure's own function computes it
//! when a query asks for it; filters on `year`, `economy`, `partner`, `item` and `source` narrow what
//! is computed. A measure with a line in [`INDEX`] is computed for all pairs at once; every other one of
//! the catalogue is computed pair by pair, as the brief does, and must be asked for by economy and
//! partner.

mod alignment;
mod pairwise;
mod power;
pub(crate) mod rows;
mod ties;
mod trade;

use crate::EngineError;
use crate::ask::Ask;
use crate::computed::{Computed, Content};
use crate::session::Shelf;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::{CatalogProvider, MemorySchemaProvider, SchemaProvider};
use datafusion::prelude::SessionContext;
use rows::{Rows, Stop};
use std::sync::Arc;
use suzerain_measures::alignment::similarity::{self, Variant};
use suzerain_measures::alignment::{ideal_point, obligation, un_agreement};
use suzerain_measures::arms::arms_transfers;
use suzerain_measures::concentration::{Side, hhi, hirschman};
use suzerain_measures::definition::{CATALOGUE, Definition};
use suzerain_measures::dependence::{
    Question, barbieri, expenditure_share, export_share, gdp_share, hirschman_asymmetry, import_share, sales,
    trade_share, unit_value,
};
use suzerain_measures::finance::reserve_share;
use suzerain_measures::power::{beckley, cinc, indicator, ratio};
use suzerain_tables::Figure;
use suzerain_tables::library::Library;

/// The schema in SQL under which the measures stand.
pub const SCHEMA: &str = "measure";

type Computation = fn(&Library, &Ask, &mut Rows<'_>) -> Result<(), Stop>;

/// How a measure's rows are computed.
#[derive(Clone, Copy)]
enum Kernel {
    /// A question to the books of every trade table, pair, year and item.
    Trade(fn(&Question<'_>) -> Figure),
    /// Its own walk over the library.
    Walk(Computation),
    /// The similarity of every pair's portfolios.
    Similarity(&'static Variant),
    /// The brief of each pair asked for.
    Brief,
}

/// A measure as a table.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Its definition; the table is called after its identifier.
    pub definition: &'static Definition,
    kernel: Kernel,
}

impl std::fmt::Debug for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Measure").field(&self.definition.id).finish()
    }
}

const fn trade(definition: &'static Definition, kernel: fn(&Question<'_>) -> Figure) -> Measure {
    Measure { definition, kernel: Kernel::Trade(kernel) }
}

const fn walk(definition: &'static Definition, kernel: Computation) -> Measure {
    Measure { definition, kernel: Kernel::Walk(kernel) }
}

/// The measures that are computed for all pairs or states at once, a line each.
pub const INDEX: &[Measure] = &[
    trade(&sales::DEFINITION, sales::sales),
    walk(&sales::GAP, trade::gaps),
    trade(&import_share::DEFINITION, import_share::import_share),
    trade(&export_share::DEFINITION, export_share::export_share),
    trade(&expenditure_share::DEFINITION, expenditure_share::expenditure_share),
    trade(&trade_share::DEFINITION, trade_share::trade_share),
    trade(&hirschman_asymmetry::DEFINITION, hirschman_asymmetry::hirschman_asymmetry),
    trade(&hirschman_asymmetry::MUTUAL, hirschman_asymmetry::mutual_dependence),
    trade(&barbieri::SALIENCE, |q| {
        let [salience, _, _] = barbieri::barbieri(q);
        salience
    }),
    trade(&barbieri::SYMMETRY, |q| {
        let [_, symmetry, _] = barbieri::barbieri(q);
        symmetry
    }),
    trade(&barbieri::INTERDEPENDENCE, |q| {
        let [_, _, interdependence] = barbieri::barbieri(q);
        interdependence
    }),
    walk(&hhi::SUPPLIERS, |l, a, r| trade::concentrations(l, a, r, Side::Suppliers, hhi::concentration)),
    walk(&hhi::SUPPLIERS_NORMALISED, |l, a, r| {
        trade::concentrations(l, a, r, Side::Suppliers, hhi::concentration_normalised)
    }),
    walk(&hhi::MARKETS, |l, a, r| trade::concentrations(l, a, r, Side::Markets, hhi::concentration)),
    walk(&hhi::MARKETS_NORMALISED, |l, a, r| {
        trade::concentrations(l, a, r, Side::Markets, hhi::concentration_normalised)
    }),
    walk(&hirschman::IMPORTS, |l, a, r| trade::concentrations(l, a, r, Side::Suppliers, hirschman::concentration)),
    walk(&hirschman::EXPORTS, |l, a, r| trade::concentrations(l, a, r, Side::Markets, hirschman::concentration)),
    walk(&gdp_share::TRADE, |l, a, r| trade::over_product(l, a, r, |[trade, _, _]| trade)),
    walk(&gdp_share::EXPORTS, |l, a, r| trade::over_product(l, a, r, |[_, exports, _]| exports)),
    walk(&gdp_share::IMPORTS, |l, a, r| trade::over_product(l, a, r, |[_, _, imports]| imports)),
    walk(&unit_value::QUANTITY, |l, a, r| trade::unit_values(l, a, r, |v| v.quantity)),
    walk(&unit_value::DEFINITION, |l, a, r| trade::unit_values(l, a, r, |v| v.unit_value)),
    walk(&unit_value::BENCHMARK, |l, a, r| trade::unit_values(l, a, r, |v| v.benchmark)),
    walk(&unit_value::RATIO, |l, a, r| trade::unit_values(l, a, r, |v| v.ratio)),
    walk(&reserve_share::CURRENCY, |l, a, r| ties::reserves(l, a, r, reserve_share::currency_shares)),
    walk(&reserve_share::PLACE, |l, a, r| ties::reserves(l, a, r, reserve_share::place_shares)),
    walk(&arms_transfers::VOLUME, |l, a, r| ties::arms(l, a, r, arms_transfers::Register::volume)),
    walk(&arms_transfers::SHARE, |l, a, r| ties::arms(l, a, r, arms_transfers::Register::share_to)),
    walk(&cinc::DEFINITION, power::capability),
    walk(&beckley::DEFINITION, power::products),
    walk(&beckley::SHARE, power::product_shares),
    walk(&indicator::DEFINITION, power::indicators),
    walk(&ratio::RATIO, |l, a, r| power::ratios(l, a, r, |[ratio, _, _, _]| ratio)),
    walk(&ratio::SPEED, |l, a, r| power::ratios(l, a, r, |[_, speed, _, _]| speed)),
    walk(&ratio::PARITY_HALF, |l, a, r| power::ratios(l, a, r, |[_, _, half, _]| half)),
    walk(&ratio::PARITY_FULL, |l, a, r| power::ratios(l, a, r, |[_, _, _, full]| full)),
    walk(&un_agreement::DEFINITION, |l, a, r| alignment::votes(l, a, r, un_agreement::un_agreement)),
    walk(&ideal_point::DEFINITION, alignment::ideal_points),
    walk(&ideal_point::DISTANCE, alignment::distances),
    walk(&obligation::DEFINITION, alignment::obligations),
];

/// Every measure of the catalogue, in its order.
pub fn all() -> impl Iterator<Item = Measure> {
    CATALOGUE.iter().copied().map(|definition| {
        INDEX
            .iter()
            .find(|measure| measure.definition.id == definition.id)
            .copied()
            .or_else(|| {
                let kernel = Kernel::Similarity(similarity::named(definition.id)?);
                Some(Measure { definition, kernel })
            })
            .unwrap_or_else(|| Measure::from_brief(definition))
    })
}

impl Measure {
    pub(crate) const fn from_brief(definition: &'static Definition) -> Self {
        Self { definition, kernel: Kernel::Brief }
    }

    /// Whether it is computed pair by pair, so that a question must name the pair.
    #[must_use]
    pub const fn is_pairwise(&self) -> bool {
        matches!(self.kernel, Kernel::Brief)
    }

    /// Computes what is asked for and sends it batch by batch, until `send` wants no more.
    pub(crate) fn compute(
        &self,
        shelf: &Shelf,
        ask: &Ask,
        mut send: impl FnMut(RecordBatch) -> datafusion::error::Result<bool>,
    ) -> Result<(), EngineError> {
        let mut rows = Rows::new(&mut send);
        let library = &shelf.library;
        let done = match self.kernel {
            Kernel::Trade(question) => trade::questions(library, ask, &mut rows, question),
            Kernel::Walk(computation) => computation(library, ask, &mut rows),
            Kernel::Similarity(variant) => alignment::similarities(library, ask, &mut rows, variant),
            Kernel::Brief => pairwise::figures(library, ask, &mut rows, self.definition.id),
        };
        match done.and_then(|()| rows.flush()) {
            Ok(()) | Err(Stop::Enough) => Ok(()),
            Err(Stop::Failed(error)) => Err(error),
        }
    }
}

pub(crate) fn register(context: &SessionContext, shelf: &Arc<Shelf>) -> Result<(), EngineError> {
    let schema = MemorySchemaProvider::new();
    for measure in all() {
        let table = Computed { content: Content::Measure(measure), shelf: shelf.clone() };
        schema.register_table(measure.definition.id.to_owned(), Arc::new(table))?;
    }
    let catalogue =
        context.catalog("datafusion").ok_or_else(|| EngineError::Engine("the session has no catalogue".into()))?;
    CatalogProvider::register_schema(&*catalogue, SCHEMA, Arc::new(schema))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::{AGGREGATES, SCALARS};

    #[test]
    fn every_measure_of_the_catalogue_has_a_table_and_no_line_of_the_index_is_idle() {
        let tables: Vec<&str> = all().map(|m| m.definition.id).collect();
        assert_eq!(tables, CATALOGUE.iter().map(|d| d.id).collect::<Vec<_>>());
        let similar = similarity::VARIANTS.len();
        assert_eq!(all().filter(|m| !m.is_pairwise()).count(), INDEX.len() + similar);
    }

    #[test]
    fn names_of_functions_are_unique() {
        let mut names: Vec<&str> = SCALARS.iter().map(|s| s.name).chain(AGGREGATES.iter().map(|a| a.name)).collect();
        let before = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), before);
    }
}
