//! Each measure of the catalogue as a table `measure.<id>`.
//!
//! A row is a figure: `rows::schema` has the columns. The measure's own function computes it
//! when a query asks for it; filters on `year`, `economy`, `partner`, `item` and `source` narrow what
//! is computed. Most are computed for all pairs or states at once; those of a section of the brief pair by pair, so
//! that a question must name one side.

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
use suzerain_measures::coercion;
use suzerain_measures::concentration::{Side, hhi, hirschman};
use suzerain_measures::definition::{CATALOGUE, Definition};
use suzerain_measures::dependence::{
    Question, barbieri, energy_revenue, expenditure_share, export_share, gdp_share, hirschman_asymmetry, import_share,
    sales, trade_share, unit_value,
};
use suzerain_measures::exposure::{inputs, value_added};
use suzerain_measures::finance::{positions, reserve_share};
use suzerain_measures::network::{betweenness, hub, page_rank};
use suzerain_measures::power::{beckley, cinc, hierarchy, indicator, ratio};
use suzerain_measures::status::deficit;
use suzerain_measures::substitution::{alternatives, effective};
use suzerain_measures::technology::{chip_inputs, electronics};
use suzerain_tables::Figure;
use suzerain_tables::library::Library;
use suzerain_tables::positions::Variable;
use suzerain_tables::store::TableKind;

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
    /// UN agreement on the roll calls of one issue.
    Issue(&'static str),
    /// A variable of the positions of finance and people, and which of its two measures.
    Position(Variable, usize),
    /// All states at once, year by year, over the years these tables cover.
    States(&'static [TableKind]),
    /// A section of the brief of each pair asked for.
    Section(pairwise::Section),
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

const fn states(definition: &'static Definition, kinds: &'static [TableKind]) -> Measure {
    Measure { definition, kernel: Kernel::States(kinds) }
}

const fn section(definition: &'static Definition, id: &'static str, kinds: &'static [TableKind]) -> Measure {
    Measure { definition, kernel: Kernel::Section(pairwise::Section { id: Some(id), kinds }) }
}

const TRADE: &[TableKind] = &[TableKind::Trade];
const IO: &[TableKind] = &[TableKind::Io];
const CHIPS: &[TableKind] = &[TableKind::Supply];
const DYADS: &[TableKind] = &[TableKind::Dyadic];
const HIERARCHY: &[TableKind] = &[TableKind::Obligations, TableKind::Dyadic, TableKind::Trade];

/// The measures, a line each, apart from those of a family: similarities of portfolios, UN agreement by issue, and
/// positions of finance and people.
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
    walk(&unit_value::DISCOUNT, |l, a, r| trade::unit_values(l, a, r, |v| unit_value::discount(&v.ratio))),
    section(&energy_revenue::DEFINITION, "energy", TRADE),
    section(&alternatives::ALL, "alternatives", TRADE),
    section(&alternatives::REACHABLE, "alternatives", TRADE),
    section(&effective::DEFINITION, "alternatives", TRADE),
    states(&page_rank::DEFINITION, TRADE),
    states(&betweenness::DEFINITION, TRADE),
    section(&hub::DEFINITION, "network", TRADE),
    section(&coercion::power::DEFINITION, "coercion", TRADE),
    section(&coercion::influence::CAPACITY, "coercion", DYADS),
    section(&coercion::influence::BANDWIDTH, "coercion", DYADS),
    section(&coercion::influence::DEPENDENCE, "coercion", DYADS),
    section(&electronics::SENSITIVITY, "technology", TRADE),
    section(&electronics::VULNERABILITY, "technology", TRADE),
    states(&electronics::FOREIGN, TRADE),
    section(&chip_inputs::SHARE, "technology", CHIPS),
    section(&chip_inputs::REACHABLE, "technology", CHIPS),
    section(&value_added::FINAL, "exposure", IO),
    section(&value_added::EXPORTS, "exposure", IO),
    section(&value_added::SOLD, "exposure", IO),
    section(&inputs::FACE, "exposure", IO),
    section(&inputs::LOOK_THROUGH, "exposure", IO),
    states(&inputs::FOREIGN, IO),
    section(&hierarchy::ALLIANCES, "hierarchy", HIERARCHY),
    section(&hierarchy::TROOPS, "hierarchy", HIERARCHY),
    section(&hierarchy::TRADE, "hierarchy", HIERARCHY),
    section(&hierarchy::ANCHOR, "hierarchy", HIERARCHY),
    section(&hierarchy::SECURITY, "hierarchy", HIERARCHY),
    section(&hierarchy::ECONOMIC, "hierarchy", HIERARCHY),
    section(&deficit::WORLD, "status", DYADS),
    section(&deficit::COMMUNITY, "status", DYADS),
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
            .or_else(|| Some(Measure { definition, kernel: of_family(definition.id)? }))
            .unwrap_or_else(|| Measure::from_brief(definition))
    })
}

/// The kernel of a measure that belongs to a family.
fn of_family(id: &str) -> Option<Kernel> {
    if let Some(variant) = similarity::named(id) {
        return Some(Kernel::Similarity(variant));
    }
    if let Some((issue, _)) = un_agreement::BY_ISSUE.iter().find(|(_, definition)| definition.id == id) {
        return Some(Kernel::Issue(issue));
    }
    Variable::ALL.into_iter().find_map(|variable| {
        let place = positions::measures(variable).iter().position(|m| m.id == id)?;
        Some(Kernel::Position(variable, place))
    })
}

impl Measure {
    /// A measure without a line of its own is looked for in every section.
    const fn from_brief(definition: &'static Definition) -> Self {
        Self { definition, kernel: Kernel::Section(pairwise::Section { id: None, kinds: TRADE }) }
    }

    /// Whether it is computed pair by pair, so that a question must name one side.
    #[must_use]
    pub const fn is_pairwise(&self) -> bool {
        matches!(self.kernel, Kernel::Section(_))
    }

    #[cfg(test)]
    const fn section(&self) -> Option<pairwise::Section> {
        match self.kernel {
            Kernel::Section(section) => Some(section),
            _ => None,
        }
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
            Kernel::Issue(issue) => alignment::on_issue(library, ask, &mut rows, issue, self.definition),
            Kernel::Position(variable, place) => ties::positions(library, ask, &mut rows, variable, place),
            Kernel::States(kinds) => pairwise::states(library, ask, &mut rows, self.definition.id, kinds),
            Kernel::Section(section) => pairwise::figures(library, ask, &mut rows, self.definition.id, section),
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
        let families = CATALOGUE.iter().filter(|d| of_family(d.id).is_some()).count();
        assert_eq!(families, similarity::VARIANTS.len() + un_agreement::BY_ISSUE.len() + 2 * Variable::ALL.len());
        assert_eq!(tables.len(), INDEX.len() + families);
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
