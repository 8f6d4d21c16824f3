//! The page of a partnership.

use crate::commands::events::page::percent;
use crate::output::{Answer as Output, Block, Table};
use std::fmt::Write as _;
use suzerain_models::partnership::outputs::Quantity;
use suzerain_models::partnership::sobol::OfOutput;
use suzerain_report::partnership::{json, quantity};
use suzerain_studies::partnership::answer::{Answer, OutcomeAnswer};
use suzerain_studies::words;

/// Sobol indices shown for each output.
const SHOWN: usize = 5;

fn chance(of: Option<f64>) -> String {
    of.map_or_else(|| "-".to_owned(), percent)
}

/// The answer in every form.
pub fn answer(found: &Answer) -> Output {
    let (weaker, stronger) = (found.dyad.dependent, found.dyad.on);
    let mut page = vec![Block::Heading(format!(
        "{} (weaker) and {} (stronger) after {}",
        weaker.name(),
        stronger.name(),
        found.origin
    ))];
    page.push(Block::Line(found.trust.clone()));
    if let Some(name) = &found.scenario {
        page.push(Block::Line(format!("Scenario: {name}: {}.", found.interventions.join("; "))));
        if found.tail {
            page.push(Block::Line(
                "A tail scenario: everything below is conditional on it, and how likely it is, is not scored.".into(),
            ));
        }
    }
    page.push(Block::Heading("Four outcomes".into()));
    page.push(Block::Table(outcomes(found)));
    page.push(Block::List(remarks(found)));
    page.push(Block::Heading("The sets side by side".into()));
    page.push(Block::Table(sets(found)));
    page.push(Block::Line(format!(
        "Weights: {}. The sets are rival readings; they are not averaged away.",
        found.weights
    )));
    page.push(Block::Line(
        "L: asymmetry of effective dependence, -1 to 1, above 0 where the weaker depends more. c: part of the tie's value that the weaker concedes. A: negative distance of UN ideal points, 0 where the two vote alike. Medians at the longest horizon.".into(),
    ));
    page.push(Block::Heading("Quantiles of the mixture".into()));
    page.push(Block::Table(bands(found)));
    page.push(Block::Heading("What the modules ran on".into()));
    page.push(Block::Table(modules(found)));
    let names: Vec<&str> = found.unidentified.iter().map(|p| p.name()).collect();
    page.push(Block::Line(format!("No public data identify: {}.", names.join(", "))));
    page.push(Block::Heading("What went in".into()));
    page.push(Block::Table(inputs(found)));
    let missing =
        found.facts.iter().filter(|f| f.value.is_none()).map(|f| format!("Missing: {} ({}).", f.what, f.note));
    page.push(Block::List(missing.collect()));
    if let Some(sobol) = &found.sobol {
        page.push(Block::Heading("Sobol indices at the longest horizon: largest totals".into()));
        page.push(Block::Table(indices(sobol)));
        page.push(Block::List(sobol.iter().map(alone).collect()));
    }
    Output { page, json: json(found), csv: csv(found) }
}

fn indices(sobol: &[OfOutput]) -> Table {
    let mut table = Table::new(["output", "parameter", "first order", "total"]).right("first order").right("total");
    for of in sobol {
        let mut list: Vec<_> = of.indices.iter().collect();
        list.sort_by(|a, b| b.1.total.total_cmp(&a.1.total));
        for (parameter, index) in list.into_iter().take(SHOWN) {
            table.push([
                of.output.id().to_owned(),
                parameter.name().to_owned(),
                format!("{:.2} ± {:.2}", index.first, index.first_error),
                format!("{:.2} ± {:.2}", index.total, index.total_error),
            ]);
        }
    }
    table
}

/// How much of an output parameters explain one by one, or why it has no index.
fn alone(of: &OfOutput) -> String {
    const LOOSE: f64 = 0.2;
    let id = of.output.id();
    let (mean, variance) = of.moments;
    let Some(alone) = of.alone() else {
        return if variance.is_nan() {
            format!("{id}: not known for this pair, so it has no index.")
        } else {
            format!("{id}: it is {} at every point, so nothing drives it and it has no index.", words::number(mean, 3))
        };
    };
    let worst = of.indices.iter().map(|(_, i)| i.total_error).fold(0.0, f64::max);
    let doubt = if worst > LOOSE {
        format!(
            " With a standard error of {worst:.2} somewhere the totals are not to be read: too few of the points reach it; ask for more."
        )
    } else {
        String::new()
    };
    format!(
        "{id}: mean {}; first orders add up to {alone:.2}; what is missing to 1 is of parameters acting together.{doubt}",
        words::number(mean, 3)
    )
}

fn outcomes(found: &Answer) -> Table {
    let headers = ["outcome", "years", "base rate", "event model", "this model", "least set", "most set"];
    let mut table = headers[1..].iter().fold(Table::new(headers), |t, h| t.right(h));
    for of in &found.outcomes {
        for at in &of.at {
            table.push([
                of.outcome.title().to_owned(),
                at.years.to_string(),
                if at.base_rate.is_none() { "none".into() } else { chance(at.base_rate) },
                chance(at.base_model),
                chance(at.probability),
                chance(at.spread.map(|s| s.0)),
                chance(at.spread.map(|s| s.1)),
            ]);
        }
    }
    table
}

fn remarks(found: &Answer) -> Vec<String> {
    let mut out = vec![
        if found.is_default {
            "The model met the rule that makes it the default (docs/evidence/partnership.md)."
        } else {
            "The base rate is the default wherever there is one: the model has not met the whole rule by which it would be (docs/evidence/partnership.md)."
        }
        .to_owned(),
    ];
    for of in &found.outcomes {
        out.push(sentence(of));
    }
    if let (Some(years), Some(Some(none))) = (found.horizons.last(), found.no_bargain.last()) {
        out.push(format!(
            "In {} of the runs no division of the tie's value satisfies both {years} years ahead.",
            percent(*none)
        ));
    }
    if let (Some(years), Some([loose, alliance, rift])) = (found.horizons.last(), found.regimes.last()) {
        out.push(format!(
            "State of the tie {years} years ahead: {} of the runs in a formal alliance, {} without one, {} after a rift.",
            percent(*alliance),
            percent(*loose),
            percent(*rift)
        ));
    }
    if let Some(rival) = found.rival {
        out.push(format!("Common threat: {}, by capability and distance of UN votes.", rival.name()));
    }
    out
}

/// One outcome: when it counts, why something is missing, what drives it.
fn sentence(of: &OutcomeAnswer) -> String {
    let mut text = format!("{}: {}.", of.outcome.title(), of.threshold);
    if !of.remark.is_empty() {
        let _ = write!(text, " {}.", of.remark);
    }
    let drivers: Vec<String> = of
        .drivers
        .iter()
        .map(|d| {
            let way = if d.correlation < 0.0 { "lowers" } else { "raises" };
            format!("{} ({way} it, {} of the variance)", d.parameter.name(), percent(d.share))
        })
        .collect();
    let last = of.at.last().and_then(|a| a.probability);
    if drivers.is_empty() {
        match last {
            None => (),
            Some(p) if p <= 0.0 => text.push_str(" It came in no run."),
            Some(p) if p >= 1.0 => text.push_str(" It came in every run."),
            Some(_) => text.push_str(" No single parameter stands out of the noise of the runs."),
        }
    } else {
        let _ = write!(text, " Driven by {}.", drivers.join(", "));
    }
    text
}

fn sets(found: &Answer) -> Table {
    let last = found.horizons.len() - 1;
    let mut headers = vec!["set".to_owned(), "weight".to_owned()];
    headers.extend(found.outcomes.iter().map(|o| o.outcome.title().to_owned()));
    headers.extend(["L", "c", "A"].map(str::to_owned));
    let mut table = headers[1..].iter().fold(Table::new(headers.clone()), |t, h| t.right(h));
    for set in &found.sets {
        let mut row = vec![format!("{} {}", set.id, set.name), format!("{:.2}", set.weight)];
        row.extend(set.probabilities.iter().map(|p| chance(p[last])));
        row.extend(set.medians[last].iter().map(|m| m.map_or_else(|| "-".into(), |m| words::number(m, 2))));
        table.push(row);
    }
    table
}

/// Bands at every horizon; of the domains only the last, where the dependence counts.
fn bands(found: &Answer) -> Table {
    const COUNTS: f64 = 0.005;
    let headers = ["quantity", "years", "5 %", "10 %", "median", "90 %", "95 %"];
    let mut table = headers[1..].iter().fold(Table::new(headers), |t, h| t.right(h));
    let last = found.horizons.last().copied();
    for (of, values) in &found.quantiles {
        let domain = matches!(of, Quantity::Dependence(..));
        for (years, quantiles) in values {
            let Some(q) = quantiles else { continue };
            if domain && (Some(*years) != last || q[2] < COUNTS) {
                continue;
            }
            let mut row = vec![title(*of, found), years.to_string()];
            row.extend(q.iter().map(|v| words::number(*v, 3)));
            table.push(row);
        }
    }
    table
}

fn title(of: Quantity, found: &Answer) -> String {
    let (a, b) = (found.dyad.dependent, found.dyad.on);
    match of {
        Quantity::Power => format!("log power ratio {a} over {b}"),
        Quantity::Asymmetry => "asymmetry L".into(),
        Quantity::Concession => format!("concession c of {a}"),
        Quantity::Alignment => "alignment A".into(),
        Quantity::Dependence(0, domain) => format!("{a} on {b}: {}", domain.title()),
        Quantity::Dependence(_, domain) => format!("{b} on {a}: {}", domain.title()),
    }
}

fn modules(found: &Answer) -> Table {
    let mut table = Table::new(["equation", "module", "ran on", "note"]);
    for m in &found.modules {
        table.push([m.equation.to_string(), m.name.to_owned(), m.basis.to_owned(), m.note.clone()]);
    }
    table
}

/// Every number that went in with its year and source; what is stale says so.
fn inputs(found: &Answer) -> Table {
    let headers = ["equation", "what", "value", "year", "age", "source"];
    let mut table = Table::new(headers).right("value").right("year");
    for f in &found.facts {
        let Some(value) = f.value else { continue };
        table.push([
            f.equation.to_string(),
            f.what.clone(),
            words::number(value, if value.abs() < 0.01 { 5 } else { 3 }),
            f.year.map_or_else(String::new, |y| y.to_string()),
            if f.is_stale(found.origin) { "stale".into() } else { String::new() },
            f.note.clone(),
        ]);
    }
    table
}

/// One row a number.
fn csv(found: &Answer) -> Table {
    let mut table = Table::new(["part", "set", "name", "side", "years", "statistic", "value"]);
    let mut push =
        |part: &str, set: &str, name: &str, side: &str, years: usize, statistic: &str, value: Option<f64>| {
            let value = value.map(|v| v.to_string()).unwrap_or_default();
            table.push([part, set, name, side, &years.to_string(), statistic, &value]);
        };
    for of in &found.outcomes {
        for at in &of.at {
            let rows = [
                ("probability", at.probability),
                ("least_set", at.spread.map(|s| s.0)),
                ("most_set", at.spread.map(|s| s.1)),
                ("base_rate", at.base_rate),
                ("base_model", at.base_model),
            ];
            for (statistic, value) in rows {
                push("outcome", "mixture", of.outcome.id(), "", at.years, statistic, value);
            }
        }
    }
    for set in &found.sets {
        for (of, probabilities) in found.outcomes.iter().zip(&set.probabilities) {
            for (years, p) in found.horizons.iter().zip(probabilities) {
                push("outcome", &set.id, of.outcome.id(), "", *years, "probability", *p);
            }
        }
    }
    for (of, values) in &found.quantiles {
        let (name, side) = quantity(*of);
        for (years, quantiles) in values {
            for (level, at) in ["q05", "q10", "q50", "q90", "q95"].into_iter().zip(0..) {
                push("quantile", "mixture", name, side.unwrap_or(""), *years, level, quantiles.map(|q| q[at]));
            }
        }
    }
    table
}
