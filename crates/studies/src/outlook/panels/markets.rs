//! Panels of what a market of all pairs tells: alternatives, effective dependence, electronics, networks, coercive
//! power; from the table by sector.

use super::trade::{Held, SUPPLIERS};
use super::{MOST, Recipe, block, economies, thin};
use crate::StudyError;
use crate::coercion::STUDY;
use crate::outlook::markets::{MARKETS, substitution};
use crate::world::World;
use rayon::prelude::*;
use std::collections::BTreeMap;
use suzerain_measures::books::Items;
use suzerain_measures::coercion::power::{Elasticities, Question as Threat, coercive_power_value};
use suzerain_measures::coercion::spending::Spending;
use suzerain_measures::market::Market;
use suzerain_measures::network::betweenness::betweenness_of_all;
use suzerain_measures::network::hub::hub_dependence;
use suzerain_measures::network::page_rank::supplier_ranks;
use suzerain_measures::substitution::{Question, Side};
use suzerain_measures::technology::electronics::{ELECTRONICS, electronics, foreign_electronics};
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::classification::Classification;
use suzerain_tables::figure::{Domain, Dyad};
use suzerain_tables::library::Library;
use suzerain_tables::trade::{FlowFilter, read};
use suzerain_tables::{Economy, Year, YearRange};

/// Suppliers of the panels whose values hang on the size of the supplier, mostly: more than the nine, so that not all
/// series go wrong with a few of them.
const EXPORTERS: usize = 30;

type Named = (&'static str, Option<Panel>);
type ByYear = Vec<(i16, f64)>;

/// A year's markets of goods and of electronics.
struct Made {
    year: Year,
    goods: Market,
    electronics: Market,
    /// Coercive power by holder and target.
    power: BTreeMap<(Economy, Economy), f64>,
}

/// The markets of every year of a table, with the power of large suppliers over each economy.
pub(super) struct Yearly<'a> {
    library: &'a Library,
    held: &'a Held<'a>,
    years: Vec<Made>,
}

impl<'a> Yearly<'a> {
    pub fn new(library: &'a Library, held: &'a Held<'a>) -> Result<Self, StudyError> {
        let table = held.table;
        let Some(any) = held.states().first().copied() else {
            return Err(StudyError::NotEnough(format!("{} covers no economy", table.meta().source)));
        };
        let elasticities = World::new(library, [any; 2]).elasticities(STUDY, Classification::Icio28)?;
        let make = |year: &Year| -> Result<Made, StudyError> {
            let filter = FlowFilter { years: Some(YearRange::new(*year, *year)), ..FlowFilter::default() };
            let flows = read(table, &filter)?;
            let market = |items: &Items| Market::new(table.meta(), library.reporting(), &flows, *year, items);
            let mut power = BTreeMap::new();
            for target in held.states() {
                let Some(elasticities) = &elasticities else { break };
                let spending = Spending::new(table.meta(), &flows, target, *year);
                power.extend(over(library, &spending, elasticities));
            }
            Ok(Made {
                year: *year,
                goods: market(&Items::Goods),
                electronics: market(&Items::One(ELECTRONICS.to_owned())),
                power,
            })
        };
        let years: Vec<Year> = held.books.years().iter().copied().collect();
        let years = years.par_iter().map(make).collect::<Result<_, _>>()?;
        Ok(Self { library, held, years })
    }

    /// A value of each year in which both sides are known.
    fn by_year(&self, a: Economy, b: Economy, of: impl Fn(&Made) -> Option<f64>) -> ByYear {
        let usable = self.held.years(a, b);
        self.years.iter().filter(|m| usable.contains(&m.year)).filter_map(|m| Some((m.year.0, of(m)?))).collect()
    }

    fn sources(&self) -> String {
        self.held.sources()
    }

    /// The largest exporters of the first year.
    fn exporters(&self) -> Vec<Economy> {
        let first = self.years.first().map(|m| m.goods.exports()).unwrap_or_default();
        let mut all: Vec<(Economy, f64)> = first.into_iter().filter(|(e, _)| !e.is_aggregate()).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.into_iter().take(EXPORTERS).map(|(e, _)| e).collect()
    }

    /// Dependent economies with some suppliers, each with so many kinds.
    fn pairs(&self, suppliers: &[Economy], kinds: usize) -> Vec<(Dyad, usize)> {
        let dyads = self.held.states().into_iter().flat_map(|dependent| {
            suppliers.iter().copied().filter(move |on| *on != dependent).map(move |on| Dyad { dependent, on })
        });
        dyads.flat_map(|d| (0..kinds).map(move |kind| (d, kind))).collect()
    }

    fn recipe(&self, id: &'static str, title: &'static str, scale: Scale, most: usize, what: &str) -> Recipe {
        Recipe { id, title, scale, step: 1, most, sample: format!("{what}; {}", self.sources()) }
    }

    /// Every panel.
    pub fn panels(&self) -> Result<Vec<Named>, StudyError> {
        let suppliers = economies(&SUPPLIERS);
        let ask = |m: &Made, dyad: Dyad, market: usize| -> Option<[f64; 3]> {
            let (_, domain, side, _) = MARKETS[market];
            let market = if domain == Domain::Technology { &m.electronics } else { &m.goods };
            let q = Question { market, sanctions: self.library.sanctions(), domain, dyad, side };
            let [all, reachable, effective] = substitution(&q).map(|f| f.value.known());
            Some([all?, reachable?, effective?])
        };
        let n = MARKETS.len();
        let what = format!(
            "shares of the world's goods and electronics held by others, and by others who do not sanction, of an economy and one of the {EXPORTERS} largest exporters of the first year, evenly spaced"
        );
        let alternatives = self
            .recipe("alternatives", "Alternatives, all and reachable", Scale::Logit, MOST / 2, &what)
            .panel(self.pairs(&self.exporters(), 2 * n), |(d, kind)| {
                let values = self.by_year(d.dependent, d.on, |m| Some(ask(m, *d, kind % n)?[kind / n]));
                (block(d.dependent, d.on), values)
            });
        let what = "shares after reachable alternatives, of goods bought and sold and of electronics, of an economy on one of nine large suppliers, evenly spaced";
        let effective = self
            .recipe("effective", "Dependence after reachable alternatives", Scale::Logit, MOST / 2, what)
            .panel(self.pairs(&suppliers, n + 1), |(d, kind)| {
                let values = self.by_year(d.dependent, d.on, |m| {
                    if *kind < n {
                        return Some(ask(m, *d, *kind)?[2]);
                    }
                    let [_, vulnerability] = electronics(&self.of_electronics(m, *d));
                    vulnerability.value.known()
                });
                (block(d.dependent, d.on), values)
            });
        let foreign = self
            .recipe("foreign_electronics", "Foreign share of electronics", Scale::Logit, MOST / 2, "economies")
            .panel(self.held.states(), |e| {
                let dyad = Dyad { dependent: *e, on: *e };
                let value = |m: &Made| foreign_electronics(&self.of_electronics(m, dyad)).value.known();
                (e.code().to_owned(), self.by_year(*e, *e, value))
            });
        let power = self
            .recipe(
                "coercive_power",
                "Coercive power",
                Scale::Log,
                MOST,
                "losses that one of nine large suppliers could inflict on an economy, evenly spaced",
            )
            .panel(self.pairs(&suppliers, 1), |(d, _)| {
                let value = |m: &Made| m.power.get(&(d.on, d.dependent)).copied();
                (block(d.dependent, d.on), self.by_year(d.dependent, d.on, value))
            });
        let mut out = vec![
            ("alternatives", alternatives),
            ("effective", effective),
            ("foreign_electronics", foreign),
            ("coercive_power", power),
        ];
        out.extend(self.network()?);
        Ok(out)
    }

    fn of_electronics<'m>(&'m self, m: &'m Made, dyad: Dyad) -> Question<'m> {
        let sanctions = self.library.sanctions();
        Question { market: &m.electronics, sanctions, domain: Domain::Technology, dyad, side: Side::Buying }
    }

    /// Hub dependence, supplier rank, betweenness.
    fn network(&self) -> Result<Vec<Named>, StudyError> {
        let solve = |error: &dyn std::error::Error| StudyError::Solve(error.to_string());
        let hubs = thin(self.pairs(&self.exporters(), 1), MOST / 2);
        let hubs = hubs.into_par_iter().map(|(d, _)| -> Result<(Dyad, ByYear), StudyError> {
            let usable = self.held.years(d.dependent, d.on);
            let mut values = ByYear::new();
            for m in self.years.iter().filter(|m| usable.contains(&m.year)) {
                let figure = hub_dependence(&m.goods, d).map_err(|e| solve(&e))?;
                values.extend(figure.value.known().map(|v| (m.year.0, v)));
            }
            Ok((d, values))
        });
        let hubs: Vec<(Dyad, ByYear)> = hubs.collect::<Result<_, _>>()?;
        let what = format!(
            "chances that a chain of suppliers of an economy passes one of the {EXPORTERS} largest exporters of the first year, evenly spaced"
        );
        let hub = self
            .recipe("hub", "Hub dependence", Scale::Logit, MOST / 2, &what)
            .panel(hubs, |(d, values)| (block(d.dependent, d.on), values.clone()));
        let ranks: Vec<BTreeMap<Economy, f64>> =
            self.years.iter().map(|m| supplier_ranks(&m.goods).map_err(|e| solve(&e))).collect::<Result<_, _>>()?;
        let between: Vec<BTreeMap<Economy, f64>> = self.years.iter().map(|m| betweenness_of_all(&m.goods)).collect();
        let of_states = |id, title, scale, by_year: &[BTreeMap<Economy, f64>]| {
            self.recipe(id, title, scale, MOST, "economies").panel(self.held.states(), |e| {
                let at = |year: Year| self.years.iter().position(|m| m.year == year);
                let value = |m: &Made| by_year[at(m.year)?].get(e).copied();
                (e.code().to_owned(), self.by_year(*e, *e, value))
            })
        };
        Ok(vec![
            ("hub", hub),
            ("supplier_rank", of_states("supplier_rank", "Supplier rank", Scale::Logit, &ranks)),
            ("betweenness", of_states("betweenness", "Betweenness among main suppliers", Scale::Level, &between)),
        ])
    }
}

/// What each large supplier could take from the target of the spending.
fn over(library: &Library, spending: &Spending, elasticities: &Elasticities) -> BTreeMap<(Economy, Economy), f64> {
    let target = spending.target();
    let value = |by: Economy| {
        let q = Threat { spending, elasticities, reporting: library.reporting(), rho: 1.0, by: &[by], coalition: None };
        coercive_power_value(&q).known()
    };
    let suppliers = economies(&SUPPLIERS).into_iter().filter(|e| *e != target);
    suppliers.filter_map(|by| Some(((by, target), value(by)?))).collect()
}
