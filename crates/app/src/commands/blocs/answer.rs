//! The blocs as text, JSON and CSV.

use crate::output::{Answer, Block, Table, thousands};
use serde_json::{Value, json};
use suzerain_models::coalition::balance::Outcome;
use suzerain_models::coalition::landscape::{Method, Minimum, TORN, Wedge};
use suzerain_studies::blocs::{Blocs, Question, Sizes};
use suzerain_tables::Economy;
use suzerain_tables::library::Library;

/// Minima shown on the page; JSON has all of them.
const SHOWN: usize = 5;

pub(super) fn answer(asked: &str, question: &Question, found: &Blocs, library: &Library) -> Answer {
    let mut page = vec![Block::Heading(format!(
        "Blocs among {} actors ({asked}), {}",
        found.landscape.actors().len(),
        question.year
    ))];
    page.extend(propensities(question, found));
    page.extend(minima(found));
    let standings = standings(found);
    page.push(Block::Heading(format!("How each actor stands in minimum {}", found.minimum + 1)));
    page.push(Block::Table(standings.clone()));
    if let Some(torn) = found.most_torn() {
        page.push(Block::Line(format!(
            "Most torn: {} ({}), margin {}. Torn is a margin below {TORN}; the margin is |F(stay) - F(switch)| over the sum of s |p|.",
            torn.actor.name(),
            torn.actor,
            decimal(torn.margin.unwrap_or(0.0), 3)
        )));
    }
    page.extend(wedges(found));
    page.extend(balance(found));
    page.extend(war(question, found));
    page.push(Block::Line(
        "Modelled. Two sides, no neutrality, single moves; weights and components are a choice. No forecast.".into(),
    ));
    Answer { page, json: document(asked, question, found, library), csv: standings }
}

fn propensities(question: &Question, found: &Blocs) -> Vec<Block> {
    let mut table =
        Table::new(["component", "weight", "year", "source", "pairs", "value"]).right("weight").right("pairs");
    for used in &found.components {
        let (source, year) = used.from.as_ref().map_or_else(
            || ("-".to_owned(), "-".to_owned()),
            |(source, year)| (source.id.to_string(), year.to_string()),
        );
        table.push([
            used.component.name.clone(),
            used.component.weight.to_string(),
            year,
            source,
            used.component.values.len().to_string(),
            used.missing.clone().unwrap_or_else(|| used.meaning.clone()),
        ]);
    }
    let sizes = match (&question.sizes, &found.sizes) {
        (Sizes::Cinc, Some((source, year))) => format!("Sizes: capability shares (CINC) of {year} ({}).", source.id),
        (Sizes::Equal, _) => "Sizes: all equal.".to_owned(),
        _ => "Sizes: as given.".to_owned(),
    };
    vec![
        Block::Table(table),
        Block::Line(format!(
            "Propensity of a pair: weighted mean of the components known for it, -1 (apart) to 1 (together). {sizes}"
        )),
    ]
}

fn codes(actors: &[Economy]) -> String {
    actors.iter().map(|e| e.code()).collect::<Vec<_>>().join(" ")
}

/// The actors on each side.
fn sides(found: &Blocs, minimum: &Minimum) -> [Vec<Economy>; 2] {
    [false, true].map(|side| {
        let on = |(e, s): (&Economy, &bool)| (*s == side).then_some(*e);
        found.landscape.actors().iter().zip(&minimum.sides).filter_map(on).collect()
    })
}

fn minima(found: &Blocs) -> Vec<Block> {
    let how = match found.found.method {
        Method::Exact { configurations } => {
            format!("all {} configurations were looked at", thousands(configurations))
        }
        Method::Sampled { starts, seed } => format!(
            "descent from {} random configurations (seed {seed}): basins are estimates, and minima with small basins may be missing",
            thousands(starts)
        ),
    };
    let mut table =
        Table::new(["minimum", "energy", "basin", "side 1", "side 2"]).right("minimum").right("energy").right("basin");
    for (at, minimum) in found.found.minima.iter().enumerate().take(SHOWN) {
        let [one, two] = sides(found, minimum);
        table.push([
            (at + 1).to_string(),
            decimal(minimum.energy / found.landscape.scale(), 3),
            format!("{} %", decimal(100.0 * minimum.share, 1)),
            codes(&one),
            codes(&two),
        ]);
    }
    let count = found.found.minima.len();
    let mut blocks = vec![
        Block::Heading(format!("Local minima: {count}")),
        Block::Table(table),
        Block::Line(format!(
            "Energy as a share of the largest possible; basin: share of configurations from which steepest descent ends there; {how}."
        )),
    ];
    if count > SHOWN {
        blocks.push(Block::Line(format!("{} minima more are in the JSON.", count - SHOWN)));
    }
    blocks
}

fn standings(found: &Blocs) -> Table {
    let mut table = Table::new(["actor", "side", "size", "frustration", "if switched", "margin", "torn"]);
    for header in ["side", "size", "frustration", "if switched", "margin"] {
        table = table.right(header);
    }
    for s in &found.standings {
        table.push([
            s.actor.code().to_owned(),
            (1 + u8::from(s.side)).to_string(),
            decimal(s.size, 4),
            decimal(s.frustration, 4),
            decimal(s.frustration_if_switched, 4),
            s.margin.map_or_else(|| "-".to_owned(), |m| decimal(m, 3)),
            if s.torn { "torn" } else { "" }.to_owned(),
        ]);
    }
    table
}

fn wedges(found: &Blocs) -> Vec<Block> {
    let mut table = Table::new(["actor", "change", "of its propensity to", "leave sooner", "follow"]).right("change");
    for (standing, wedge) in found.standings.iter().zip(&found.wedges) {
        let row = match wedge {
            Some(wedge) => [decimal(wedge.change, 2), steps(wedge), codes(&wedge.sooner), codes(&wedge.followers)],
            None => ["-".into(), "no change within -1 to 1 is enough".into(), String::new(), String::new()],
        };
        table.push([vec![standing.actor.code().to_owned()], row.to_vec()].concat());
    }
    vec![
        Block::Heading("What a wedge would have to change".into()),
        Block::Table(table),
        Block::Line(
            "The least sum of changes of an actor's propensities, each within -1 to 1, at which it is indifferent between the sides. \
             Who leaves sooner would gain by switching before it does; who follows switches by descent after it has."
                .into(),
        ),
    ]
}

fn steps(wedge: &Wedge) -> String {
    const FEW: usize = 3;
    let mut told: Vec<String> = wedge
        .steps
        .iter()
        .take(FEW)
        .map(|s| format!("{} {} to {}", s.partner, decimal(s.from, 2), decimal(s.to, 2)))
        .collect();
    if wedge.steps.len() > FEW {
        told.push(format!("and {} more", wedge.steps.len() - FEW));
    }
    told.join(", ")
}

fn balance(found: &Blocs) -> Vec<Block> {
    let actors = found.landscape.actors();
    let factions = match &found.balance.outcome {
        Outcome::Factions { side, .. } => {
            let on = |wanted: bool| -> Vec<Economy> {
                actors.iter().zip(side).filter_map(|(e, s)| (*s == wanted).then_some(*e)).collect()
            };
            let (one, two) = (on(false), on(true));
            if two.is_empty() {
                format!("One faction holds everybody: {}.", codes(&one))
            } else {
                format!("Factions: {} against {}.", codes(&one), codes(&two))
            }
        }
        Outcome::Fades => "No factions: the largest eigenvalue is not positive.".into(),
        Outcome::NotSimple => "No factions: the largest eigenvalue is not simple.".into(),
        Outcome::Undecided(at) => {
            let who: Vec<Economy> = at.iter().map(|i| actors[*i]).collect();
            format!("No factions: {} stand on neither side.", codes(&who))
        }
    };
    let triads = found.triads.share().map_or_else(
        || "No triad has three signs.".to_owned(),
        |share| {
            format!(
                "{} % of {} triads are balanced.",
                decimal(100.0 * share, 1),
                thousands(found.triads.balanced + found.triads.unbalanced)
            )
        },
    );
    vec![
        Block::Heading("Structural balance (Marvel and others 2011)".into()),
        Block::Line(format!("{factions} {triads}")),
    ]
}

fn war(question: &Question, found: &Blocs) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("War stability of the alliances (Jackson and Nei 2015)".into())];
    let war = match &found.war {
        Ok(war) => war,
        Err(why) => {
            blocks.push(Block::Line(format!("Not known: {why}.")));
            return blocks;
        }
    };
    blocks.push(Block::Line(format!(
        "{} states, {} alliances each (consultation or more, {}); {} vulnerable at gamma {}; {} pairs could defeat somebody by allying; \
         {} alliances are not needed for safety. War-stable: {}.",
        war.states,
        war.alliances_per_state.map_or_else(|| "-".to_owned(), |a| decimal(a, 1)),
        war.alliances_year,
        war.vulnerable,
        question.gamma,
        thousands(war.tempting as u64),
        thousands(war.idle as u64),
        if war.war_stable { "yes" } else { "no" },
    )));
    let mut table = Table::new(["actor", "allies", "vulnerable", "from ratio"]).right("allies").right("from ratio");
    for e in &war.actors {
        table.push([
            e.actor.code().to_owned(),
            e.allies.to_string(),
            if e.vulnerable { "yes" } else { "no" }.to_owned(),
            e.least_ratio.map_or_else(|| "-".to_owned(), |r| decimal(r, 4)),
        ]);
    }
    blocks.push(Block::Table(table));
    blocks.push(Block::Line(match (&war.without_trade, war.trade_year) {
        (Some(why), _) => format!("Trade is not considered: {why}."),
        (None, Some(year)) => format!(
            "From ratio: the least ratio of spoils (share of the victim's product) to gains from trade (share of trade lost) at which the \
             actor can be defeated by willing attackers; trade of {year}."
        ),
        (None, None) => String::new(),
    }));
    blocks
}

fn decimal(value: f64, places: usize) -> String {
    suzerain_studies::words::number(value, places)
}

fn document(asked: &str, question: &Question, found: &Blocs, library: &Library) -> Value {
    let actors = found.landscape.actors();
    let minima: Vec<Value> = found
        .found
        .minima
        .iter()
        .map(|m| {
            json!({
                "sides": sides(found, m), "energy": m.energy, "energy_share": m.energy / found.landscape.scale(),
                "reached": m.reached, "basin": m.share,
            })
        })
        .collect();
    let components: Vec<Value> = found
        .components
        .iter()
        .map(|u| {
            json!({
                "component": u.component.name, "weight": u.component.weight, "meaning": u.meaning,
                "source": u.from.as_ref().map(|(s, _)| s.id.as_str()), "year": u.from.as_ref().map(|(_, y)| y),
                "pairs": u.component.values.len(), "missing": u.missing,
            })
        })
        .collect();
    let propensities: Vec<Value> = found
        .propensities
        .iter()
        .map(|p| {
            let parts: serde_json::Map<String, Value> = p.parts.iter().map(|(n, x)| (n.clone(), json!(x))).collect();
            json!({"pair": [p.pair.0, p.pair.1], "value": p.value, "parts": parts})
        })
        .collect();
    let standings: Vec<Value> = found
        .standings
        .iter()
        .zip(&found.wedges)
        .map(|(s, wedge)| {
            json!({
                "actor": s.actor, "side": 1 + u8::from(s.side), "size": s.size, "frustration": s.frustration,
                "frustration_if_switched": s.frustration_if_switched, "margin": s.margin, "torn": s.torn,
                "wedge": wedge.as_ref().map(wedge_record),
            })
        })
        .collect();
    let method = match found.found.method {
        Method::Exact { configurations } => json!({"method": "exact", "configurations": configurations}),
        Method::Sampled { starts, seed } => json!({"method": "sampled", "starts": starts, "seed": seed}),
    };
    json!({
        "schema": "suzerain.blocs/1", "asked": asked, "year": question.year, "carry": question.carry, "actors": actors,
        "sizes": {
            "of": match question.sizes { Sizes::Cinc => "cinc", Sizes::Equal => "equal", Sizes::Given(_) => "given" },
            "source": found.sizes.as_ref().map(|(s, _)| s.id.as_str()), "year": found.sizes.as_ref().map(|(_, y)| y),
        },
        "components": components, "propensities": propensities, "search": method, "minima": minima,
        "minimum": found.minimum + 1, "standings": standings,
        "most_torn": found.most_torn().map(|s| s.actor),
        "balance": balance_record(found), "war_stability": war_record(question, found),
        "certificate": certificate(&found.found.certificate), "status": "modelled",
        "sources": found.sources.iter().map(|s| json!({
            "id": s.id.as_str(), "vintage": s.vintage, "citation": library.source(s.id.as_str()).map_or("the user's own list: cite it as its publisher asks", |x| x.citation.as_str()),
        })).collect::<Vec<_>>(),
    })
}

fn wedge_record(wedge: &Wedge) -> Value {
    let steps: Vec<Value> = wedge
        .steps
        .iter()
        .map(|s| json!({"partner": s.partner, "same_side": s.same_side, "from": s.from, "to": s.to}))
        .collect();
    json!({"change": wedge.change, "steps": steps, "sooner": wedge.sooner, "followers": wedge.followers})
}

fn balance_record(found: &Blocs) -> Value {
    let actors = found.landscape.actors();
    let (factions, leading, blow_up, why) = match &found.balance.outcome {
        Outcome::Factions { side, leading, blow_up } => {
            let on = |wanted: bool| -> Vec<Economy> {
                actors.iter().zip(side).filter_map(|(e, s)| (*s == wanted).then_some(*e)).collect()
            };
            (Some([on(false), on(true)]), Some(leading.clone()), Some(*blow_up), None)
        }
        Outcome::Fades => (None, None, None, Some("largest eigenvalue not positive".to_owned())),
        Outcome::NotSimple => (None, None, None, Some("largest eigenvalue not simple".to_owned())),
        Outcome::Undecided(at) => {
            let who: Vec<Economy> = at.iter().map(|i| actors[*i]).collect();
            (None, None, None, Some(format!("zero in the leading eigenvector: {}", codes(&who))))
        }
    };
    json!({
        "factions": factions, "leading": leading, "blow_up": blow_up, "why_none": why,
        "eigenvalues": found.balance.eigenvalues, "triads_balanced": found.triads.balanced,
        "triads_unbalanced": found.triads.unbalanced, "balanced_share": found.triads.share(),
        "certificate": certificate(&found.balance.certificate),
    })
}

fn war_record(question: &Question, found: &Blocs) -> Value {
    match &found.war {
        Err(why) => json!({"missing": why}),
        Ok(war) => json!({
            "missing": null, "gamma": question.gamma, "alliances_year": war.alliances_year,
            "strength_year": war.strength_year, "trade_year": war.trade_year, "without_trade": war.without_trade,
            "states": war.states, "alliances_per_state": war.alliances_per_state, "vulnerable": war.vulnerable,
            "tempting": war.tempting, "idle": war.idle, "war_stable": war.war_stable,
            "actors": war.actors.iter().map(|e| json!({
                "actor": e.actor, "allies": e.allies, "vulnerable": e.vulnerable, "least_ratio": e.least_ratio,
            })).collect::<Vec<_>>(),
        }),
    }
}

fn certificate(c: &suzerain_solvers::certificate::Certificate) -> Value {
    let identities: serde_json::Map<String, Value> =
        c.identities.iter().map(|i| (i.name.to_owned(), json!(i.gap))).collect();
    json!({"residual": c.residual, "iterations": c.iterations, "stop": c.stop.name(), "identities": identities})
}
