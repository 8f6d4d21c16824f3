//! Where a figure comes from: its formula, the numbers that went in, and the rows they were read
//! from.

use crate::StudyError;
use crate::brief::{self, Options};
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_measures::definition::{CATALOGUE, Definition, definition};
use suzerain_measures::power::indicator;
use suzerain_tables::figure::{Flag, Input, Role, Rows, Unit};
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::variables::{VARIABLES, variable};
use suzerain_tables::votes::Vote;
use suzerain_tables::{Economy, Figure, Year};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Identifier of the measure.
    pub measure: String,
    /// Sector or product, if the measure has items.
    pub item: Option<String>,
    /// Source, if several give the measure.
    pub source: Option<String>,
}

/// A row of a table, as it stands there.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// Cells in words, in the order of [`InputRows::columns`].
    pub cells: Vec<String>,
    /// The number it contributes.
    pub value: f64,
}

/// An input with the rows behind it, largest first.
#[derive(Clone, Debug, PartialEq)]
pub struct InputRows {
    /// The input.
    pub input: Input,
    /// Heads of the rows' cells.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<TableRow>,
}

/// The answer for one figure.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The definition of its measure.
    pub definition: &'static Definition,
    /// The figure.
    pub figure: Figure,
    /// Its inputs with their rows.
    pub inputs: Vec<InputRows>,
}

/// Explains the measure for the pair: one figure a direction (or state), the headline where there
/// is one.
///
/// # Errors
/// [`StudyError::UnknownMeasure`], or [`StudyError::NoAnswer`] if no figure of it exists for the pair.
pub fn why(
    world: &World<'_>,
    a: Economy,
    b: Economy,
    question: &Question,
    options: &Options,
) -> Result<Vec<Explanation>, StudyError> {
    let name = question.measure.replace('-', "_").to_lowercase();
    let of_rupture = brief::rupture::DEFINITIONS.into_iter().find(|d| d.id == name);
    let of_events = brief::events::DEFINITIONS.iter().find(|d| d.id == name);
    let of_partnership = brief::partnership::DEFINITIONS.iter().find(|d| d.id == name);
    let found = of_rupture
        .or(of_events)
        .or(of_partnership)
        .or_else(|| definition(&name))
        .or_else(|| variable(&name).map(|_| &indicator::DEFINITION));
    let Some(found) = found else {
        return Err(StudyError::UnknownMeasure { suggestions: similar(&name), name: question.measure.clone() });
    };
    let page = brief::brief(world, a, b, &Options { full: true, models: of_rupture.is_some(), ..*options }, |_| {});
    let mut best: BTreeMap<_, Figure> = BTreeMap::new();
    for figure in page.sections.into_iter().flat_map(|s| s.figures) {
        let matches_item = match (&question.item, &figure.item) {
            (Some(wanted), Some(item)) => item.code.eq_ignore_ascii_case(wanted),
            (None, None) => true,
            _ => false,
        };
        let matches_source =
            question.source.as_ref().is_none_or(|s| figure.sources.iter().any(|r| r.id.as_str() == s.as_str()));
        if figure.measure != name || !matches_item || !matches_source {
            continue;
        }
        let rank = |f: &Figure| (!f.has(&Flag::Beside), f.value.known().is_some(), f.year);
        match best.get(&figure.subject) {
            Some(known) if rank(known) >= rank(&figure) => {}
            _ => {
                best.insert(figure.subject, figure);
            }
        }
    }
    if best.is_empty() {
        let hint = if question.item.is_none() { "; a sector or product may be needed (--item)" } else { "" };
        return Err(StudyError::NoAnswer(format!(
            "no figure `{name}` exists for {} and {} in the loaded tables{hint}",
            a.code(),
            b.code()
        )));
    }
    best.into_values()
        .map(|figure| {
            let inputs = figure.inputs.iter().map(|i| rows_behind(world, i)).collect::<Result<_, _>>()?;
            Ok(Explanation { definition: found, figure, inputs })
        })
        .collect()
}

pub(crate) fn similar(name: &str) -> Vec<&'static str> {
    let of_sections = brief::rupture::DEFINITIONS.into_iter().chain(&brief::events::DEFINITIONS);
    let of_sections = of_sections.chain(&brief::partnership::DEFINITIONS);
    let mut known: Vec<&'static str> =
        CATALOGUE.iter().copied().chain(of_sections).map(|d| d.id).chain(VARIABLES.iter().map(|v| v.id)).collect();
    let shared = |a: &str, b: &str| a.split('_').filter(|w| b.contains(w)).count();
    known.sort_by_key(|id| std::cmp::Reverse(shared(name, id) * 10 + shared(id, name)));
    known.truncate(5);
    known
}

fn rows_behind(world: &World<'_>, input: &Input) -> Result<InputRows, StudyError> {
    let rows = &input.rows;
    let table = |kind| world.library().table(kind, &rows.source);
    if let Some(table) = table(TableKind::Trade) {
        return trade_rows(table, input, rows);
    }
    if let Some(table) = table(TableKind::Arms) {
        return arms_rows(table, input, rows);
    }
    if let Some(table) = table(TableKind::Reserves) {
        return reserve_rows(table, input, rows);
    }
    if let Some(table) = table(TableKind::Votes) {
        return vote_rows(table, input, rows);
    }
    if let Some(table) = table(TableKind::Obligations) {
        return obligation_rows(table, input, rows);
    }
    if let Some(table) = table(TableKind::Dyadic) {
        return dyadic_rows(table, input, rows);
    }
    indicator_rows(world, input, rows)
}

fn dyadic_rows(table: &TableFile, input: &Input, rows: &Rows) -> Result<InputRows, StudyError> {
    let mut found = Vec::new();
    for variable in rows.variables.iter().filter_map(|v| suzerain_tables::dyadic::variable(v)) {
        for row in suzerain_tables::dyadic::read(table, variable)? {
            if in_years(rows, row.year) && rows.exporter == Some(row.from) && rows.importer == Some(row.to) {
                let cells = vec![row.year.to_string(), row.from.to_string(), row.to.to_string(), variable.to_owned()];
                found.push(TableRow { cells, value: row.value });
            }
        }
    }
    Ok(InputRows { input: input.clone(), columns: vec!["year", "from", "to", "variable"], rows: found })
}

fn in_years(rows: &Rows, year: Year) -> bool {
    rows.years.is_none_or(|range| range.contains(year))
}

fn indicator_rows(world: &World<'_>, input: &Input, rows: &Rows) -> Result<InputRows, StudyError> {
    let mut found = Vec::new();
    if let (Some(years), Some(economy)) = (rows.years, rows.exporter) {
        for data in world.indicators()?.iter().filter(|d| d.meta().source == rows.source) {
            for name in &rows.variables {
                for year in years.iter() {
                    if let Some(value) = data.get(name, economy, year).known() {
                        let cells = vec![year.to_string(), economy.to_string(), name.clone(), rows.source.clone()];
                        found.push(TableRow { cells, value });
                    }
                }
            }
        }
    }
    Ok(InputRows { input: input.clone(), columns: vec!["year", "economy", "variable", "source"], rows: found })
}

fn arms_rows(table: &TableFile, input: &Input, rows: &Rows) -> Result<InputRows, StudyError> {
    let found = suzerain_tables::arms::read(table)?
        .into_iter()
        .filter(|d| in_years(rows, d.year))
        .filter(|d| rows.exporter.is_none_or(|e| e == d.supplier) && rows.importer.is_none_or(|e| e == d.recipient))
        .map(|d| TableRow {
            cells: vec![d.year.to_string(), d.supplier.to_string(), d.recipient.to_string(), rows.source.clone()],
            value: d.tiv_m,
        })
        .collect();
    Ok(InputRows { input: input.clone(), columns: vec!["year", "supplier", "recipient", "source"], rows: found })
}

fn reserve_rows(table: &TableFile, input: &Input, rows: &Rows) -> Result<InputRows, StudyError> {
    let found = suzerain_tables::reserves::read(table)?
        .into_iter()
        .filter(|r| Some(r.holder) == rows.exporter && rows.variables.contains(&r.asset))
        .filter(|r| in_years(rows, suzerain_measures::finance::reserve_share::year_of(r.date)))
        .map(|r| TableRow {
            cells: vec![r.date.to_string(), r.holder.to_string(), r.breakdown, r.asset, r.basis],
            value: r.share,
        })
        .collect();
    Ok(InputRows { input: input.clone(), columns: vec!["date", "holder", "breakdown", "asset", "basis"], rows: found })
}

fn vote_rows(table: &TableFile, input: &Input, rows: &Rows) -> Result<InputRows, StudyError> {
    let mut found = Vec::new();
    if let (Some(a), Some(b)) = (rows.exporter, rows.importer) {
        let records = suzerain_tables::votes::read(table, &[a, b])?;
        for ((session, resolution), vote) in &records[0] {
            if let Some(other) = records[1].get(&(*session, *resolution))
                && in_years(rows, suzerain_tables::votes::session_year(*session))
                && (input.role != Role::Numerator || vote == other)
            {
                let word = |v: &Vote| format!("{v:?}").to_lowercase();
                let cells = vec![session.to_string(), resolution.to_string(), word(vote), word(other)];
                found.push(TableRow { cells, value: f64::from(u8::from(vote == other)) });
            }
        }
    }
    Ok(InputRows { input: input.clone(), columns: vec!["session", "roll call", "first", "second"], rows: found })
}

fn obligation_rows(table: &TableFile, input: &Input, rows: &Rows) -> Result<InputRows, StudyError> {
    let mut found = Vec::new();
    if let (Some(a), Some(b)) = (rows.exporter, rows.importer) {
        for (year, clauses) in suzerain_tables::obligations::read_pair(table, a, b)? {
            if in_years(rows, year) {
                let cells = vec![year.to_string(), a.to_string(), b.to_string(), clauses.names().join("+")];
                found.push(TableRow { cells, value: f64::from(clauses.ordinal()) });
            }
        }
    }
    Ok(InputRows { input: input.clone(), columns: vec!["year", "first", "second", "clauses"], rows: found })
}

fn trade_rows(table: &TableFile, input: &Input, rows: &Rows) -> Result<InputRows, StudyError> {
    let filter = FlowFilter {
        years: rows.years,
        touching: rows.exporter.into_iter().chain(rows.importer).collect(),
        quantities: input.unit == Unit::Tonnes,
    };
    let flows = trade::read(table, &filter)?;
    let goods_only = rows.items.is_empty();
    let classification = table.meta().classification;
    let mut found = Vec::new();
    for row in 0..flows.len() {
        let item = &flows.item_codes[usize::from(flows.item[row])];
        let (exporter, importer) = (flows.exporter[row], flows.importer[row]);
        let right_item =
            if goods_only { classification.is_none_or(|c| c.is_goods(item)) } else { rows.items.contains(item) };
        let own_sales_wanted = rows.exporter.is_some() && rows.exporter == rows.importer;
        if right_item
            && rows.exporter.is_none_or(|e| e == exporter)
            && rows.importer.is_none_or(|e| e == importer)
            && (own_sales_wanted || exporter != importer)
        {
            found.push(TableRow {
                cells: vec![
                    flows.year[row].to_string(),
                    exporter.to_string(),
                    importer.to_string(),
                    item.clone(),
                    rows.source.clone(),
                ],
                value: if input.unit == Unit::Tonnes { flows.quantity_t[row] } else { flows.value_kusd[row] },
            });
        }
    }
    found.sort_by(|x, y| y.value.total_cmp(&x.value).then_with(|| x.cells.cmp(&y.cells)));
    Ok(InputRows { input: input.clone(), columns: vec!["year", "exporter", "importer", "item", "source"], rows: found })
}
