//! Finance that a side takes from the other: who lends to it, invests in it, or issues what its reserves are held in.
//!
//! The first basis of a list that covers both sides is taken for both, so that the two are of one kind: claims of banks by
//! location, then by nationality, inward direct investment, portfolio assets that others hold in the side (all from the
//! user's tables of positions), reserves by currency. A cell that the publisher withholds is missing, and so is a whole of
//! which a part is withheld.

use super::{Found, West, pushes};
use crate::StudyError;
use crate::brief::Options;
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_measures::finance::reserve_share::{currency_of, year_of};
use suzerain_models::partnership::dependence_path::{History, clip};
use suzerain_models::partnership::power::Series;
use suzerain_models::partnership::start::Channel;
use suzerain_solvers::logit::logit;
use suzerain_tables::figure::Dyad;
use suzerain_tables::positions::{self, Position, Variable};
use suzerain_tables::reserves::{self, ReserveShare};
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Year};

/// Bases in positions, in the order in which they are asked, with what they are called.
const POSITIONS: [(Variable, &str); 4] = [
    (Variable::BankClaims, "claims of banks by location"),
    (Variable::BankClaimsConsolidated, "claims of banks by nationality"),
    (Variable::DirectInward, "inward direct investment"),
    (Variable::PortfolioAssets, "portfolio assets held by others"),
];

/// Part of the world's reserves that a list by currency must hold.
const WHOLE: f64 = 0.95;

/// What would fill the domain.
const FILL: &str = "no loaded source tells it of both sides: import bis-lbs, bis-cbs, cdis or cpis, or add reserves by currency of both, then --data DIR";

/// Finance of the two sides, in the order of the pair; why there is none.
pub type Finance = [Result<Found, String>; 2];

/// What each taker has from each giver, by year: the whole where the publisher says, or where nothing is withheld.
struct Flows {
    cells: BTreeMap<(Year, Economy), BTreeMap<Economy, Option<f64>>>,
    totals: BTreeMap<(Year, Economy), Option<f64>>,
}

impl Flows {
    fn new(rows: &[Position], variable: Variable) -> Self {
        let mut out = Self { cells: BTreeMap::new(), totals: BTreeMap::new() };
        for row in rows.iter().filter(|r| r.variable == variable) {
            let value = row.value.as_ref().ok().copied();
            match (variable, row.counterpart) {
                // The owner's assets are what the counterpart takes.
                (Variable::PortfolioAssets, Some(taker)) => {
                    out.cells.entry((row.year, taker)).or_default().insert(row.owner, value);
                }
                (Variable::PortfolioAssets, None) => (),
                (_, Some(giver)) => {
                    out.cells.entry((row.year, row.owner)).or_default().insert(giver, value);
                }
                (_, None) => {
                    out.totals.insert((row.year, row.owner), value);
                }
            }
        }
        out
    }

    fn total(&self, taker: Economy, year: Year) -> Option<f64> {
        match self.totals.get(&(year, taker)) {
            Some(total) => *total,
            None => self.cells.get(&(year, taker))?.values().copied().sum::<Option<f64>>(),
        }
    }

    fn share(&self, d: Dyad, year: Year) -> Option<f64> {
        let with = (*self.cells.get(&(year, d.dependent))?.get(&d.on)?)?;
        let all = self.total(d.dependent, year)?;
        (with >= 0.0 && all > 0.0 && with <= all).then(|| with / all)
    }

    /// Part of what the world is given that `keep` gives, the dependent side's own giving apart.
    fn supplied(&self, d: Dyad, year: Year, keep: impl Fn(Economy) -> bool) -> f64 {
        let (mut kept, mut whole) = (0.0, 0.0);
        for ((_, _), givers) in self.cells.iter().filter(|((y, _), _)| *y == year) {
            for (giver, value) in givers.iter().filter(|(g, _)| **g != d.dependent) {
                let value = value.unwrap_or(0.0).max(0.0);
                whole += value;
                kept += if *giver != d.on && keep(*giver) { value } else { 0.0 };
            }
        }
        if whole > 0.0 { kept / whole } else { f64::NAN }
    }

    fn years(&self, d: Dyad, options: &Options) -> Vec<Year> {
        let mut years: Vec<Year> = self
            .cells
            .keys()
            .filter(|(y, e)| *e == d.dependent && options.year.is_none_or(|l| *y <= l))
            .map(|k| k.0)
            .collect();
        years.dedup();
        years
    }

    fn found(&self, world: &World<'_>, d: Dyad, west: &West, source: &str, options: &Options) -> Option<Found> {
        let known: Vec<(Year, f64)> =
            self.years(d, options).into_iter().filter_map(|y| Some((y, self.share(d, y)?))).collect();
        let (year, share) = known.last().copied()?;
        let logits: Series = known.iter().map(|(y, s)| (y.0, logit(clip(*s).0))).collect();
        let earlier = west.year_before(world.library().sanctions(), d.dependent, year);
        let own = self.cells.get(&(earlier, d.dependent)).zip(self.total(d.dependent, earlier));
        let west_of_own = own.map_or(f64::NAN, |(givers, all)| {
            let theirs = givers.iter().filter(|(g, _)| **g != d.on && west.members.contains(g));
            theirs.filter_map(|(_, v)| *v).sum::<f64>() / all
        });
        let channel = Channel {
            share,
            alternatives: self.supplied(d, year, |_| true),
            west_of_world: self.supplied(d, year, |e| west.members.contains(&e)),
            west_of_own,
            ..Channel::UNKNOWN
        };
        let pushes = pushes(world, west, d.dependent, west_of_own, &logits);
        Some(Found { channel, year, source: source.to_owned(), own: History { logits, pushes }, longest: None })
    }
}

/// Reserves of one side by currency: the share in the other's, and what of the world's reserves is in those of third issuers.
fn reserves_of(tables: &[(String, Vec<ReserveShare>)], d: Dyad, west: &West, options: &Options) -> Option<Found> {
    let currency = currency_of(d.on)?;
    let usable =
        |r: &&ReserveShare| r.breakdown == "currency" && options.year.is_none_or(|last| year_of(r.date) <= last);
    let (source, newest) = tables
        .iter()
        .flat_map(|(source, rows)| rows.iter().map(move |r| (source, r)))
        .filter(|(_, r)| usable(r) && r.holder == d.dependent && r.asset == currency)
        .max_by_key(|(_, r)| r.date)?;
    // The world's reserves by currency at the nearest date that lists nearly all of them; the euro counts as one issuer.
    let world: Vec<&ReserveShare> =
        tables.iter().flat_map(|(_, rows)| rows).filter(usable).filter(|r| r.holder.code() == "ROW").collect();
    let listed = |date: i32| world.iter().filter(|r| r.date == date).map(|r| r.share).sum::<f64>();
    let dates = world.iter().map(|r| r.date).filter(|date| listed(*date) >= WHOLE);
    let date = dates.min_by_key(|date| (date - newest.date).abs());
    let own = currency_of(d.dependent);
    let (mut others, mut theirs, mut whole) = (0.0, 0.0, 0.0);
    for r in world.iter().filter(|r| Some(r.date) == date && Some(r.asset.as_str()) != own) {
        whole += r.share;
        if r.asset == currency {
            continue;
        }
        others += r.share;
        let issues = |e: &Economy| currency_of(*e) == Some(r.asset.as_str()) || (e.code() == "DEU" && r.asset == "EUR");
        theirs += if west.members.iter().any(issues) { r.share } else { 0.0 };
    }
    let part = |x: f64| if whole > 0.0 { x / whole } else { f64::NAN };
    let channel =
        Channel { share: newest.share, alternatives: part(others), west_of_world: part(theirs), ..Channel::UNKNOWN };
    let source = format!("{source}, reserves in {currency}");
    Some(Found::single(channel, year_of(newest.date), source))
}

/// Finance of `d.dependent` from `d.on`, and of `d.on` from `d.dependent`, on the first basis that covers both. Where none does,
/// what is known of one side alone is given for it, and the other is missing.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn finance(world: &World<'_>, d: Dyad, west: &West, options: &Options) -> Result<Finance, StudyError> {
    let both = [d, d.reversed()];
    let mut bases: Vec<[Option<Found>; 2]> = Vec::new();
    for table in world.library().of_kind(TableKind::Positions) {
        let rows = positions::read(table)?;
        for (variable, title) in POSITIONS {
            let flows = Flows::new(&rows, variable);
            let source = format!("{}, {title}", table.meta().source);
            bases.push(both.map(|d| flows.found(world, d, west, &source, options)));
        }
    }
    // The order of the list decides, not that of the files.
    let rank = |at: usize| at % POSITIONS.len();
    let mut order: Vec<usize> = (0..bases.len()).collect();
    order.sort_by_key(|at| (rank(*at), *at));
    let mut bases: Vec<[Option<Found>; 2]> = order.into_iter().map(|at| bases[at].clone()).collect();
    let mut tables = Vec::new();
    for table in world.library().of_kind(TableKind::Reserves) {
        tables.push((table.meta().source.clone(), reserves::read(table)?));
    }
    bases.push(both.map(|d| reserves_of(&tables, d, west, options)));
    let full = bases.iter().position(|b| b.iter().all(Option::is_some));
    let half = || bases.iter().position(|b| b.iter().any(Option::is_some));
    let chosen = full.or_else(half).map(|at| bases[at].clone()).unwrap_or([None, None]);
    Ok(chosen.map(|found| found.ok_or_else(|| FILL.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn economy(code: &str) -> Economy {
        Economy::from_code(code).unwrap()
    }

    fn claim(owner: &str, giver: Option<&str>, value: Result<f64, String>, year: i16) -> Position {
        let counterpart = giver.map(economy);
        Position { year: Year(year), owner: economy(owner), counterpart, variable: Variable::BankClaims, value }
    }

    #[test]
    fn claims_make_shares_and_alternatives_and_what_is_withheld_is_missing() {
        let d = Dyad { dependent: economy("RUS"), on: economy("CHN") };
        let mut rows = vec![
            claim("RUS", Some("CHN"), Ok(20.0), 2022),
            claim("RUS", Some("DEU"), Ok(60.0), 2022),
            claim("IND", Some("DEU"), Ok(100.0), 2022),
            claim("IND", Some("CHN"), Ok(40.0), 2022),
            claim("IND", Some("RUS"), Ok(10.0), 2022),
        ];
        let flows = |rows: &[Position]| Flows::new(rows, Variable::BankClaims);
        assert_eq!(flows(&rows).share(d, Year(2022)), Some(0.25));
        // Of 220 that others than Russia give, 160 come from neither of the two.
        assert!((flows(&rows).supplied(d, Year(2022), |_| true) - 160.0 / 220.0).abs() < 1e-12);
        rows.push(claim("RUS", Some("CYP"), Err("confidential".into()), 2022));
        assert_eq!(flows(&rows).share(d, Year(2022)), None, "a part of the whole is withheld");
        rows.push(claim("RUS", None, Ok(100.0), 2022));
        assert_eq!(flows(&rows).share(d, Year(2022)), Some(0.2), "the publisher says the whole");
        assert_eq!(flows(&rows).share(d, Year(2021)), None);
    }

    #[test]
    fn reserves_in_the_others_currency_count_against_those_of_third_issuers() {
        let d = Dyad { dependent: economy("RUS"), on: economy("CHN") };
        let row = |holder: &str, asset: &str, share: f64, date: i32| ReserveShare {
            date,
            holder: economy(holder),
            breakdown: "currency".into(),
            asset: asset.into(),
            share,
            basis: "test".into(),
        };
        let rows = vec![
            row("RUS", "CNY", 0.14, 20_180_630),
            row("RUS", "CNY", 0.17, 20_220_101),
            row("ROW", "CNY", 0.03, 20_211_231),
            row("ROW", "USD", 0.75, 20_211_231),
            row("ROW", "EUR", 0.2, 20_211_231),
            row("ROW", "USD", 0.1, 20_231_231),
        ];
        let west = West { members: vec![economy("USA"), economy("DEU")], text: String::new() };
        let tables = vec![("t".to_owned(), rows)];
        let at = |year| reserves_of(&tables, d, &west, &Options { year, ..Options::default() });
        let now = at(None).unwrap();
        assert_eq!((now.channel.share, now.year), (0.17, Year(2022)));
        assert!((now.channel.alternatives - 0.95 / 0.98).abs() < 1e-12, "a list of one currency is not the world");
        assert!((now.channel.west_of_world - 0.95 / 0.98).abs() < 1e-12);
        let earlier = at(Some(Year(2018))).unwrap();
        assert!(earlier.channel.share == 0.14 && earlier.channel.alternatives.is_nan(), "no list of the world by then");
        assert!(reserves_of(&tables, d.reversed(), &west, &Options::default()).is_none(), "no list of roubles");
    }
}
