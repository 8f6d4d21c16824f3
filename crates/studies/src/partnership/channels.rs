//! Equation 2 from the tables: shares, alternatives and accounts of each domain, with year and source.

use super::gather::Fact;
use crate::StudyError;
use crate::brief::{Options, usable_years};
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::substitution::alternatives::{alternatives, reachable_alternatives};
use suzerain_measures::substitution::{Question, Side as Direction};
use suzerain_measures::technology::electronics::ELECTRONICS;
use suzerain_models::partnership::dependence::Domain;
use suzerain_models::partnership::dependence_path::clip;
use suzerain_models::partnership::start::Channel;
use suzerain_solvers::logit::logit;
use suzerain_tables::figure::{Domain as FigureDomain, Dyad, Figure};
use suzerain_tables::sanctions::Sanctions;
use suzerain_tables::store::TableFile;
use suzerain_tables::variables::GDP_CURRENT;
use suzerain_tables::{Economy, Year, YearRange};

/// Chapter of fuels in the Harmonized System.
const ENERGY: &str = "27";
/// Years of history that move a share's variance.
const HISTORY: i16 = 20;
/// Years over which arms are taken together.
const ARMS_YEARS: i16 = 5;

/// What a domain is read from.
struct Source<'a> {
    domain: Domain,
    direction: Direction,
    tables: Vec<&'a TableFile>,
    energy: bool,
    items: Items,
}

/// The states that sanction anybody, and the lists the alternatives are measured under.
pub struct West {
    members: Vec<Economy>,
    text: String,
}

impl West {
    /// The senders of the loaded list of sanctions.
    #[must_use]
    pub fn new(world: &World<'_>) -> Self {
        let facts = world.library().sanctions().facts();
        let mut members: Vec<Economy> = facts.iter().flat_map(|f| f.senders.iter().copied()).collect();
        members.sort_unstable();
        members.dedup();
        let codes: Vec<String> = members.iter().map(|e| format!("{:?}", e.code())).collect();
        Self { members, text: codes.join(", ") }
    }

    /// Whether any state sanctions.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// All of them sanction `target`, always, itself and `other` apart.
    fn all_against(&self, target: Economy, other: Economy) -> Sanctions {
        let codes: Vec<&str> = self.text.split(", ").collect();
        let apart = [format!("{:?}", target.code()), format!("{:?}", other.code())];
        let senders: Vec<&str> = codes.into_iter().filter(|c| !apart.iter().any(|a| a == c)).collect();
        let text = format!(
            "[[sanction]]\nsenders = [{}]\ntarget = {:?}\nfrom = '1816-01'\nsource = 'assumed'",
            senders.join(", "),
            target.code()
        );
        Sanctions::parse(&text).unwrap_or_default()
    }

    /// Part of them that sanctions `target` in a year, 0 to 1.
    #[must_use]
    pub fn against(&self, sanctions: &Sanctions, target: Economy, year: Year) -> f64 {
        let others = self.members.iter().filter(|e| **e != target);
        let holding = others.clone().filter(|e| sanctions.holds(**e, target, year)).count();
        if others.clone().count() == 0 { 0.0 } else { holding as f64 / others.count() as f64 }
    }

    /// The last year before any of them sanctioned `target`.
    fn year_before(&self, sanctions: &Sanctions, target: Economy, year: Year) -> Year {
        let first = sanctions.facts().iter().filter(|f| f.target == target).map(|f| f.from.year).min();
        first.map_or(year, |first| year.min(first.plus(-1)))
    }
}

fn codes(books: &Books, source: &Source<'_>) -> Vec<Items> {
    if !source.energy {
        return vec![source.items.clone()];
    }
    let mut codes: Vec<&String> = books.item_codes().iter().filter(|c| c.starts_with(ENERGY)).collect();
    codes.sort();
    codes.into_iter().map(|c| Items::One(c.clone())).collect()
}

/// The other side's share, and the total it is of in thousand US dollars; none where either is unknown or nothing is traded.
fn share(books: &Books, d: Dyad, direction: Direction, items: &[Items], year: Year) -> Option<(f64, f64)> {
    let (mut flow, mut total) = (0.0, 0.0);
    for item in items {
        let (with, all) = match direction {
            Direction::Buying => (books.flow(d.on, d.dependent, year, item), books.imports(d.dependent, year, item)),
            Direction::Selling => (books.flow(d.dependent, d.on, year, item), books.exports(d.dependent, year, item)),
        };
        flow += with.known()?;
        total += all.value_kusd.known()?;
    }
    (total > 0.0).then(|| (flow / total, total))
}

/// Numerator and denominator of a figure of alternatives.
fn parts(figure: &Figure) -> Option<(f64, f64)> {
    figure.value.known()?;
    Some((figure.inputs.first()?.value, figure.inputs.get(1)?.value))
}

/// Alternatives of all, and the part of them that the sanctioning states hold.
fn others(
    world: &World<'_>,
    table: &TableFile,
    year: Year,
    items: &[Items],
    d: Dyad,
    direction: Direction,
    west: &West,
) -> Result<Option<(f64, f64)>, StudyError> {
    let assumed = west.all_against(d.dependent, d.on);
    let (mut all, mut reached, mut whole) = (0.0, 0.0, 0.0);
    for item in items {
        let market = world.market(table, year, item)?;
        let q =
            Question { market: &market, sanctions: &assumed, domain: FigureDomain::Goods, dyad: d, side: direction };
        if let (Some((a, w)), Some((r, _))) = (parts(&alternatives(&q)), parts(&reachable_alternatives(&q))) {
            (all, reached, whole) = (all + a, reached + r, whole + w);
        }
    }
    Ok((whole > 0.0).then(|| (all / whole, (all - reached) / whole)))
}

/// Share of the sanctioning states in what a side trades.
fn with_west(books: &Books, d: Dyad, direction: Direction, items: &[Items], year: Year, west: &West) -> Option<f64> {
    let exports = direction == Direction::Selling;
    let (mut theirs, mut total) = (0.0, 0.0);
    for item in items {
        for (partner, value) in books.by_partner(d.dependent, exports, year, item) {
            total += value;
            if partner != d.on && west.members.contains(&partner) {
                theirs += value;
            }
        }
    }
    (total > 0.0).then(|| theirs / total)
}

/// Yearly changes of the logit of the share, of the table with the longest history.
fn changes(
    world: &World<'_>,
    source: &Source<'_>,
    d: Dyad,
    options: &Options,
) -> Result<(Vec<f64>, Option<String>), StudyError> {
    let mut best: (Vec<f64>, Option<String>) = (Vec::new(), None);
    for table in &source.tables {
        let books = world.books(table, source.energy)?;
        let years = usable_years(&books, world, options).0;
        let items = codes(&books, source);
        let Some(last) = years.last().copied() else { continue };
        let known: Vec<(Year, f64)> = years
            .iter()
            .filter(|y| last.since(**y) <= HISTORY)
            .filter_map(|y| share(&books, d, source.direction, &items, *y).map(|(s, _)| (*y, logit(clip(s).0))))
            .collect();
        let found: Vec<f64> = known.windows(2).filter(|w| w[1].0.since(w[0].0) == 1).map(|w| w[1].1 - w[0].1).collect();
        if found.len() > best.0.len() {
            best = (found, Some(table.meta().source.clone()));
        }
    }
    Ok(best)
}

/// A side's accounts: use and product in thousand US dollars, and the trade of the domains.
struct Accounts {
    values: [f64; 6],
}

fn accounts(world: &World<'_>, d: Dyad, year: Year, options: &Options) -> Result<Accounts, StudyError> {
    let mut values = [f64::NAN; 6];
    // Arms and finance take their weight from priors.
    (values[Domain::Arms as usize], values[Domain::Finance as usize]) = (0.0, 0.0);
    let me = d.dependent;
    let mut product = f64::NAN;
    for table in world.indicators()? {
        let Some(series) = table.series(GDP_CURRENT, me) else { continue };
        if let Some((_, usd)) = series.range(..=year).next_back() {
            product = usd / 1000.0;
            break;
        }
    }
    let mut goods = (f64::NAN, f64::NAN);
    for table in world.goods_tables() {
        if table.meta().universe.as_deref() == Some("reported") {
            continue;
        }
        let books = world.books(table, false)?;
        let Some(last) = usable_years(&books, world, options).0.last().copied() else { continue };
        let totals = [books.imports(me, last, &Items::Goods), books.exports(me, last, &Items::Goods)];
        if let [Some(bought), Some(sold)] = totals.map(|t| t.value_kusd.known()) {
            goods = (bought, sold);
            break;
        }
    }
    let (mut used, mut technology) = (f64::NAN, f64::NAN);
    if let Some(table) = world.sector_tables().into_iter().next() {
        let books = world.books(table, false)?;
        if let Some(last) = usable_years(&books, world, options).0.last().copied() {
            let all: f64 = books
                .item_codes()
                .iter()
                .map(|c| {
                    let item = Items::One(c.clone());
                    let own = books.flow(me, me, last, &item).known().unwrap_or(0.0);
                    own + books.imports(me, last, &item).value_kusd.known().unwrap_or(0.0)
                })
                .sum();
            if all > 0.0 {
                used = all;
                technology =
                    books.imports(me, last, &Items::One(ELECTRONICS.to_owned())).value_kusd.known().unwrap_or(f64::NAN);
            }
        }
    }
    let mut energy = f64::NAN;
    if let Some(table) = world.product_tables().into_iter().next() {
        let books = world.books(table, true)?;
        let source = energy_source(vec![table]);
        if let Some(last) = usable_years(&books, world, options).0.last().copied() {
            energy = codes(&books, &source)
                .iter()
                .map(|i| books.exports(me, last, i).value_kusd.known().unwrap_or(f64::NAN))
                .sum();
        }
    }
    // Without a table of use, product stands for it.
    let base = if used.is_nan() { product } else { used };
    let less = |whole: f64, part: f64| if part.is_nan() { whole } else { (whole - part).max(0.0) };
    values[Domain::Goods as usize] = less(goods.0, technology) / base;
    values[Domain::Technology as usize] = technology / base;
    values[Domain::EnergySales as usize] = energy / product;
    values[Domain::GoodsSales as usize] = less(goods.1, energy) / product;
    Ok(Accounts { values })
}

fn energy_source(tables: Vec<&TableFile>) -> Source<'_> {
    Source { domain: Domain::EnergySales, direction: Direction::Selling, tables, energy: true, items: Items::Goods }
}

/// Goods tables whose totals are the world's, and those of sectors.
fn goods_tables<'a>(world: &World<'a>) -> Vec<&'a TableFile> {
    world.goods_tables().into_iter().filter(|t| t.meta().universe.as_deref() != Some("reported")).collect()
}

/// Every domain of one side, with what each was read from and why others are unknown.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn channels(
    world: &World<'_>,
    d: Dyad,
    west: &West,
    options: &Options,
    facts: &mut Vec<Fact>,
) -> Result<[Channel; 6], StudyError> {
    let one = |domain, direction, tables, items| Source { domain, direction, tables, energy: false, items };
    let sectors = world.sector_tables().into_iter().take(1).collect();
    let sources = [
        one(Domain::Goods, Direction::Buying, goods_tables(world), Items::Goods),
        one(Domain::Technology, Direction::Buying, sectors, Items::One(ELECTRONICS.to_owned())),
        energy_source(world.product_tables().into_iter().take(1).collect()),
        one(Domain::GoodsSales, Direction::Selling, goods_tables(world), Items::Goods),
    ];
    let mut out: [Channel; 6] = std::array::from_fn(|_| Channel::UNKNOWN);
    let mut newest: Option<Year> = None;
    for source in &sources {
        let Some(found) = channel(world, source, d, west, options)? else {
            facts.push(Fact::missing(d, source.domain, "no loaded table tells what the two traded of it"));
            continue;
        };
        newest = newest.max(Some(found.1));
        facts.push(Fact::share(d, source.domain, &found.0, found.1, &found.2));
        out[source.domain as usize] = found.0;
    }
    if let Some((channel, year, source)) = arms(world, d, west, options)? {
        facts.push(Fact::share(d, Domain::Arms, &channel, year, &source));
        out[Domain::Arms as usize] = channel;
    } else {
        facts.push(Fact::missing(d, Domain::Arms, "no whole register of arms is loaded: suzerain import sipri"));
    }
    facts.push(Fact::missing(d, Domain::Finance, "no loaded source gives the reserves of both sides by currency"));
    let accounts = accounts(world, d, newest.or(options.year).unwrap_or(Year(i16::MAX)), options)?;
    for domain in Domain::ALL {
        let channel = &mut out[domain as usize];
        channel.account = accounts.values[domain as usize];
        if channel.known() && channel.account.is_nan() {
            facts.push(Fact::missing(d, domain, "no product or use to weigh it by"));
            channel.alternatives = f64::NAN;
        }
    }
    Ok(out)
}

/// One domain of one side: the channel, its year and source.
fn channel(
    world: &World<'_>,
    source: &Source<'_>,
    d: Dyad,
    west: &West,
    options: &Options,
) -> Result<Option<(Channel, Year, String)>, StudyError> {
    for table in &source.tables {
        let books = world.books(table, source.energy)?;
        let items = codes(&books, source);
        let years = usable_years(&books, world, options).0;
        let found = years.iter().rev().find_map(|y| share(&books, d, source.direction, &items, *y).map(|s| (*y, s.0)));
        let Some((year, share)) = found else { continue };
        let (alternatives, west_of_world) =
            others(world, table, year, &items, d, source.direction, west)?.unwrap_or((f64::NAN, f64::NAN));
        let sanctions = world.library().sanctions();
        let before = west.year_before(sanctions, d.dependent, year);
        let mut west_of_own = with_west(&books, d, source.direction, &items, before, west);
        for other in &source.tables {
            if west_of_own.is_some() {
                break;
            }
            let books = world.books(other, source.energy)?;
            let items = codes(&books, source);
            west_of_own = with_west(&books, d, source.direction, &items, before, west);
        }
        let channel = Channel {
            share,
            alternatives,
            west_of_world,
            west_of_own: west_of_own.unwrap_or(f64::NAN),
            account: f64::NAN,
            changes: changes(world, source, d, options)?.0,
        };
        return Ok(Some((channel, year, table.meta().source.clone())));
    }
    Ok(None)
}

/// Arms from a whole register: shares of five years.
fn arms(
    world: &World<'_>,
    d: Dyad,
    west: &West,
    options: &Options,
) -> Result<Option<(Channel, Year, String)>, StudyError> {
    for register in world.arms()? {
        let Some(window) = register.window(d.dependent, d.on) else { continue };
        let Some(year) = options.latest(window) else { continue };
        let Some(share) = register.share_to(d, year).value.known() else { continue };
        let years = YearRange::new(year.plus(1 - ARMS_YEARS), year);
        let mut exports: BTreeMap<Economy, f64> = BTreeMap::new();
        for row in register.rows.iter().filter(|r| years.contains(r.year) && r.supplier != d.dependent) {
            *exports.entry(row.supplier).or_insert(0.0) += row.tiv_m;
        }
        let all: f64 = exports.values().sum();
        let held = |keep: &dyn Fn(Economy) -> bool| -> f64 {
            exports.iter().filter(|(e, _)| **e != d.on && keep(**e)).map(|(_, v)| v).sum::<f64>() / all
        };
        let theirs = held(&|e| west.members.contains(&e));
        let channel = Channel {
            share,
            alternatives: held(&|_| true),
            west_of_world: theirs,
            west_of_own: f64::NAN,
            account: 0.0,
            changes: Vec::new(),
        };
        return Ok(Some((channel, year, register.meta.source.clone())));
    }
    Ok(None)
}

/// A share of a state's imports of energy.
#[derive(Clone, Debug, PartialEq)]
pub struct Energy {
    /// The share.
    pub share: f64,
    /// Yearly changes of its logit.
    pub changes: Vec<f64>,
    /// Its year.
    pub year: Year,
    /// Short name of the table.
    pub source: String,
}

/// A side's share of the other's purchases of energy, with its yearly changes, year and source.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn energy_bought(world: &World<'_>, d: Dyad, options: &Options) -> Result<Option<Energy>, StudyError> {
    let source =
        Source { direction: Direction::Buying, ..energy_source(world.product_tables().into_iter().take(1).collect()) };
    for table in &source.tables {
        let books = world.books(table, true)?;
        let items = codes(&books, &source);
        let years = usable_years(&books, world, options).0;
        let found = years.iter().rev().find_map(|y| share(&books, d, source.direction, &items, *y).map(|s| (*y, s.0)));
        if let Some((year, share)) = found {
            let changes = changes(world, &source, d, options)?.0;
            let source = table.meta().source.clone();
            return Ok(Some(Energy { share, changes, year, source }));
        }
    }
    Ok(None)
}

/// Years in a row up to the newest in which the other side's share of electronics exceeded `share` and reachable alternatives
/// stayed below `alternatives`.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn locked_years(
    world: &World<'_>,
    d: Dyad,
    (most, least): (f64, f64),
    options: &Options,
) -> Result<usize, StudyError> {
    let Some(table) = world.sector_tables().into_iter().next() else { return Ok(0) };
    let books = world.books(table, false)?;
    let items = Items::One(ELECTRONICS.to_owned());
    let mut run = 0;
    for year in usable_years(&books, world, options).0.iter().rev() {
        let Some((s, _)) = share(&books, d, Direction::Buying, std::slice::from_ref(&items), *year) else { break };
        if s <= most {
            break;
        }
        let market = world.market(table, *year, &items)?;
        let q = Question {
            market: &market,
            sanctions: world.library().sanctions(),
            domain: FigureDomain::Technology,
            dyad: d,
            side: Direction::Buying,
        };
        if reachable_alternatives(&q).value.known().is_none_or(|alt| alt >= least) {
            break;
        }
        run += 1;
    }
    Ok(run)
}

/// The history of a share in one table.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Domain; the weaker side's energy in the stronger one's imports has none.
    pub domain: Option<Domain>,
    /// Short name of the table.
    pub source: String,
    /// Logit of the share by year.
    pub logits: BTreeMap<i16, f64>,
}

/// Histories of the shares of `d.dependent`'s trade that are with `d.on`, and of `d.dependent`'s share in the energy that `d.on`
/// imports, each in the table with the most years.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn histories(world: &World<'_>, d: Dyad) -> Result<Vec<History>, StudyError> {
    let one = |domain, direction, tables, items| Source { domain, direction, tables, energy: false, items };
    let products = || world.product_tables().into_iter().take(1).collect();
    let sectors = world.sector_tables().into_iter().take(1).collect();
    let sources = [
        (Some(Domain::Goods), d, one(Domain::Goods, Direction::Buying, goods_tables(world), Items::Goods)),
        (
            Some(Domain::Technology),
            d,
            one(Domain::Technology, Direction::Buying, sectors, Items::One(ELECTRONICS.to_owned())),
        ),
        (Some(Domain::EnergySales), d, energy_source(products())),
        (Some(Domain::GoodsSales), d, one(Domain::GoodsSales, Direction::Selling, goods_tables(world), Items::Goods)),
        (None, d.reversed(), Source { direction: Direction::Buying, ..energy_source(products()) }),
    ];
    let mut out = Vec::new();
    for (domain, d, source) in sources {
        let mut best = History { domain, source: String::new(), logits: BTreeMap::new() };
        for table in &source.tables {
            let books = world.books(table, source.energy)?;
            let items = codes(&books, &source);
            let logits: BTreeMap<i16, f64> = usable_years(&books, world, &Options::default())
                .0
                .into_iter()
                .filter_map(|y| share(&books, d, source.direction, &items, y).map(|(s, _)| (y.0, logit(clip(s).0))))
                .collect();
            if logits.len() > best.logits.len() {
                best = History { domain, source: table.meta().source.clone(), logits };
            }
        }
        if !best.logits.is_empty() {
            out.push(best);
        }
    }
    Ok(out)
}
