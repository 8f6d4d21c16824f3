//! The components of propensity that the tables hold, each from -1 (apart) to 1 (together).

use super::{BlocsError, Question, records};
use crate::StudyError;
use crate::world::{World, source_ref};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_measures::alignment::un_agreement::agreement;
use suzerain_models::coalition::propensity::Component;
use suzerain_tables::classification::Classification;
use suzerain_tables::figure::SourceRef;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::interstate::Interstate;
use suzerain_tables::library::Library;
use suzerain_tables::obligations::{self, Clauses, ordered};
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::trade::{self, FlowFilter, absent_flow};
use suzerain_tables::variables::IDEAL_POINT;
use suzerain_tables::votes::{self, VotingRecord, session_in};
use suzerain_tables::{Economy, Observation, Year, YearRange, coverage};

/// Values of pairs, lesser code first.
pub(super) type Pairs = BTreeMap<(Economy, Economy), f64>;

/// What was read for a component: values with their source and year, or why there are none.
pub(super) type Reading = Result<(Pairs, SourceRef, Year), String>;

/// Where a component is read.
#[derive(Clone, Copy, Debug)]
enum Read {
    /// In the tables, or else in the user's lists.
    Tables(fn(&Inputs<'_>, &Question, &[Economy]) -> Result<Reading, StudyError>),
    /// In the user's lists alone.
    Lists(fn(&Interstate, &Question, &[Economy]) -> Reading),
}

/// What there is to read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inputs<'a> {
    /// The tables.
    pub library: &'a Library,
    /// The user's lists of the Correlates of War family.
    pub lists: Option<&'a Interstate>,
}

/// A component in words.
#[derive(Clone, Copy, Debug)]
pub struct Described {
    /// Its name on the command line and in JSON.
    pub name: &'static str,
    /// How its value comes about.
    pub meaning: &'static str,
    /// Its weight unless the reader gives one.
    pub weight: f64,
    read: Read,
}

/// Every component made from the tables, in the order they are printed.
pub const COMPONENTS: &[Described] = &[
    Described {
        name: "alliance",
        meaning: "strongest clause in force: 1 defence or offence, 2/3 neutrality or consultation, 1/3 non-aggression, 0 none",
        weight: 1.0,
        read: Read::Tables(alliance),
    },
    Described {
        name: "un_votes",
        meaning: "share of identical votes in the session that began in the year, 0 at its mean over all pairs of states, 1 at all alike, -1 at none",
        weight: 0.0,
        read: Read::Tables(un_votes),
    },
    Described {
        name: "ideal_points",
        meaning: "1 - d / mean d over all pairs of states, at least -1, with d the distance of UN ideal points of that session",
        weight: 1.0,
        read: Read::Tables(ideal_points),
    },
    Described {
        name: "trade",
        meaning: "mean of the pair's shares in each other's trade in goods, 0 to 1",
        weight: 1.0,
        read: Read::Tables(trade_shares),
    },
    Described {
        name: "rivalry",
        meaning: "-1 for a strategic rivalry (Thompson, Sakuwa, Suhas), 0 without; from your lists (--cow)",
        weight: 1.0,
        read: Read::Lists(records::rivalry),
    },
    Described {
        name: "territory",
        meaning: "-1 for a strategic rivalry over territory, 0 without; from your lists",
        weight: 1.0,
        read: Read::Lists(records::territory),
    },
    Described {
        name: "disputes",
        meaning: "worst militarized dispute of the year and the nine before: 0 none or no action, -1/4 threat, -1/2 display, -3/4 use of force, -1 war; from your lists",
        weight: 1.0,
        read: Read::Lists(records::disputes),
    },
    Described {
        name: "regime",
        meaning: "1 - d / mean d over all pairs of states, at least -1, with d the distance of V-Dem polyarchy; from your lists",
        weight: 1.0,
        read: Read::Lists(records::regime),
    },
];

/// A component as it was used.
#[derive(Clone, Debug)]
pub struct Used {
    /// Name, weight and values of the actors' pairs.
    pub component: Component,
    /// How its value comes about.
    pub meaning: String,
    /// Source and year of the values; none for ties of the user's own and where there are none.
    pub from: Option<(SourceRef, Year)>,
    /// Why there are no values, where there are none.
    pub missing: Option<String>,
}

/// The components with their weights: those of the tables, then the user's own.
pub(super) fn collect(inputs: &Inputs<'_>, question: &Question, actors: &[Economy]) -> Result<Vec<Used>, BlocsError> {
    let weight = |name: &str, usual: f64| question.weights.get(name).copied().unwrap_or(usual);
    let mut used = Vec::new();
    for described in COMPONENTS {
        let reading = match described.read {
            Read::Tables(read) => read(inputs, question, actors)?,
            Read::Lists(read) => match inputs.lists {
                Some(lists) => read(lists, question, actors),
                None => Err("no lists of the Correlates of War family are given".to_owned()),
            },
        };
        let (values, from, missing) = match reading {
            Ok((values, source, year)) => (values, Some((source, year)), None),
            Err(why) => (Pairs::new(), None, Some(why)),
        };
        let weight = weight(described.name, described.weight);
        let component = Component { name: described.name.to_owned(), weight, values };
        used.push(Used { component, meaning: described.meaning.to_owned(), from, missing });
    }
    for (name, ties) in &question.ties {
        let among = |(a, b): &(Economy, Economy)| actors.contains(a) && actors.contains(b);
        let values: Pairs = ties.iter().filter(|(pair, _)| among(pair)).map(|(pair, x)| (*pair, *x)).collect();
        let missing = values.is_empty().then(|| "the ties given hold no pair of these actors".to_owned());
        let component = Component { name: name.clone(), weight: weight(name, 1.0), values };
        used.push(Used { component, meaning: "as given".to_owned(), from: None, missing });
    }
    Ok(used)
}

/// Every pair of the actors, lesser code first.
pub(super) fn pairs(actors: &[Economy]) -> impl Iterator<Item = (Economy, Economy)> + '_ {
    actors.iter().enumerate().flat_map(|(i, a)| actors[i + 1..].iter().map(|b| ordered(*a, *b)))
}

/// The newest year that `has` says yes to, of the question's and those it may be carried from.
pub(super) fn newest(question: &Question, has: impl Fn(Year) -> bool) -> Option<Year> {
    (0..=question.carry).map(|back| question.year.plus(-back)).find(|year| has(*year))
}

/// The clauses in force in a year.
pub(super) struct Pacts {
    pub source: SourceRef,
    pub year: Year,
    /// By pair, lesser code first; a covered pair without an entry has none.
    pub clauses: BTreeMap<(Economy, Economy), Clauses>,
    /// The states whose alliances the source looked for in the year.
    pub covered: BTreeSet<Economy>,
}

/// The clauses in force in the newest year the tables cover, or else the user's lists.
pub(super) fn pacts(inputs: &Inputs<'_>, question: &Question) -> Result<Option<Pacts>, StudyError> {
    for table in inputs.library.of_kind(TableKind::Obligations) {
        let windows: Vec<(Economy, YearRange)> = table.meta().coverage.economies(coverage::OBLIGATIONS).collect();
        let Some(year) = newest(question, |y| windows.iter().any(|(_, w)| w.contains(y))) else { continue };
        let mut clauses = BTreeMap::new();
        obligations::each(table, |row| {
            if row.year == year {
                clauses.insert(row.pair, row.clauses);
            }
        })?;
        let covered = windows.into_iter().filter(|(_, w)| w.contains(year)).map(|(e, _)| e).collect();
        return Ok(Some(Pacts { source: source_ref(table.meta()), year, clauses, covered }));
    }
    Ok(inputs.lists.and_then(|lists| records::pacts(lists, question)))
}

/// Why a component has no values in the years asked for.
pub(super) fn out_of_reach(what: &str, question: &Question, spans: &[YearRange]) -> String {
    let asked = if question.carry > 0 {
        format!("{} nor the {} years before", question.year, question.carry)
    } else {
        question.year.to_string()
    };
    match spans {
        [] => format!("no table of {what} is loaded"),
        spans => {
            let spans: Vec<String> = spans.iter().map(ToString::to_string).collect();
            format!("{what}: the tables cover {}, not {asked}", spans.join(" and "))
        }
    }
}

/// The windows of the tables of one kind.
pub(super) fn spans(library: &Library, kind: TableKind, variable: &str) -> Vec<YearRange> {
    library.of_kind(kind).filter_map(|t| t.meta().coverage.span(variable)).collect()
}

fn alliance(inputs: &Inputs<'_>, question: &Question, actors: &[Economy]) -> Result<Reading, StudyError> {
    let Some(pacts) = pacts(inputs, question)? else {
        let spans = spans(inputs.library, TableKind::Obligations, coverage::OBLIGATIONS);
        return Ok(Err(out_of_reach("alliance obligations", question, &spans)));
    };
    let both = |(a, b): &(Economy, Economy)| pacts.covered.contains(a) && pacts.covered.contains(b);
    let tie = |pair| f64::from(pacts.clauses.get(&pair).copied().unwrap_or_default().ordinal()) / 3.0;
    Ok(Ok((pairs(actors).filter(both).map(|pair| (pair, tie(pair))).collect(), pacts.source, pacts.year)))
}

fn un_votes(inputs: &Inputs<'_>, question: &Question, actors: &[Economy]) -> Result<Reading, StudyError> {
    for table in inputs.library.of_kind(TableKind::Votes) {
        let span = table.meta().coverage.span(coverage::VOTES);
        let Some(year) = newest(question, |y| span.is_some_and(|s| s.contains(y)) && session_in(y).is_some()) else {
            continue;
        };
        let mut records: BTreeMap<Economy, VotingRecord> = BTreeMap::new();
        for ballot in votes::ballots(table, session_in(year).map(|s| (s, s)))? {
            records.entry(ballot.economy).or_default().insert((ballot.session, ballot.resolution), ballot.vote);
        }
        let voters: Vec<Economy> = records.keys().copied().collect();
        let mut shares = Pairs::new();
        for pair in pairs(&voters) {
            for (alike, common) in agreement(&records[&pair.0], &records[&pair.1]).into_values() {
                shares.insert(pair, f64::from(alike) / f64::from(common));
            }
        }
        let Some(mean) = mean(shares.values()) else { continue };
        let centred =
            |a: f64| if a >= mean { (a - mean) / (1.0 - mean).max(f64::MIN_POSITIVE) } else { a / mean - 1.0 };
        let values = pairs(actors).filter_map(|pair| shares.get(&pair).map(|a| (pair, centred(*a)))).collect();
        return Ok(Ok((values, source_ref(table.meta()), year)));
    }
    let spans = spans(inputs.library, TableKind::Votes, coverage::VOTES);
    Ok(Err(out_of_reach("UN General Assembly votes", question, &spans)))
}

fn ideal_points(inputs: &Inputs<'_>, question: &Question, actors: &[Economy]) -> Result<Reading, StudyError> {
    for table in inputs.library.of_kind(TableKind::Indicators) {
        let span = table.meta().coverage.span(IDEAL_POINT);
        let Some(year) = newest(question, |y| span.is_some_and(|s| s.contains(y))) else { continue };
        let points: BTreeMap<Economy, f64> = Indicators::read(table)?.cross_section(IDEAL_POINT, year).collect();
        let states: Vec<Economy> = points.keys().copied().collect();
        let distance = |(a, b): (Economy, Economy)| Some((points.get(&a)? - points.get(&b)?).abs());
        let distances: Vec<f64> = pairs(&states).filter_map(distance).collect();
        let Some(mean) = mean(distances.iter()).filter(|m| *m > 0.0) else { continue };
        let value = |pair| distance(pair).map(|d| (pair, (1.0 - d / mean).max(-1.0)));
        return Ok(Ok((pairs(actors).filter_map(value).collect(), source_ref(table.meta()), year)));
    }
    Ok(Err(out_of_reach("UN ideal points", question, &spans(inputs.library, TableKind::Indicators, IDEAL_POINT))))
}

/// The mean; none of nothing.
pub(super) fn mean<'a>(values: impl ExactSizeIterator<Item = &'a f64>) -> Option<f64> {
    let count = values.len();
    #[expect(clippy::cast_precision_loss, reason = "pairs of a few hundred states")]
    (count > 0).then(|| values.sum::<f64>() / count as f64)
}

/// Trade of the actors with each other and with everybody.
pub(super) struct Trade {
    pub meta: SourceRef,
    pub year: Year,
    /// Sales of the first to the second, thousand US dollars, where known.
    pub sales: BTreeMap<(Economy, Economy), f64>,
    /// Exports and imports with everybody, thousand US dollars.
    pub totals: BTreeMap<Economy, f64>,
}

/// The trade table to read: that of the newest year; among those the one that covers most actors; among
/// those the first in the order in which tables of goods are preferred.
pub(super) fn trade_of(
    inputs: &Inputs<'_>,
    question: &Question,
    actors: &[Economy],
) -> Result<Result<Trade, String>, StudyError> {
    let library = inputs.library;
    let Some(first) = actors.first() else { return Ok(Err("no actors".into())) };
    let tables = World::new(library, [*first, *first]).goods_tables();
    let covers = |table: &TableFile, year: Year| {
        let window = |e: &&Economy| table.meta().coverage.window(coverage::FLOWS, **e);
        actors.iter().filter(|e| window(e).is_some_and(|w| w.contains(year))).count()
    };
    let Some(year) = newest(question, |year| tables.iter().any(|t| covers(t, year) > 1)) else {
        if let Some(trade) = inputs.lists.and_then(|lists| records::trade(lists, question)) {
            return Ok(Ok(trade));
        }
        let spans: Vec<YearRange> = tables.iter().filter_map(|t| t.meta().coverage.span(coverage::FLOWS)).collect();
        return Ok(Err(out_of_reach("trade in goods", question, &spans)));
    };
    // The last of equal maxima is taken, hence the reversal.
    let Some(table) = tables.into_iter().rev().max_by_key(|t| covers(t, year)) else {
        return Ok(Err("no table of trade in goods is loaded".into()));
    };
    let meta = table.meta();
    let filter = FlowFilter { years: Some(YearRange::new(year, year)), touching: actors.to_vec(), quantities: false };
    let flows = trade::read(table, &filter)?;
    let classification = meta.classification.unwrap_or(Classification::Total);
    let goods: Vec<bool> = flows.item_codes.iter().map(|code| classification.is_goods(code)).collect();
    let mut sales: BTreeMap<(Economy, Economy), f64> = BTreeMap::new();
    let mut totals: BTreeMap<Economy, f64> = BTreeMap::new();
    // In the order of the pairs, so that the order of the rows does not change the sums.
    let mut rows: Vec<usize> = (0..flows.len()).filter(|r| goods[usize::from(flows.item[*r])]).collect();
    rows.sort_by_key(|r| (flows.exporter[*r], flows.importer[*r], &flows.item_codes[usize::from(flows.item[*r])]));
    for row in rows {
        let (exporter, importer, value) = (flows.exporter[row], flows.importer[row], flows.value_kusd[row]);
        if exporter == importer {
            continue;
        }
        *sales.entry((exporter, importer)).or_default() += value;
        for economy in [exporter, importer] {
            *totals.entry(economy).or_default() += value;
        }
    }
    for a in actors {
        for b in actors.iter().filter(|b| *b != a) {
            if !sales.contains_key(&(*a, *b))
                && let Observation::Known(value) = absent_flow(meta, library.reporting(), *a, *b, year)
            {
                sales.insert((*a, *b), value);
            }
        }
    }
    Ok(Ok(Trade { meta: source_ref(meta), year, sales, totals }))
}

fn trade_shares(inputs: &Inputs<'_>, question: &Question, actors: &[Economy]) -> Result<Reading, StudyError> {
    let trade = match trade_of(inputs, question, actors)? {
        Ok(trade) => trade,
        Err(why) => return Ok(Err(why)),
    };
    let value = |(a, b): (Economy, Economy)| {
        let both = trade.sales.get(&(a, b))? + trade.sales.get(&(b, a))?;
        let (of_a, of_b) = (*trade.totals.get(&a)?, *trade.totals.get(&b)?);
        (of_a > 0.0 && of_b > 0.0).then(|| ((a, b), f64::midpoint(both / of_a, both / of_b)))
    };
    Ok(Ok((pairs(actors).filter_map(value).collect(), trade.meta, trade.year)))
}
