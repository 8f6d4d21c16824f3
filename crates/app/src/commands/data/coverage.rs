//! `suzerain data coverage`: the years in which the tables can be trusted to have looked.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::world::{self, Resolved};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use suzerain_tables::coverage::FLOWS;
use suzerain_tables::library::Library;
use suzerain_tables::store::{Scope, StoreError, TableFile, TableMeta};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange, pairs, trade};

const AFTER_HELP: &str = "\
Examples:
  suzerain data coverage KAZ
  suzerain data coverage RUS BLR --format csv

Outside its window a value is missing, never zero. Inside the window both economies share, a flow
without a row is zero if the source looked and found nothing, and unknown if neither side published
its trade.";

/// Shows which years each table covers for one economy, or for two and the flows between them.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Economy, as a code or name
    #[arg(value_name = "A")]
    pub a: String,

    /// Second economy: adds the years both share, and what is known of the flows between them
    #[arg(value_name = "B")]
    pub b: Option<String>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let asked = match &args.b {
        Some(b) => {
            let (a, b) = world::pair(&args.a, b, None, context)?;
            vec![a, b]
        }
        None => {
            let a = world::economy(&args.a, None)?;
            a.note.iter().for_each(|note| context.note(note));
            vec![a]
        }
    };
    let library = world::library(context)?;
    if library.tables().is_empty() {
        context.note("no tables are loaded; `--data DIR` adds a folder of them");
    }
    Coverage::of(&library, &asked)?.answer().give(&args.output, context)
}

/// The windows of one variable of one table.
struct Windows<'a> {
    meta: &'a TableMeta,
    variable: &'a str,
    /// One an economy asked for, in that order.
    of: Vec<Option<YearRange>>,
    /// The years all of them share.
    shared: Option<YearRange>,
}

/// What a table says about one direction of a flow in a run of years.
struct Spell<'a> {
    meta: &'a TableMeta,
    from: Economy,
    to: Economy,
    years: YearRange,
    state: FlowState,
}

/// What a table says about a flow in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FlowState {
    /// It has a row.
    Present,
    /// It has none, and the source looked: the flow is zero.
    Zero,
    /// It has none, and neither side published its trade.
    NeitherReports,
    /// It has none, and the source leaves unknown flows out.
    Unknown,
}

impl FlowState {
    const fn id(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Zero => "zero",
            Self::NeitherReports => "unknown-neither-reports",
            Self::Unknown => "unknown",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Present => "values",
            Self::Zero => "zero (looked, found nothing)",
            Self::NeitherReports => "unknown (neither side reports)",
            Self::Unknown => "unknown (left out by the source)",
        }
    }
}

struct Coverage<'a> {
    /// The economies with a column: those asked for, and what they were called if a table has that.
    economies: Vec<Economy>,
    windows: Vec<Windows<'a>>,
    spells: Vec<Spell<'a>>,
    silences: Vec<String>,
    notes: Vec<String>,
    is_pair: bool,
}

impl<'a> Coverage<'a> {
    fn of(library: &'a Library, asked: &[Resolved]) -> Result<Self, CliError> {
        let economies = columns(library, asked);
        let windows = library.tables().iter().flat_map(|table| windows_of(table.meta(), &economies, asked)).collect();
        let mut spells = Vec::new();
        if let [a, b] = asked {
            for table in library.tables() {
                spells.extend(spells_of(library, table, a.economy, b.economy)?);
            }
        }
        let silences = library.reporting().facts().iter().filter(|fact| economies.contains(&fact.economy));
        Ok(Self {
            windows,
            spells,
            silences: silences.map(silence).collect(),
            notes: asked.iter().filter_map(|resolved| resolved.note.clone()).collect(),
            is_pair: asked.len() == 2,
            economies,
        })
    }

    fn answer(&self) -> Answer {
        Answer { page: self.page(), json: self.json(), csv: self.csv() }
    }

    fn page(&self) -> Vec<Block> {
        let who: Vec<String> = self.economies.iter().map(|e| format!("{} ({e})", e.name())).collect();
        let mut page = vec![Block::Heading(format!("Years covered: {}", who.join(", ")))];
        let mut headers = vec!["table", "source", "variable"];
        headers.extend(self.economies.iter().map(|economy| economy.code()));
        headers.extend(self.is_pair.then_some("both"));
        let mut table = Table::new(headers);
        for windows in &self.windows {
            let meta = windows.meta;
            let mut row = vec![table_name(meta), meta.source.clone(), windows.variable.to_owned()];
            row.extend(windows.of.iter().map(|window| range(*window)));
            row.extend(self.is_pair.then(|| range(windows.shared)));
            table.push(row);
        }
        page.push(if table.is_empty() {
            Block::Line("No loaded table covers any of them.".into())
        } else {
            Block::Table(table)
        });
        self.flows(&mut page);
        if !self.silences.is_empty() {
            page.push(Block::Heading("Who stopped publishing its trade".into()));
            page.push(Block::List(self.silences.clone()));
        }
        page
    }

    fn flows(&self, page: &mut Vec<Block>) {
        if self.spells.is_empty() {
            return;
        }
        page.push(Block::Heading("Flows between the two".into()));
        let mut table = Table::new(["table", "source", "direction", "years", "what the table says"]);
        for spell in &self.spells {
            table.push([
                &table_name(spell.meta),
                &spell.meta.source,
                &format!("{} to {}", spell.from, spell.to),
                &spell.years.to_string(),
                spell.state.words(),
            ]);
        }
        page.push(Block::Table(table));
    }

    fn json(&self) -> Value {
        let windows: Vec<Value> = self
            .windows
            .iter()
            .map(|windows| {
                let of: Map<String, Value> = self
                    .economies
                    .iter()
                    .zip(&windows.of)
                    .map(|(economy, window)| (economy.code().to_owned(), span(*window)))
                    .collect();
                let mut record = table_fields(windows.meta);
                record.insert("variable".into(), json!(windows.variable));
                record.insert("windows".into(), Value::Object(of));
                if self.is_pair {
                    record.insert("shared".into(), span(windows.shared));
                }
                Value::Object(record)
            })
            .collect();
        let flows: Vec<Value> = self
            .spells
            .iter()
            .map(|spell| {
                let mut record = table_fields(spell.meta);
                record.insert("from".into(), json!(spell.from));
                record.insert("to".into(), json!(spell.to));
                record.insert("first".into(), json!(spell.years.first));
                record.insert("last".into(), json!(spell.years.last));
                record.insert("state".into(), json!(spell.state.id()));
                Value::Object(record)
            })
            .collect();
        json!({
            "schema": "suzerain.coverage/1",
            "economies": self.economies,
            "windows": windows,
            "flows": flows,
            "silences": self.silences,
            "notes": self.notes,
        })
    }

    fn csv(&self) -> Table {
        let mut table = Table::new([
            "table",
            "source",
            "vintage",
            "classification",
            "variable",
            "economy",
            "partner",
            "first",
            "last",
            "state",
        ]);
        for windows in &self.windows {
            for (economy, window) in self.economies.iter().zip(&windows.of) {
                let state = if window.is_some() { "covered" } else { "not-covered" };
                table.push(csv_row(windows.meta, windows.variable, (economy.code(), ""), *window, state));
            }
        }
        for spell in &self.spells {
            let ends = (spell.from.code(), spell.to.code());
            table.push(csv_row(spell.meta, FLOWS, ends, Some(spell.years), spell.state.id()));
        }
        table
    }
}

/// The economies to show: what was asked for under its own code where a table has that code, and
/// the state that continues it.
fn columns(library: &Library, asked: &[Resolved]) -> Vec<Economy> {
    let has_windows =
        |economy: Economy| {
            library.tables().iter().map(|table| &table.meta().coverage).any(|coverage| {
                coverage.variables().iter().any(|variable| coverage.window(variable, economy).is_some())
            })
        };
    let mut columns = Vec::new();
    for resolved in asked {
        if resolved.asked != resolved.economy && has_windows(resolved.asked) {
            columns.push(resolved.asked);
        }
        columns.push(resolved.economy);
    }
    columns
}

/// The windows of every variable of a table that covers one of the economies at least.
fn windows_of<'a>(meta: &'a TableMeta, economies: &[Economy], asked: &[Resolved]) -> Vec<Windows<'a>> {
    meta.coverage
        .variables()
        .into_iter()
        .map(|variable| {
            let window = |economy: &Economy| meta.coverage.window(variable, *economy);
            Windows {
                meta,
                variable,
                of: economies.iter().map(window).collect(),
                shared: shared(asked.iter().map(|resolved| window(&resolved.economy))),
            }
        })
        .filter(|windows| windows.of.iter().any(Option::is_some))
        .collect()
}

/// The years in all windows; none if one is absent or they do not meet.
fn shared(windows: impl Iterator<Item = Option<YearRange>>) -> Option<YearRange> {
    let windows: Option<Vec<YearRange>> = windows.collect();
    windows?
        .into_iter()
        .reduce(|a, b| YearRange::new(a.first.max(b.first), a.last.min(b.last)))
        .filter(|range| range.first <= range.last)
}

/// What a table of flows says about both directions, in runs of years.
fn spells_of<'a>(
    library: &Library,
    table: &'a TableFile,
    a: Economy,
    b: Economy,
) -> Result<Vec<Spell<'a>>, StoreError> {
    let meta = table.meta();
    let window = |economy| meta.coverage.window(FLOWS, economy);
    let has_pairs = pairs::flow_columns(meta.kind).is_some() && meta.scope != Scope::DomesticSales;
    if !has_pairs || window(a).is_none() || window(b).is_none() {
        return Ok(Vec::new());
    }
    let (a_to_b, b_to_a) = pairs::years_with_rows(table, a, b)?;
    let mut spells = Vec::new();
    for (from, to, present) in [(a, b, &a_to_b), (b, a, &b_to_a)] {
        // A row counts wherever it stands; the shared window adds the years without one.
        let mut years: BTreeSet<Year> = present.clone();
        years.extend(shared([window(a), window(b)].into_iter()).into_iter().flat_map(YearRange::iter));
        let states = years.into_iter().filter_map(|year| {
            let state = if present.contains(&year) {
                FlowState::Present
            } else {
                absent(&trade::absent_flow(meta, library.reporting(), from, to, year))?
            };
            Some((year, state))
        });
        spells.extend(runs(states).into_iter().map(|(years, state)| Spell { meta, from, to, years, state }));
    }
    Ok(spells)
}

fn absent(observation: &Observation) -> Option<FlowState> {
    match observation {
        Observation::Known(_) => Some(FlowState::Zero),
        Observation::Missing(Missing::NeitherReports { .. }) => Some(FlowState::NeitherReports),
        Observation::Missing(Missing::OutsideWindow { .. } | Missing::NotCovered { .. }) => None,
        Observation::Missing(_) => Some(FlowState::Unknown),
    }
}

/// Consecutive years of one state become one range.
fn runs(states: impl Iterator<Item = (Year, FlowState)>) -> Vec<(YearRange, FlowState)> {
    let mut runs: Vec<(YearRange, FlowState)> = Vec::new();
    for (year, state) in states {
        match runs.last_mut() {
            Some((range, of)) if *of == state && year.since(range.last) == 1 => range.last = year,
            _ => runs.push((YearRange::new(year, year), state)),
        }
    }
    runs
}

fn silence(fact: &suzerain_tables::reporting::Silence) -> String {
    let until = fact.to.map_or_else(|| " on".to_owned(), |to| format!(" to {to}"));
    format!("{} ({}) from {}{until}: {}, {}", fact.economy.name(), fact.economy, fact.from, fact.basis, fact.source)
}

/// The table and the classification of its items, where it has items.
fn table_name(meta: &TableMeta) -> String {
    match meta.classification {
        Some(classification) => format!("{} {classification}", meta.kind.name()),
        None => meta.kind.name().to_owned(),
    }
}

fn range(window: Option<YearRange>) -> String {
    window.map_or_else(|| "-".to_owned(), |window| window.to_string())
}

fn span(window: Option<YearRange>) -> Value {
    window.map_or(Value::Null, |window| json!({"first": window.first, "last": window.last}))
}

fn table_fields(meta: &TableMeta) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("table".into(), json!(meta.kind));
    fields.insert("source".into(), json!(meta.source));
    fields.insert("vintage".into(), json!(meta.vintage));
    fields.insert("classification".into(), json!(meta.classification));
    fields.insert("universe".into(), json!(meta.universe));
    fields
}

fn csv_row(
    meta: &TableMeta,
    variable: &str,
    (economy, partner): (&str, &str),
    years: Option<YearRange>,
    state: &str,
) -> [String; 10] {
    let year = |pick: fn(YearRange) -> Year| years.map(|years| pick(years).to_string()).unwrap_or_default();
    [
        meta.kind.name().to_owned(),
        meta.source.clone(),
        meta.vintage.clone(),
        meta.classification.map(|classification| classification.id().to_owned()).unwrap_or_default(),
        variable.to_owned(),
        economy.to_owned(),
        partner.to_owned(),
        year(|years| years.first),
        year(|years| years.last),
        state.to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_one_state_are_joined_only_if_consecutive() {
        use FlowState::{Present, Zero};
        let states = [(2000, Present), (2001, Present), (2003, Present), (2004, Zero)];
        let runs = runs(states.into_iter().map(|(year, state)| (Year(year), state)));
        let words: Vec<String> = runs.iter().map(|(years, state)| format!("{years} {}", state.id())).collect();
        assert_eq!(words, ["2000-2001 present", "2003 present", "2004 zero"]);
    }

    #[test]
    fn windows_that_do_not_meet_share_nothing() {
        let window = |first, last| Some(YearRange::new(Year(first), Year(last)));
        assert_eq!(shared([window(1990, 2000), window(1995, 2010)].into_iter()), window(1995, 2000));
        assert_eq!(shared([window(1990, 1994), window(1995, 2010)].into_iter()), None);
        assert_eq!(shared([window(1990, 1994), None].into_iter()), None);
    }
}
