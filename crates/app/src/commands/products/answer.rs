//! The screened products as text, JSON and CSV.

use super::{Question, Rule};
use crate::output::{Answer, Block, Table};
use serde_json::{Value, json};
use suzerain_measures::screens::rules::{GEODEP_WINDOW, GEODEP_YEARS};
use suzerain_studies::products::{Count, Product, Products, Verdict};
use suzerain_studies::words::{number, quantity};
use suzerain_tables::figure::Unit;
use suzerain_tables::library::Library;
use suzerain_tables::{Economy, Year};

/// Products shown on the page; CSV and JSON have all that were asked for.
const SHOWN: usize = 25;
/// Suppliers named for each product.
const SUPPLIERS: usize = 3;

pub(super) fn answer(name: &str, question: &Question, found: &Products, full: bool, library: &Library) -> Answer {
    let listed: Vec<&Product> =
        found.products.iter().filter(|p| full || is_dependent(p)).filter(|p| is_asked(question, p)).collect();
    let from = question.from.map(|e| format!(" bought from {} ({e})", e.name())).unwrap_or_default();
    let mut page = vec![
        Block::Heading(format!("Products{from} on which {name} depends, {} ({})", found.year, found.source.id)),
        Block::Table(counts(found)),
        Block::Line(whole(found)),
    ];
    page.push(Block::List(found.counts.iter().map(|c| thresholds(c.rule, found.year)).collect()));
    if listed.is_empty() {
        page.push(Block::Line("No product is dependent by these rules.".into()));
    } else {
        page.push(Block::Heading(if full { "Every product imported".into() } else { "Dependent products".to_owned() }));
        page.push(Block::Table(products(question, found, &listed)));
        page.push(Block::Line(
            "Beside each flag stands the criterion of the year that decides, with its distance to the threshold: the least above \
             it where all are met, the furthest below (negative) where one is not. Shares before anybody adjusts (sensitivity)."
                .into(),
        ));
    }
    if listed.len() > SHOWN {
        page.push(Block::Line(format!("{} products more are in the CSV and the JSON.", listed.len() - SHOWN)));
    }
    if !found.unknown.is_empty() {
        page.push(Block::Line(format!(
            "Incomplete: the trade with {} is unknown, since neither side reported.",
            codes(&found.unknown)
        )));
    }
    Answer { page, json: document(name, question, found, &listed, library), csv: rows(&listed) }
}

fn is_dependent(product: &Product) -> bool {
    product.verdicts.iter().any(|v| v.dependent == Some(true))
}

/// With a partner named, only what it sells.
fn is_asked(question: &Question, product: &Product) -> bool {
    question.from.is_none_or(|from| product.suppliers.iter().any(|(e, _)| *e == from))
}

fn codes(economies: &[Economy]) -> String {
    economies.iter().map(|e| e.code()).collect::<Vec<_>>().join(" ")
}

fn counts(found: &Products) -> Table {
    let mut table =
        Table::new(["rule", "dependent", "of imports", "churn", "source"]).right("dependent").right("of imports");
    for c in &found.counts {
        let churn = c.churn.map_or_else(
            || "not known".to_owned(),
            |(year, churn)| {
                format!("since {year}: {} stayed, {} left, {} entered", churn.stayed, churn.left, churn.entered)
            },
        );
        let undecided = if c.undecided > 0 { format!(" ({} undecided)", c.undecided) } else { String::new() };
        table.push([
            c.rule.label().to_owned(),
            format!("{} of {}{undecided}", c.dependent, found.in_data),
            c.value_share.map_or_else(|| "-".to_owned(), |s| quantity(s, Unit::Share)),
            churn,
            c.rule.source().to_owned(),
        ]);
    }
    table
}

fn whole(found: &Products) -> String {
    let some = if found.some_products {
        " These are some products only. Published counts are over some 5,000 and are not reproduced, such as 137 of 5,200 \
         products for the EU, 34 of them more vulnerable (European Commission 2021)."
    } else {
        ""
    };
    format!(
        "N of M products in your data: M = {} traded in the year ({}), of which {} are imported.{some}",
        found.in_data,
        found.classification,
        found.products.len()
    )
}

fn thresholds(rule: Rule, year: Year) -> String {
    let told: Vec<String> = rule
        .described()
        .iter()
        .map(|d| format!("{} {} {} ({})", d.name, if d.inclusive { ">=" } else { ">" }, d.threshold, d.meaning))
        .collect();
    let mut text = format!("{}: {}", rule.label(), told.join("; "));
    if rule == Rule::Geodep {
        let first = year.plus(1 - GEODEP_WINDOW as i16);
        text += &format!("; and all three in at least {GEODEP_YEARS} of {GEODEP_WINDOW} years, {first} to {year}");
    }
    text
}

fn products(question: &Question, found: &Products, listed: &[&Product]) -> Table {
    let mut headers = vec!["code".to_owned(), "product".into(), "imports".into(), "suppliers".into()];
    headers.extend(found.counts.iter().map(|c: &Count| c.rule.label().to_owned()));
    let mut table = Table::new(headers).right("imports");
    for product in listed.iter().take(SHOWN) {
        let share = |v: f64| quantity(v / product.facts.imports, Unit::Share);
        let mut named: Vec<String> =
            product.suppliers.iter().take(SUPPLIERS).map(|(e, v)| format!("{e} {}", share(*v))).collect();
        if let Some(from) = question.from
            && let Some((e, v)) = product.suppliers.iter().skip(SUPPLIERS).find(|(e, _)| *e == from)
        {
            named.push(format!("{e} {}", share(*v)));
        }
        let mut row = vec![
            product.code.clone(),
            product.name.chars().take(40).collect(),
            quantity(product.facts.imports, Unit::KiloUsd),
            named.join(", "),
        ];
        row.extend(product.verdicts.iter().map(verdict));
        table.push(row);
    }
    table
}

fn verdict(verdict: &Verdict) -> String {
    let word = match verdict.dependent {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    };
    let years = verdict.window.map_or_else(String::new, |window| {
        format!(", {} of {} years", window.iter().filter(|met| **met == Some(true)).count(), window.len())
    });
    match verdict.nearest() {
        Some(c) => {
            let distance = c.distance.unwrap_or(0.0);
            format!("{word} {}{} {}{years}", if distance > 0.0 { "+" } else { "" }, number(distance, 2), c.name)
        }
        None => format!("{word}{years}"),
    }
}

fn rows(listed: &[&Product]) -> Table {
    let mut table = Table::new([
        "product",
        "name",
        "imports_kusd",
        "exports_kusd",
        "largest_supplier",
        "partner_share",
        "rule",
        "dependent",
        "criterion",
        "value",
        "threshold",
        "met",
        "distance",
    ]);
    let cell = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    for p in listed {
        for v in &p.verdicts {
            for c in &v.criteria {
                table.push([
                    p.code.clone(),
                    p.name.clone(),
                    p.facts.imports.to_string(),
                    p.facts.exports.to_string(),
                    p.suppliers.first().map(|(e, _)| e.code().to_owned()).unwrap_or_default(),
                    p.facts.partner_share.to_string(),
                    v.rule.label().to_owned(),
                    v.dependent.map(|d| d.to_string()).unwrap_or_default(),
                    c.name.to_owned(),
                    cell(c.value),
                    c.threshold.to_string(),
                    c.met.to_string(),
                    cell(c.distance),
                ]);
            }
        }
    }
    table
}

fn document(name: &str, question: &Question, found: &Products, listed: &[&Product], library: &Library) -> Value {
    let rules: Vec<Value> = found
        .counts
        .iter()
        .map(|c| {
            json!({
                "rule": c.rule.label(), "source": c.rule.source(),
                "thresholds": c.rule.described().iter().map(|d| json!({
                    "criterion": d.name, "meaning": d.meaning, "threshold": d.threshold, "inclusive": d.inclusive,
                })).collect::<Vec<_>>(),
                "dependent": c.dependent, "undecided": c.undecided, "value_share": c.value_share,
                "churn": c.churn.map(|(year, churn)| json!({
                    "since": year, "stayed": churn.stayed, "left": churn.left, "entered": churn.entered,
                    "share_left": churn.share_left(),
                })),
            })
        })
        .collect();
    json!({
        "schema": "suzerain.products/1", "buyer": name, "members": question.members, "bloc": question.bloc,
        "from": question.from, "year": found.year, "classification": found.classification.id(),
        "some_products": found.some_products, "products_in_data": found.in_data, "products_imported": found.products.len(),
        "rules": rules, "products": listed.iter().map(|p| record(p)).collect::<Vec<_>>(),
        "incomplete": found.unknown, "flags": ["sensitivity"],
        "source": found.source.id.as_str(), "vintage": found.source.vintage,
        "citation": library.source(found.source.id.as_str()).map(|s| s.citation.as_str()),
    })
}

fn record(p: &Product) -> Value {
    let verdicts: Vec<Value> = p
        .verdicts
        .iter()
        .map(|v| {
            json!({
                "rule": v.rule.label(), "dependent": v.dependent, "window": v.window,
                "criteria": v.criteria.iter().map(|c| json!({
                    "criterion": c.name, "value": c.value, "threshold": c.threshold, "met": c.met, "distance": c.distance,
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "product": p.code, "name": p.name, "imports_kusd": p.facts.imports, "imports_total_kusd": p.facts.imports_total,
        "exports_kusd": p.facts.exports, "exports_total_kusd": p.facts.exports_total,
        "partner_share": p.facts.partner_share,
        "suppliers": p.suppliers.iter().map(|(e, v)| json!({"economy": e, "value_kusd": v, "share": v / p.facts.imports})).collect::<Vec<_>>(),
        "verdicts": verdicts,
    })
}
