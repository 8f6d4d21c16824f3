//! The figures of a measure, one for each source that applies.

use super::bounds::{self, Asked};
use super::evaluate::Evidence;
use super::{Leaf, Whom};
use crate::StudyError;
use crate::brief::{self, Options, SECTIONS};
use crate::world::source_ref;
use std::rc::Rc;
use suzerain_measures::alignment::ideal_point::{self, distance, ideal_point};
use suzerain_measures::alignment::obligation::{self, obligation};
use suzerain_measures::alignment::similarity::{self, Portfolio};
use suzerain_measures::alignment::un_agreement::{self, un_agreement};
use suzerain_measures::arms::arms_transfers::{self, Register};
use suzerain_measures::books::{Books, Items};
use suzerain_measures::concentration::{self, hhi, hirschman};
use suzerain_measures::dependence::barbieri::{self, barbieri};
use suzerain_measures::dependence::expenditure_share::{self, expenditure_share};
use suzerain_measures::dependence::export_share::{self, export_share};
use suzerain_measures::dependence::gdp_share::{self, Product, gdp_ratios};
use suzerain_measures::dependence::hirschman_asymmetry::{self, hirschman_asymmetry, mutual_dependence};
use suzerain_measures::dependence::import_share::{self, import_share};
use suzerain_measures::dependence::trade_share::{self, trade_share};
use suzerain_measures::dependence::unit_value::{self, discount, unit_values};
use suzerain_measures::dependence::{Question, sales};
use suzerain_measures::finance::reserve_share::{self, currency_shares, place_shares};
use suzerain_measures::power::beckley::{self, beckley};
use suzerain_measures::power::cinc::{self, cinc};
use suzerain_measures::power::indicator::indicator;
use suzerain_measures::system::members;
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Subject};
use suzerain_tables::obligations::Clauses;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::{self, GDP_CONSTANT, GDP_CURRENT, IDEAL_POINT, POPULATION};
use suzerain_tables::{Economy, Missing, Observation, Year, obligations, votes};

/// A figure with what is known of how far its value might be off.
#[derive(Clone, Debug)]
pub(super) struct Sourced {
    /// Short name of its source.
    pub source: String,
    /// The figure.
    pub figure: Figure,
    /// Least and greatest value, where it is known to be uncertain.
    pub range: Option<(f64, f64)>,
    /// Where the range comes from.
    pub remarks: Vec<String>,
    /// Whether it counts for the verdict.
    pub counts: bool,
}

impl Sourced {
    /// A figure whose band, if it is one of probability, is its range.
    pub fn new(figure: Figure) -> Self {
        let source = figure.sources.first().map_or_else(String::new, |s| s.id.as_str().to_owned());
        let band = figure.band.filter(|b| b.level.is_some());
        let mut remarks = Vec::new();
        if let Some(level) = band.and_then(|b| b.level) {
            remarks.push(format!("{:.0} % band", level * 100.0));
        }
        let estimate = figure.flags.iter().find_map(|f| match f {
            Flag::EstimatedAfterReportingStopped(e) => Some(*e),
            _ => None,
        });
        if let Some(silent) = estimate {
            remarks.push(format!("estimated after {silent} stopped reporting: shown, not counted"));
        }
        if figure.has(&Flag::SuspectQuantity) {
            remarks.push("the quantity is suspect: shown, not counted".to_owned());
        }
        let counts = estimate.is_none() && !figure.has(&Flag::SuspectQuantity);
        Self { source, range: band.map(|b| (b.low, b.high)), figure, remarks, counts }
    }
}

/// A measure of trade between a pair.
type Between = Box<dyn Fn(&Question<'_>) -> Figure>;

fn of_trade(id: &str) -> Option<Between> {
    fn plain(f: fn(&Question<'_>) -> Figure) -> Option<Between> {
        Some(Box::new(f))
    }
    let barbieri_of = |at: usize| -> Option<Between> {
        Some(Box::new(move |q| barbieri(q).into_iter().nth(at).unwrap_or_else(|| trade_share(q))))
    };
    if id == sales::DEFINITION.id {
        plain(sales::sales)
    } else if id == import_share::DEFINITION.id {
        plain(import_share)
    } else if id == export_share::DEFINITION.id {
        plain(export_share)
    } else if id == expenditure_share::DEFINITION.id {
        plain(expenditure_share)
    } else if id == trade_share::DEFINITION.id {
        plain(trade_share)
    } else if id == hirschman_asymmetry::DEFINITION.id {
        plain(hirschman_asymmetry)
    } else if id == hirschman_asymmetry::MUTUAL.id {
        plain(mutual_dependence)
    } else if id == barbieri::SALIENCE.id {
        barbieri_of(0)
    } else if id == barbieri::SYMMETRY.id {
        barbieri_of(1)
    } else if id == barbieri::INTERDEPENDENCE.id {
        barbieri_of(2)
    } else if id == unit_value::QUANTITY.id {
        plain(|q| unit_values(q).quantity)
    } else if id == unit_value::DEFINITION.id {
        plain(|q| unit_values(q).unit_value)
    } else if id == unit_value::BENCHMARK.id {
        plain(|q| unit_values(q).benchmark)
    } else if id == unit_value::RATIO.id {
        plain(|q| unit_values(q).ratio)
    } else if id == unit_value::DISCOUNT.id {
        plain(|q| discount(&unit_values(q).ratio))
    } else {
        None
    }
}

/// Measures of the flow alone: no partner is missing from them.
const OF_FLOWS: [&str; 10] = [
    sales::DEFINITION.id,
    gdp_share::TRADE.id,
    gdp_share::EXPORTS.id,
    gdp_share::IMPORTS.id,
    expenditure_share::DEFINITION.id,
    unit_value::QUANTITY.id,
    unit_value::DEFINITION.id,
    unit_value::BENCHMARK.id,
    unit_value::RATIO.id,
    unit_value::DISCOUNT.id,
];

const OVER_GDP: [&str; 3] = [gdp_share::TRADE.id, gdp_share::EXPORTS.id, gdp_share::IMPORTS.id];

/// A measure of an economy's partners.
type OfConcentration = fn(&concentration::Question<'_>) -> Figure;

/// Concentration of an economy's suppliers or markets.
fn concentrated(id: &str) -> Option<(concentration::Side, OfConcentration)> {
    use concentration::Side::{Markets, Suppliers};
    if id == hhi::SUPPLIERS.id {
        Some((Suppliers, hhi::concentration))
    } else if id == hhi::MARKETS.id {
        Some((Markets, hhi::concentration))
    } else if id == hhi::SUPPLIERS_NORMALISED.id {
        Some((Suppliers, hhi::concentration_normalised))
    } else if id == hhi::MARKETS_NORMALISED.id {
        Some((Markets, hhi::concentration_normalised))
    } else if id == hirschman::IMPORTS.id {
        Some((Suppliers, hirschman::concentration))
    } else if id == hirschman::EXPORTS.id {
        Some((Markets, hirschman::concentration))
    } else {
        None
    }
}

/// Whom one figure is about: the leaf's own, its lists taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Single {
    State(Economy),
    Directed(Dyad),
    Between(Economy, Economy),
}

/// The figures of a measure about `whom` in a year, one a source. `owners` are those whose whole trade must
/// be known. Sources without the economy or year are left out.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded or a solve fails.
pub(super) fn figures(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    whom: Single,
    owners: [Economy; 2],
    year: Option<Year>,
) -> Result<Vec<Sourced>, StudyError> {
    let mut found = match (whom, year) {
        (Single::Directed(dyad), Some(year)) => directed(evidence, leaf, dyad, owners, year)?,
        (Single::State(economy), Some(year)) => of_state(evidence, leaf, economy, year)?,
        (Single::Between(a, b), Some(year)) => symmetric(evidence, leaf, a, b, year)?,
        (_, None) => None,
    };
    if found.is_none() {
        found = Some(on_the_page(evidence, leaf, whom, year)?);
    }
    let mut found = found.unwrap_or_default();
    found.retain(|s| {
        let here = leaf
            .source
            .as_ref()
            .is_none_or(|wanted| s.figure.sources.iter().any(|r| r.id.as_str() == wanted) || s.source == *wanted);
        let applies = !matches!(
            s.figure.value,
            Observation::Missing(Missing::NotCovered { .. } | Missing::OutsideWindow { .. } | Missing::Gap)
        );
        here && applies && leaf.remark.as_ref().is_none_or(|remark| carries(&s.figure, remark))
    });
    Ok(found)
}

fn carries(figure: &Figure, remark: &str) -> bool {
    figure.flags.iter().any(|f| matches!(f, Flag::Remark(text) if text == remark))
}

fn directed(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    dyad: Dyad,
    owners: [Economy; 2],
    year: Year,
) -> Result<Option<Vec<Sourced>>, StudyError> {
    let id = leaf.measure.as_str();
    if id == arms_transfers::VOLUME.id || id == arms_transfers::SHARE.id {
        if let Some(weapon) = leaf.item.as_deref().filter(|_| id == arms_transfers::VOLUME.id) {
            return Ok(Some(of_weapon(evidence, dyad, year, weapon)?));
        }
        let registers = evidence.home().arms()?;
        let figures = registers
            .iter()
            .map(|r| if id == arms_transfers::VOLUME.id { r.volume(dyad, year) } else { r.share_to(dyad, year) });
        return Ok(Some(figures.map(Sourced::new).collect()));
    }
    if id == reserve_share::CURRENCY.id || id == reserve_share::PLACE.id {
        let mut out = Vec::new();
        for table in evidence.library().of_kind(TableKind::Reserves) {
            let rows = suzerain_tables::reserves::read(table)?;
            let all = if id == reserve_share::CURRENCY.id {
                currency_shares(&rows, table.meta(), dyad)
            } else {
                place_shares(&rows, table.meta(), dyad)
            };
            out.extend(all.into_iter().filter(|f| f.year == year).map(Sourced::new));
        }
        return Ok(Some(out));
    }
    let over_gdp = OVER_GDP.iter().position(|known| *known == id);
    let Some(measure) = of_trade(id).or_else(|| over_gdp.map(|_| Box::new(sales::sales) as Between)) else {
        return Ok(None);
    };
    let gdp = if over_gdp.is_some() { evidence.home().with_variable(GDP_CURRENT)? } else { None };
    let quantities = [
        unit_value::QUANTITY.id,
        unit_value::DEFINITION.id,
        unit_value::BENCHMARK.id,
        unit_value::RATIO.id,
        unit_value::DISCOUNT.id,
    ]
    .contains(&id);
    let items = leaf.item.clone().map_or(Items::Goods, Items::One);
    let domain = if leaf.item.is_some() { Domain::Sectors } else { Domain::Goods };
    let compute = |books: &Books| {
        let q = Question { books, domain, dyad, year, items: &items };
        match (over_gdp, &gdp) {
            (Some(at), Some(data)) => {
                let usd = data.get(GDP_CURRENT, dyad.dependent, year);
                let product = Product { economy: dyad.dependent, year, usd, source: source_ref(data.meta()) };
                gdp_ratios(&q, &product).into_iter().nth(at).unwrap_or_else(|| measure(&q))
            }
            _ => measure(&q),
        }
    };
    let mut out = Vec::new();
    for table in evidence.trade_tables(leaf.item.as_deref()) {
        if leaf.source.as_ref().is_some_and(|wanted| *wanted != table.meta().source) {
            continue;
        }
        let books = evidence.books(table, owners, quantities)?;
        let holds = |code: &String| books.item_codes().contains(code);
        if !books.years().contains(&year) || !leaf.item.as_ref().is_none_or(holds) {
            continue;
        }
        let figure = compute(&books);
        let partial = table.meta().universe.as_deref().is_some_and(|u| u.starts_with("covered"));
        let lacks = partial && !OF_FLOWS.contains(&id) || figure.flags.iter().any(|f| matches!(f, Flag::Incomplete(_)));
        let unreported = matches!(figure.value, Observation::Missing(Missing::NeitherReports { .. }));
        let mut sourced = Sourced::new(figure);
        if (lacks && figure_known(&sourced)) || unreported {
            let asked = Asked {
                table,
                owners,
                pair: [dyad.dependent, dyad.on],
                year,
                items: &items,
                quantities,
                measure: &compute,
            };
            if let Some(ends) = bounds::ends(evidence, &asked)? {
                sourced.remarks.push(ends.remark);
                let mut range = ends.range;
                if !ends.unbounded.is_empty() {
                    let names: Vec<&str> = ends.unbounded.iter().map(|e| e.code()).collect();
                    sourced.remarks.push(format!("no bound is known for {}", names.join(", ")));
                    range = (f64::NEG_INFINITY, f64::INFINITY);
                }
                sourced.range = Some(range);
            }
        }
        out.push(sourced);
    }
    Ok(Some(out))
}

/// The volume of weapons of a name, from the registers that tell weapons apart.
fn of_weapon(evidence: &Evidence<'_>, dyad: Dyad, year: Year, weapon: &str) -> Result<Vec<Sourced>, StudyError> {
    let mut out = Vec::new();
    for table in evidence.library().of_kind(TableKind::Arms) {
        let weapons = suzerain_tables::arms::read_weapons(table)?;
        if !weapons.is_empty() {
            let register = Register { meta: table.meta().clone(), rows: suzerain_tables::arms::read(table)? };
            out.push(Sourced::new(register.volume_of(&weapons, dyad, year, weapon)));
        }
    }
    Ok(out)
}

fn of_state(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    economy: Economy,
    year: Year,
) -> Result<Option<Vec<Sourced>>, StudyError> {
    let home = evidence.home();
    let id = leaf.measure.as_str();
    if let Some(variable) = variables::variable(id) {
        let all = home.indicators()?;
        let with = all.iter().filter(|t| t.meta().coverage.span(id).is_some());
        let figures = with.map(|t| Sourced::new(indicator(t, variable, Domain::Power, economy, year)));
        return Ok(Some(figures.collect()));
    }
    if id == cinc::DEFINITION.id {
        let data = home.capabilities()?;
        return Ok(Some(data.iter().map(|d| Sourced::new(cinc(d, economy, year))).collect()));
    }
    if id == beckley::DEFINITION.id {
        let (gdp, people) = (home.with_variable(GDP_CONSTANT)?, home.with_variable(POPULATION)?);
        let both = gdp.zip(people);
        return Ok(Some(both.iter().map(|(g, p)| Sourced::new(beckley(g, p, economy, year))).collect()));
    }
    if id == ideal_point::DEFINITION.id {
        let data = home.with_variable(IDEAL_POINT)?;
        return Ok(Some(data.iter().map(|d| Sourced::new(ideal_point(d, economy, year))).collect()));
    }
    if let Some((side, measure)) = concentrated(id) {
        let items = leaf.item.clone().map_or(Items::Goods, Items::One);
        let mut out = Vec::new();
        for table in evidence.trade_tables(leaf.item.as_deref()) {
            let books = evidence.books(table, [economy, economy], false)?;
            if books.years().contains(&year) && leaf.item.as_ref().is_none_or(|c| books.item_codes().contains(c)) {
                let q = concentration::Question {
                    books: &books,
                    domain: Domain::Goods,
                    economy,
                    side,
                    year,
                    items: &items,
                };
                out.push(Sourced::new(measure(&q)));
            }
        }
        return Ok(Some(out));
    }
    Ok(None)
}

fn symmetric(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    a: Economy,
    b: Economy,
    year: Year,
) -> Result<Option<Vec<Sourced>>, StudyError> {
    let home = evidence.home();
    let id = leaf.measure.as_str();
    if id == ideal_point::DISTANCE.id {
        let data = home.with_variable(IDEAL_POINT)?;
        return Ok(Some(data.iter().map(|d| Sourced::new(distance(d, a, b, year))).collect()));
    }
    if id == obligation::DEFINITION.id {
        let mut out = Vec::new();
        for table in evidence.library().of_kind(TableKind::Obligations) {
            let clauses: Option<Clauses> =
                obligations::read_pair(table, a, b)?.into_iter().find(|(y, _)| *y == year).map(|(_, c)| c);
            out.push(Sourced::new(obligation(table.meta(), a, b, year, clauses)));
        }
        return Ok(Some(out));
    }
    let variant = similarity::named(id);
    if id == un_agreement::DEFINITION.id || variant.is_some_and(|v| v.portfolio == Portfolio::Votes) {
        let all = evidence.kept(id, [a, b], || {
            let mut out = Vec::new();
            for table in evidence.library().of_kind(TableKind::Votes) {
                let records = votes::read(table, &[a, b])?;
                let (one, two) = ((a, &records[0]), (b, &records[1]));
                out.extend(match variant {
                    Some(v) => similarity::votes(table.meta(), v, one, two),
                    None => un_agreement(table.meta(), one, two),
                });
            }
            Ok(out)
        })?;
        return Ok(Some(all.iter().filter(|f| f.year == year).cloned().map(Sourced::new).collect()));
    }
    if let Some(variant) = variant {
        let (Some(ties), Some(data)) = (home.ties()?, home.capabilities()?) else { return Ok(Some(Vec::new())) };
        let figure =
            similarity::alliances(&ties, &source_ref(data.meta()), variant, (a, b), year, &members(&data, year));
        return Ok(Some(vec![Sourced::new(figure)]));
    }
    Ok(None)
}

/// The section of the brief that has a measure; none where it is to be looked for.
fn section_of(measure: &str) -> Option<&'static str> {
    let begins = |with: &[&str]| with.iter().any(|w| measure.starts_with(w));
    Some(if begins(&["rupture_"]) {
        "rupture"
    } else if begins(&["chip_input", "electronics_"]) {
        "technology"
    } else if begins(&["alternatives", "reachable_", "effective_"]) {
        "alternatives"
    } else if begins(&["value_added", "input_reliance", "foreign_input"]) {
        "exposure"
    } else if begins(&["supplier_rank", "betweenness", "hub_"]) {
        "network"
    } else if begins(&["coercive_"]) {
        "coercion"
    } else if begins(&["hierarchy_"]) {
        "hierarchy"
    } else if begins(&["status_"]) {
        "status"
    } else if begins(&["energy_revenue"]) {
        "energy"
    } else if begins(&["power_ratio", "parity_", "beckley_"]) {
        "power"
    } else if begins(&["un_agreement_"]) {
        "alignment"
    } else {
        return None;
    })
}

/// Figures that only a page computes: the sections of the brief as of the year, the cheap ones first.
fn on_the_page(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    whom: Single,
    year: Option<Year>,
) -> Result<Vec<Sourced>, StudyError> {
    if leaf.measure.starts_with("chip_input") && evidence.library().of_kind(TableKind::Supply).next().is_none() {
        return Ok(Vec::new());
    }
    let (a, b) = match whom {
        Single::State(e) => {
            let [x, y] = evidence.home().pair();
            (e, if e == x { y } else { x })
        }
        Single::Directed(d) => (d.dependent, d.on),
        Single::Between(a, b) => (a, b),
    };
    let dyad = Dyad { dependent: a, on: b };
    let wanted = |f: &Figure| {
        let right_subject = match (whom, f.subject) {
            (Single::State(e), Subject::State(s)) => e == s,
            (Single::Directed(d), Subject::Directed(s)) => d == s,
            (Single::Between(x, y), Subject::Symmetric(s, t)) => (x, y) == (s, t) || (x, y) == (t, s),
            _ => false,
        };
        let item = match (&leaf.item, &f.item) {
            (Some(wanted), Some(item)) => item.code.eq_ignore_ascii_case(wanted),
            (wanted, None) => wanted.is_none() || leaf.measure.starts_with("chip_input"),
            (None, Some(_)) => false,
        };
        f.measure == leaf.measure && right_subject && item && year.is_none_or(|y| f.year == y)
    };
    let options = Options { year, since: None, full: true, models: leaf.measure.starts_with("rupture_") };
    for cost in [brief::Cost::Cheap, brief::Cost::Dear] {
        let here = |id: &str| section_of(&leaf.measure).map_or(id != "rupture", |section| section == id);
        for entry in SECTIONS.iter().filter(|e| e.cost == cost && here(e.id)) {
            let key = format!("{}:{}", entry.id, year.map_or(0, |y| y.0));
            let page: Rc<Vec<Figure>> = evidence.kept(&key, [a, b], || {
                // A section that fails has no figures; the others stand.
                let section = (entry.section)(&evidence.world([a, b]), dyad, &options);
                Ok(section.map(|s| s.figures).unwrap_or_default())
            })?;
            let found: Vec<Sourced> = page.iter().filter(|f| wanted(f)).cloned().map(Sourced::new).collect();
            if !found.is_empty() {
                return Ok(found.into_iter().map(unbounded).collect());
            }
        }
    }
    Ok(Vec::new())
}

/// A figure that lacks partners and that no bounds are computed for may lie anywhere.
fn unbounded(mut sourced: Sourced) -> Sourced {
    if sourced.figure.flags.iter().any(|f| matches!(f, Flag::Incomplete(_))) {
        sourced.range = Some((f64::NEG_INFINITY, f64::INFINITY));
        sourced
            .remarks
            .push("trade that neither side reported is missing, and no bounds are computed for this measure".into());
    }
    sourced
}

fn figure_known(sourced: &Sourced) -> bool {
    sourced.figure.value.known().is_some()
}

/// The singles of a leaf in a year, and the owners of the books they are read from.
pub(super) fn singles(leaf: &Leaf, year: Option<Year>) -> Vec<(Single, [Economy; 2])> {
    match &leaf.whom {
        Whom::State(e) => vec![(Single::State(*e), [*e, *e])],
        Whom::Between(a, b) => vec![(Single::Between(*a, *b), [*a, *b])],
        Whom::Directed(dependent, on) => {
            let at = year.unwrap_or(Year(2024));
            match (dependent.economy(), on.economy()) {
                (Some(a), Some(b)) => vec![(Single::Directed(Dyad { dependent: a, on: b }), [a, b])],
                (Some(a), None) => on
                    .members(at)
                    .into_iter()
                    .filter(|e| *e != a)
                    .map(|b| (Single::Directed(Dyad { dependent: a, on: b }), [a, a]))
                    .collect(),
                (None, Some(b)) => dependent
                    .members(at)
                    .into_iter()
                    .filter(|e| *e != b)
                    .map(|a| (Single::Directed(Dyad { dependent: a, on: b }), [b, b]))
                    .collect(),
                (None, None) => Vec::new(),
            }
        }
    }
}

impl Leaf {
    /// Whether it sums over several economies.
    pub(super) fn sums(&self) -> bool {
        matches!(&self.whom, Whom::Directed(a, b) if !a.single || !b.single)
    }
}
