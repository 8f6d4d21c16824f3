//! Equation 2 from the tables: shares, alternatives and accounts of each domain, with year and source.

mod accounts;
mod arms;
mod finance;
mod histories;
mod west;

pub use finance::{Finance, finance};
pub use histories::{Told, histories};
pub use west::West;

use super::PartnershipError;
use super::facts::Fact;
use crate::StudyError;
use crate::brief::{Options, usable_years};
use crate::world::World;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::substitution::alternatives::{alternatives, reachable_alternatives};
use suzerain_measures::substitution::{Question, Side as Direction};
use suzerain_measures::technology::electronics::ELECTRONICS;
use suzerain_models::partnership::dependence::{DOMAINS, Domain};
use suzerain_models::partnership::dependence_path::{self, Filtered, History, clip};
use suzerain_models::partnership::power::Series;
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::start::Channel;
use suzerain_solvers::logit::logit;
use suzerain_tables::figure::{Domain as FigureDomain, Dyad, Figure};
use suzerain_tables::store::TableFile;
use suzerain_tables::{Economy, Year};

/// Chapter of fuels in the Harmonized System.
const ENERGY: &str = "27";

/// What a domain is read from.
struct Source<'a> {
    domain: Domain,
    direction: Direction,
    tables: Vec<&'a TableFile>,
    energy: bool,
    items: Items,
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

/// What sanctions did to the trade of `target` into each year of `logits`: their change times the share of the states that sanction.
fn pushes(world: &World<'_>, west: &West, target: Economy, west_of_own: f64, logits: &Series) -> Series {
    let sanctions = world.library().sanctions();
    let (Some((first, _)), Some((last, _))) = (logits.first_key_value(), logits.last_key_value()) else {
        return Series::new();
    };
    let at = |year: i16| west.against(sanctions, target, Year(year));
    let push = |year: i16| (year, (at(year) - at(year - 1)) * west_of_own);
    (first + 1..=*last).map(push).filter(|(_, p)| p.is_finite() && *p != 0.0).collect()
}

/// The history of a share in a table, up to the year of the options.
fn history(
    world: &World<'_>,
    table: &TableFile,
    source: &Source<'_>,
    d: Dyad,
    (west, west_of_own): (&West, f64),
    options: &Options,
) -> Result<History, StudyError> {
    let books = world.books(table, source.energy)?;
    let items = codes(&books, source);
    let of = |y: Year| share(&books, d, source.direction, &items, y).map(|(s, _)| (y.0, logit(clip(s).0)));
    let logits: Series = usable_years(&books, world, options).0.into_iter().filter_map(of).collect();
    let pushes = pushes(world, west, d.dependent, west_of_own, &logits);
    Ok(History { logits, pushes })
}

/// The longest history of a share among the tables of its source.
fn longest(
    world: &World<'_>,
    source: &Source<'_>,
    d: Dyad,
    west: (&West, f64),
    options: &Options,
) -> Result<(String, History), StudyError> {
    let mut best = (String::new(), History::default());
    for table in &source.tables {
        let found = history(world, table, source, d, west, options)?;
        if found.logits.len() > best.1.logits.len() {
            best = (table.meta().source.clone(), found);
        }
    }
    Ok(best)
}

/// The share of `own` at `year` as filtered, moving as the `longest` history moves.
fn filtered(own: &History, longest: &History, year: Year, priors: &Priors) -> Result<Option<Filtered>, StudyError> {
    let moves = longest.moves(year.0, priors).map_err(PartnershipError::from)?;
    Ok(dependence_path::filter(own, year.0, moves, priors).map_err(PartnershipError::from)?)
}

fn energy_source(tables: Vec<&TableFile>) -> Source<'_> {
    Source { domain: Domain::EnergySales, direction: Direction::Selling, tables, energy: true, items: Items::Goods }
}

/// Goods tables whose totals are the world's, and those of sectors.
fn goods_tables<'a>(world: &World<'a>) -> Vec<&'a TableFile> {
    world.goods_tables().into_iter().filter(|t| t.meta().universe.as_deref() != Some("reported")).collect()
}

/// A domain as the tables have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The channel.
    pub channel: Channel,
    /// Year of its share.
    pub year: Year,
    /// Where it was read.
    pub source: String,
    /// Its history in the table that it was read from.
    pub own: History,
    /// The longest history of it in any table, with the table, where that is another.
    pub longest: Option<(String, History)>,
}

impl Found {
    /// A share of which one year is known.
    fn single(channel: Channel, year: Year, source: String) -> Self {
        let own = History { logits: [(year.0, logit(clip(channel.share).0))].into(), pushes: Series::new() };
        Self { channel, year, source, own, longest: None }
    }
}

/// Every domain of one side at `origin`, with what each was read from and why others are unknown; `finance` is what
/// [`finance()`] found for the side.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded or a history cannot be filtered.
pub fn channels(
    world: &World<'_>,
    d: Dyad,
    (west, origin, priors): (&West, Year, &Priors),
    finance: Result<Found, String>,
    options: &Options,
    facts: &mut Vec<Fact>,
) -> Result<[Channel; DOMAINS], StudyError> {
    let one = |domain, direction, tables, items| Source { domain, direction, tables, energy: false, items };
    let sectors = world.sector_tables().into_iter().take(1).collect();
    let sources = [
        one(Domain::Goods, Direction::Buying, goods_tables(world), Items::Goods),
        one(Domain::Technology, Direction::Buying, sectors, Items::One(ELECTRONICS.to_owned())),
        energy_source(world.product_tables().into_iter().take(1).collect()),
        one(Domain::GoodsSales, Direction::Selling, goods_tables(world), Items::Goods),
    ];
    let none = "no loaded table tells what the two traded of it";
    let mut found: Vec<(Domain, Result<Found, String>)> = Vec::new();
    for source in &sources {
        let read = channel(world, source, d, west, options)?;
        found.push((source.domain, read.ok_or_else(|| none.to_owned())));
    }
    let newest = found.iter().filter_map(|(_, f)| f.as_ref().ok().map(|f| f.year)).max();
    let register = arms::arms(world, d, west, options)?;
    let none = "no whole register of arms covers both: suzerain import sipri FILE --into DIR, then --data DIR";
    found.push((Domain::Arms, register.ok_or_else(|| none.to_owned())));
    found.push((Domain::Finance, finance));
    let accounts = accounts::accounts(world, d, newest.or(options.year).unwrap_or(Year(i16::MAX)), options)?;
    let sanctions = world.library().sanctions();
    let mut out: [Channel; DOMAINS] = std::array::from_fn(|_| Channel::UNKNOWN);
    for (domain, read) in found {
        let Found { mut channel, year, source, own, longest } = match read {
            Ok(found) => found,
            Err(why) => {
                facts.push(Fact::missing(d, domain, &why));
                continue;
            }
        };
        facts.push(Fact::share(d, domain, &channel, year, &source));
        channel.filtered = filtered(&own, longest.as_ref().map_or(&own, |l| &l.1), year, priors)?;
        let elsewhere = longest.as_ref().map(|l| l.0.as_str());
        let what = format!("{} on {}: {}", d.dependent, d.on, domain.title());
        facts.extend(Fact::filtered(&what, channel.share, channel.filtered, &source, elsewhere));
        channel.account = accounts[domain as usize];
        channel.age = u16::try_from(origin.since(year)).unwrap_or(0);
        channel.sanctioned_then = west.against(sanctions, d.dependent, year);
        if channel.known() && channel.account.is_nan() {
            facts.push(Fact::missing(d, domain, "no product or use to weigh it by"));
            channel.alternatives = f64::NAN;
        }
        out[domain as usize] = channel;
    }
    Ok(out)
}

/// One domain of one side.
fn channel(
    world: &World<'_>,
    source: &Source<'_>,
    d: Dyad,
    west: &West,
    options: &Options,
) -> Result<Option<Found>, StudyError> {
    for table in &source.tables {
        let books = world.books(table, source.energy)?;
        let items = codes(&books, source);
        let years = usable_years(&books, world, options).0;
        let found = years.iter().rev().find_map(|y| share(&books, d, source.direction, &items, *y).map(|s| (*y, s.0)));
        let Some((year, share)) = found else { continue };
        let (alternatives, west_of_world) =
            others(world, table, year, &items, d, source.direction, west)?.unwrap_or((f64::NAN, f64::NAN));
        let before = west.year_before(world.library().sanctions(), d.dependent, year);
        let mut west_of_own = with_west(&books, d, source.direction, &items, before, west);
        for other in &source.tables {
            if west_of_own.is_some() {
                break;
            }
            let books = world.books(other, source.energy)?;
            let items = codes(&books, source);
            west_of_own = with_west(&books, d, source.direction, &items, before, west);
        }
        let west_of_own = west_of_own.unwrap_or(f64::NAN);
        let channel = Channel { share, alternatives, west_of_world, west_of_own, ..Channel::UNKNOWN };
        let own = history(world, table, source, d, (west, west_of_own), options)?;
        let best = longest(world, source, d, (west, west_of_own), options)?;
        let elsewhere = (best.1.logits.len() > own.logits.len()).then_some(best);
        return Ok(Some(Found { channel, year, source: table.meta().source.clone(), own, longest: elsewhere }));
    }
    Ok(None)
}

/// A share of a state's imports of energy.
#[derive(Clone, Debug, PartialEq)]
pub struct Energy {
    /// The share.
    pub share: f64,
    /// The same given its history.
    pub filtered: Option<Filtered>,
    /// Its year.
    pub year: Year,
    /// Short name of the table.
    pub source: String,
}

/// A side's share of the other's purchases of energy, with its history, year and source.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded or a history cannot be filtered.
pub fn energy_bought(
    world: &World<'_>,
    d: Dyad,
    priors: &Priors,
    options: &Options,
) -> Result<Option<Energy>, StudyError> {
    let source =
        Source { direction: Direction::Buying, ..energy_source(world.product_tables().into_iter().take(1).collect()) };
    for table in &source.tables {
        let books = world.books(table, true)?;
        let items = codes(&books, &source);
        let years = usable_years(&books, world, options).0;
        let found = years.iter().rev().find_map(|y| share(&books, d, source.direction, &items, *y).map(|s| (*y, s.0)));
        if let Some((year, share)) = found {
            // Usefulness moves without a push of sanctions (equation 4 has none).
            let own = history(world, table, &source, d, (&West::none(), 0.0), options)?;
            let filtered = filtered(&own, &own, year, priors)?;
            let source = table.meta().source.clone();
            return Ok(Some(Energy { share, filtered, year, source }));
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
