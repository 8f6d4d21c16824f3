//! What the two have apart from each other and for each other: losses of a rupture (equation 6), arms delivered (equation 4),
//! nuclear arms and rank (equations 6 and 7).

use crate::StudyError;
use crate::brief::{Options, status};
use crate::partnership::facts::Fact;
use crate::rupture;
use crate::scenario::{Direction, Model, Names, Scenario, unplaced};
use crate::world::World;
use suzerain_tables::figure::{Dyad, Subject};
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Year, YearRange};

/// Nuclear-armed states with the year of their first test or weapon (Jo and Gartzke 2007; Kristensen and Korda, yearly).
const NUCLEAR: [(&str, i16); 9] = [
    ("USA", 1945),
    ("RUS", 1949),
    ("GBR", 1952),
    ("FRA", 1960),
    ("CHN", 1964),
    ("ISR", 1967),
    ("IND", 1998),
    ("PAK", 1998),
    ("PRK", 2006),
];

/// Whether a state has nuclear arms in a year.
pub(super) fn nuclear(state: Economy, year: i16) -> bool {
    NUCLEAR.iter().any(|(code, since)| *code == state.code() && *since <= year)
}

/// Losses of both sides when all trade between them stops, as shares of real expenditure, by the one-sector model.
pub(super) fn losses(
    world: &World<'_>,
    dyad: Dyad,
    options: &Options,
    facts: &mut Vec<Fact>,
) -> Result<[f64; 2], StudyError> {
    let names = |e: Economy| -> Names { [e.code()].into_iter().collect() };
    let mut scenario = Scenario::rupture(names(dyad.dependent), names(dyad.on), Direction::Both);
    scenario.models = Some(vec![Model::OneSector]);
    scenario.year = options.year.map(|y| unplaced(y.0));
    let what = |e: Economy| format!("loss of {e} if all trade between the two stops, share of real expenditure");
    let refused = |facts: &mut Vec<Fact>, why: String| {
        for e in [dyad.dependent, dyad.on] {
            facts.push(Fact::unknown(6, what(e), why.clone()));
        }
        Ok([f64::NAN; 2])
    };
    let found = match rupture::of_world(world, &scenario, &mut rupture::Prepared::default()) {
        Ok(found) => found,
        Err(StudyError::NoModel { skipped }) => {
            return refused(facts, skipped.first().map_or_else(String::new, |s| s.reason.to_string()));
        }
        Err(error) => return Err(error),
    };
    let answer = found.answers.first();
    let Some((answer, pair)) = answer.and_then(|a| Some((a, a.pair()?))) else {
        return refused(facts, "the model does not measure both sides".into());
    };
    let (Some(a), Some(b)) = (pair.a.loss_pct, pair.b.loss_pct) else {
        return refused(facts, "the model does not measure both sides".into());
    };
    let year = answer.year.unwrap_or(Year(options.year.map_or(rupture::NEWEST_WORLD, |y| y.0)));
    for (e, loss) in [(dyad.dependent, a), (dyad.on, b)] {
        facts.push(Fact::known(6, what(e), loss / 100.0, year, answer.world.join(" + ")));
    }
    Ok([a / 100.0, b / 100.0])
}

/// Arms that the weaker delivers to the stronger, three years' mean over the highest such mean since the register begins.
pub(super) fn arms(world: &World<'_>, dyad: Dyad, options: &Options, facts: &mut Vec<Fact>) -> Result<f64, StudyError> {
    const YEARS: usize = 3;
    let what = format!("arms of {} for {}, over their peak", dyad.dependent, dyad.on);
    for register in world.arms()? {
        let Some(window) = register.window(dyad.dependent, dyad.on) else { continue };
        let Some(last) = options.latest(window) else { continue };
        let years = YearRange::new(window.first, last);
        let volumes: Vec<f64> =
            years.iter().filter_map(|y| register.volume(dyad.reversed(), y).value.known()).collect();
        let means: Vec<f64> = volumes.windows(YEARS).map(|w| w.iter().sum::<f64>() / YEARS as f64).collect();
        let peak = means.iter().copied().fold(0.0, f64::max);
        let Some(now) = means.last() else { continue };
        let relative = if peak > 0.0 { now / peak } else { 0.0 };
        facts.push(Fact::known(4, what, relative, last, &register.meta.source));
        return Ok(relative);
    }
    facts.push(Fact::unknown(4, what, "no register of arms covers both: suzerain import sipri"));
    Ok(f64::NAN)
}

/// The weaker side's rank of recognition less its rank of capability, over the number of states.
pub(super) fn rank_gap(
    world: &World<'_>,
    dyad: Dyad,
    year: Year,
    facts: &mut Vec<Fact>,
) -> Result<Option<f64>, StudyError> {
    let what = format!("rank of recognition less rank of capability, {}", dyad.dependent);
    let mut newest = None;
    for table in world.library().of_kind(TableKind::Dyadic) {
        let rows = suzerain_tables::dyadic::read(table, suzerain_tables::dyadic::MISSION)?;
        newest = newest.max(rows.iter().map(|r| r.year).filter(|y| *y <= year).max());
    }
    let Some(year) = newest else {
        facts.push(Fact::unknown(7, what, "no missions are loaded: suzerain import diplomatic-exchange"));
        return Ok(None);
    };
    let all = status::in_year(world, year)?;
    let found = all.iter().find(|f| f[0].subject == Subject::State(dyad.dependent)).and_then(|f| f[0].value.known());
    match found {
        Some(gap) => {
            let scaled = gap / all.len() as f64;
            facts.push(Fact::known(7, what, scaled, year, "missions and capabilities"));
            Ok(Some(scaled))
        }
        None => {
            facts.push(Fact::unknown(7, what, "the state has no rank in the loaded missions"));
            Ok(None)
        }
    }
}
