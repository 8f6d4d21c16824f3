//! Hierarchy: how far each of the two has handed its security and its economy to the other.

use super::{Options, unfilled};
use crate::StudyError;
use crate::page::{Block, Cell, Section};
use crate::world::{World, source_ref};
use std::collections::BTreeMap;
use std::rc::Rc;
use suzerain_measures::alignment::similarity::Ties;
use suzerain_measures::books::Items;
use suzerain_measures::power::hierarchy::{
    ALLIANCES, ANCHOR, Component, ECONOMIC, SECURITY, TRADE, TROOPS, allies, component, independence, major_powers,
    mean, relative_trade,
};
use suzerain_measures::system::members;
use suzerain_tables::dyadic::{self, DyadValue};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, SourceRef, Status, Subject, Unit};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::variables::{GDP_CURRENT, POPULATION};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange};

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("hierarchy", "Hierarchy (Lake 2009): components", Domain::Power);
    let mut rows = Vec::new();
    let mut goods = Goods::default();
    for direction in [dyad, dyad.reversed()] {
        let parts = [
            alliances(world, direction, options)?,
            from_user(world, direction, options, dyadic::TROOPS)?,
            relative(world, direction, options, &mut goods)?,
            from_user(world, direction, options, dyadic::ANCHOR)?,
        ];
        let security = mean(&SECURITY, direction, [&parts[0], &parts[1]]);
        let economic = mean(&ECONOMIC, direction, [&parts[2], &parts[3]]);
        let cells = parts.into_iter().chain([security, economic]).map(|f| Cell::Figure(section.add(options.aged(f))));
        let who = format!("{} under {}", direction.dependent.code(), direction.on.code());
        rows.push(std::iter::once(Cell::Text(who)).chain(cells.collect::<Vec<_>>()).collect());
    }
    section.blocks.push(Block::Table {
        title: "Share of the largest value in the base year".into(),
        columns: ["", "alliances", "troops", "trade", "exchange rate", "security", "economy"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    });
    section.note("Security is the mean of alliances and troops, economy of trade and exchange rate; neither is formed from a part. Troops and exchange rates: suzerain import dyadic FILE --into DIR.");
    Ok(section)
}

fn missing(measure: &'static str, dyad: Dyad, year: Year, why: Missing) -> Figure {
    let mut f = Figure::new(measure, Domain::Power, Subject::Directed(dyad), year, Unit::Index);
    f.value = Observation::Missing(why);
    f
}

fn alliances(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Figure, StudyError> {
    let (Some(ties), Some(system)) = (world.ties()?, world.capabilities()?) else {
        let fill = "Alliance Treaty Obligations and Provisions (ATOP): suzerain import atop FILE --into DIR";
        return Ok(unfilled(ALLIANCES.id, Domain::Power, Subject::Directed(dyad), Unit::Index, options, fill));
    };
    let Some(year) = ties.shared(dyad.dependent, dyad.on).and_then(|window| options.latest(window)) else {
        return Ok(missing(ALLIANCES.id, dyad, options.year.unwrap_or(suzerain_tables::figure::NO_YEAR), Missing::Gap));
    };
    let raw = |ties: &Ties, d: Dyad| {
        let (tied, independent) = allies(ties, d, year);
        independence(tied, u32::try_from(independent.len()).unwrap_or(u32::MAX))
    };
    // A tie to a major power and no other ally is 1, the most there can be; the year says whether any has it.
    let system = members(&system, year);
    let maximum = major_powers(year)
        .flat_map(|on| system.iter().filter(move |r| **r != on).map(move |r| Dyad { dependent: *r, on }))
        .map(|d| raw(&ties, d))
        .fold(0.0, f64::max);
    let independent = allies(&ties, dyad, year).1.len();
    let flags = vec![Flag::Remark(format!("independent-allies:{independent}").into())];
    let sources = vec![source_ref(ties.meta())];
    let raw = Observation::Known(raw(&ties, dyad));
    Ok(component(
        &ALLIANCES,
        dyad,
        year,
        Component { raw, maximum, base: year, sources, status: Status::Observed, flags },
    ))
}

/// Trade over product of `r` with `m`, from sums of goods by ordered pair in thousand dollars.
fn ratio(sums: &Sums, gdp: &Indicators, r: Economy, m: Economy, year: Year) -> Option<f64> {
    let traded = [(r, m), (m, r)].map(|pair| sums.get(&pair).copied());
    let product = gdp.get(GDP_CURRENT, r, year).known().filter(|usd| *usd > 0.0)?;
    (traded != [None, None]).then(|| traded.into_iter().flatten().sum::<f64>() * 1e3 / product)
}

/// All goods of a year by ordered pair, in thousand dollars.
type Sums = BTreeMap<(Economy, Economy), f64>;

/// Sums by table and year: both directions mostly read the same.
#[derive(Default)]
struct Goods(BTreeMap<(String, Year), Rc<Sums>>);

impl Goods {
    fn of(&mut self, table: &TableFile, year: Year) -> Result<Rc<Sums>, StudyError> {
        let key = (table.meta().source.clone(), year);
        if let Some(known) = self.0.get(&key) {
            return Ok(known.clone());
        }
        let filter = FlowFilter { years: Some(YearRange::new(year, year)), touching: Vec::new(), quantities: false };
        let flows = trade::read(table, &filter)?;
        let classification = table.meta().classification;
        let mut sums = Sums::new();
        for row in (0..flows.len()).filter(|row| flows.year[*row] == year) {
            let item = &flows.item_codes[usize::from(flows.item[row])];
            let (from, to) = (flows.exporter[row], flows.importer[row]);
            if from != to && classification.is_none_or(|c| c.is_goods(item)) {
                *sums.entry((from, to)).or_insert(0.0) += flows.value_kusd[row];
            }
        }
        let sums = Rc::new(sums);
        self.0.insert(key, sums.clone());
        Ok(sums)
    }
}

fn relative(world: &World<'_>, dyad: Dyad, options: &Options, goods: &mut Goods) -> Result<Figure, StudyError> {
    let (r, c) = (dyad.dependent, dyad.on);
    let nothing = || missing(TRADE.id, dyad, options.year.unwrap_or(suzerain_tables::figure::NO_YEAR), Missing::Gap);
    let Some(gdp) = world.with_variable(GDP_CURRENT)? else { return Ok(nothing()) };
    let mut unknown = None;
    for table in world.goods_tables() {
        let books = world.books(table, false)?;
        let has_product = |y: &Year| gdp.get(GDP_CURRENT, r, *y).known().is_some();
        let covered: Vec<Year> = books.window().into_iter().flat_map(YearRange::iter).filter(has_product).collect();
        let traded = |y: &Year| [(r, c), (c, r)].map(|(x, m)| books.flow(x, m, *y, &Items::Goods).known().is_some());
        let Some(year) = options.latest_of(covered.iter().copied().filter(|y| traded(y) == [true, true])) else {
            if let (None, Some(year)) = (&unknown, options.latest_of(covered)) {
                let why = [(r, c), (c, r)].map(|(x, m)| books.flow(x, m, year, &Items::Goods));
                let why = why.into_iter().find_map(|flow| match flow {
                    Observation::Missing(why) => Some(why),
                    Observation::Known(_) => None,
                });
                unknown = Some(missing(TRADE.id, dyad, year, why.unwrap_or(Missing::Gap)));
            }
            continue;
        };
        let sums = goods.of(table, year)?;
        let majors: Vec<Economy> = major_powers(year).collect();
        let beyond = |r: Economy, c: Economy| {
            let others: Vec<f64> =
                majors.iter().filter(|m| ![r, c].contains(m)).filter_map(|m| ratio(&sums, &gdp, r, *m, year)).collect();
            Some(relative_trade(ratio(&sums, &gdp, r, c, year)?, &others))
        };
        let everybody = gdp.meta().coverage.economies(GDP_CURRENT).map(|(e, _)| e).filter(|e| e.is_state());
        let maximum = everybody
            .flat_map(|r| majors.iter().map(move |m| (r, *m)))
            .filter(|(r, m)| r != m)
            .filter_map(|(r, m)| beyond(r, m))
            .fold(0.0, f64::max);
        let silent = |m: &&Economy| ![r, c].contains(m) && books.flow(r, **m, year, &Items::Goods).known().is_none();
        let lacking: Vec<Economy> = majors.iter().filter(silent).copied().collect();
        let (status, mut flags) = books.standing(r, c, year);
        if !lacking.is_empty() {
            flags.push(Flag::Incomplete(lacking));
        }
        let raw = beyond(r, c).map_or(Observation::Missing(Missing::Gap), Observation::Known);
        let sources: Vec<SourceRef> = vec![books.source(), source_ref(gdp.meta())];
        return Ok(component(&TRADE, dyad, year, Component { raw, maximum, base: year, sources, status, flags }));
    }
    Ok(unknown.unwrap_or_else(nothing))
}

/// Troops or exchange rate, from a dyadic table of the user's.
fn from_user(world: &World<'_>, dyad: Dyad, options: &Options, variable: &'static str) -> Result<Figure, StudyError> {
    let definition = if variable == dyadic::TROOPS { &TROOPS } else { &ANCHOR };
    // Troops are those of C in R; the exchange rate is R's.
    let of_pair = |row: &DyadValue| match variable == dyadic::TROOPS {
        true => (row.from, row.to) == (dyad.on, dyad.dependent),
        false => (row.from, row.to) == (dyad.dependent, dyad.on),
    };
    let people = world.with_variable(POPULATION)?;
    for table in world.library().of_kind(TableKind::Dyadic) {
        let rows = dyadic::read(table, variable)?;
        let Some(year) = options.latest_of(rows.iter().map(|row| row.year)) else { continue };
        let scaled = |row: &DyadValue| {
            if variable != dyadic::TROOPS {
                return Some(row.value);
            }
            let heads = people.as_ref()?.get(POPULATION, row.to, year).known().filter(|n| *n > 0.0)?;
            Some(row.value / heads)
        };
        let in_year = || rows.iter().filter(|row| row.year == year);
        let maximum = in_year().filter_map(scaled).fold(0.0, f64::max);
        // A table that holds other pairs of the year but not this one says nothing of it.
        let raw = in_year().find(|row| of_pair(row)).and_then(scaled);
        let raw = raw.map_or(Observation::Missing(Missing::Gap), Observation::Known);
        let mut sources = vec![source_ref(table.meta())];
        if let Some(people) = people.as_ref().filter(|_| variable == dyadic::TROOPS) {
            sources.push(source_ref(people.meta()));
        }
        let status = table.meta().status.figure();
        return Ok(component(
            definition,
            dyad,
            year,
            Component { raw, maximum, base: year, sources, status, flags: vec![] },
        ));
    }
    let fill = "a table of troops and exchange-rate regimes: suzerain import dyadic FILE --into DIR";
    Ok(unfilled(definition.id, Domain::Power, Subject::Directed(dyad), Unit::Index, options, fill))
}
