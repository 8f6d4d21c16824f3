//! `suzerain economies`: who is who, in which years, under which codes, in which groups.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use serde_json::{Value, json};
use suzerain_tables::Economy;
use suzerain_tables::groups::Group;

/// A year after every dated membership: the newest one holds.
const NEWEST: i16 = 9999;

const AFTER_HELP: &str = "\
Examples:
  suzerain economies \"soviet union\"
  suzerain economies --group NATO --year 1999

A group's members are those of 31 December of the year.";

/// Lists states and other economies, or shows what one name or code stands for.
///
/// With TEXT: its codes in the usual sources, its names by year, the years it existed, what
/// followed it, and the groups it belonged to. Without TEXT: the whole list.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Code or name, in any spelling: RUS, ru, Russia, USSR, "Korea, Rep."
    pub text: Option<String>,

    /// Calendar year: names and memberships of that year, and only what existed in it
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(1816..=2200))]
    pub year: Option<i16>,

    /// Members of this group; without a name, lists the groups there are
    #[arg(long, value_name = "GROUP", num_args = 0..=1, conflicts_with = "text")]
    pub group: Option<Option<String>>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let answer = match (&args.text, &args.group) {
        (Some(text), _) => one(Economy::resolve(text, args.year)?, args.year),
        (None, Some(None)) => groups(args.year),
        (None, Some(Some(group))) => members(Group::resolve(group)?, args.year),
        (None, None) => list(args.year),
    };
    answer.give(&args.output, context)
}

fn list(year: Option<i16>) -> Answer {
    let economies: Vec<Economy> = Economy::all().filter(|e| year.is_none_or(|year| e.exists_in(year))).collect();
    let what = match year {
        Some(year) => format!("{} economies in {year}", economies.len()),
        None => format!("{} economies of today and of the past", economies.len()),
    };
    several(vec![Block::Heading(what)], &economies, year)
}

fn members(group: Group, year: Option<i16>) -> Answer {
    let members = group.members(year.unwrap_or(NEWEST));
    let when = year.map_or_else(|| "newest membership".to_owned(), |year| format!("31 December {year}"));
    let mut page = vec![Block::Heading(format!("{} ({group}), {when}: {} members", group.name(), members.len()))];
    let remarks = remarks(group, year);
    if !remarks.is_empty() {
        page.push(Block::List(remarks));
    }
    several(page, &members, year)
}

/// Remarks on memberships, each told once with the members it stands at; a remark that stands at
/// many is about the group.
fn remarks(group: Group, year: Option<i16>) -> Vec<String> {
    const FEW: usize = 3;
    let mut told: Vec<(&str, Vec<Economy>)> = Vec::new();
    for (member, remark) in group.notes(year.unwrap_or(NEWEST)) {
        match told.iter_mut().find(|(text, _)| *text == remark) {
            Some((_, members)) => members.push(member),
            None => told.push((remark, vec![member])),
        }
    }
    told.into_iter()
        .map(
            |(remark, members)| {
                if members.len() > FEW { remark.to_owned() } else { format!("{}: {remark}", listed(&members)) }
            },
        )
        .collect()
}

fn several(mut page: Vec<Block>, economies: &[Economy], year: Option<i16>) -> Answer {
    let table = table(economies, year);
    if !table.is_empty() {
        page.push(Block::Table(table.clone()));
    }
    Answer { page, json: document(economies, year), csv: table }
}

fn groups(year: Option<i16>) -> Answer {
    let mut table = Table::new(["group", "members", "name"]).right("members");
    let mut records = Vec::new();
    for group in Group::all() {
        let members = group.members(year.unwrap_or(NEWEST));
        table.push([group.code().to_owned(), members.len().to_string(), group.name().to_owned()]);
        records.push(json!({"code": group.code(), "name": group.name(), "members": members}));
    }
    Answer {
        page: vec![Block::Table(table.clone())],
        json: json!({"schema": "suzerain.groups/1", "year": year, "groups": records}),
        csv: table,
    }
}

fn table(economies: &[Economy], year: Option<i16>) -> Table {
    let mut table = Table::new(["code", "iso2", "m49", "baci", "cow", "gw", "kind", "years", "name"]);
    for economy in economies {
        table.push([
            economy.code().to_owned(),
            economy.iso2().unwrap_or_default().to_owned(),
            economy.m49().map(|code| format!("{code:03}")).unwrap_or_default(),
            number(economy.baci()),
            number(economy.cow()),
            number(economy.gw()),
            kind(*economy).to_owned(),
            periods(*economy),
            year.map_or(economy.name(), |year| economy.name_in(year)).to_owned(),
        ]);
    }
    table
}

fn document(economies: &[Economy], year: Option<i16>) -> Value {
    let records: Vec<Value> = economies.iter().map(|economy| record(*economy, year)).collect();
    json!({"schema": "suzerain.economies/1", "year": year, "economies": records})
}

fn record(economy: Economy, year: Option<i16>) -> Value {
    let span = |first: Option<i16>, last: Option<i16>| json!({"first": first, "last": last});
    let names: Vec<Value> = economy
        .names_by_year()
        .map(|(name, first, last)| json!({"name": name, "first": first, "last": last}))
        .collect();
    json!({
        "code": economy.code(),
        "name": economy.name(),
        "name_in_year": year.map(|year| economy.name_in(year)),
        "kind": kind(economy),
        "iso2": economy.iso2(),
        "m49": economy.m49(),
        "baci": economy.baci(),
        "cow": economy.cow(),
        "gw": economy.gw(),
        "periods": economy.periods().map(|(first, last)| span(Some(first), last)).collect::<Vec<_>>(),
        "names_by_year": names,
        "continuer": economy.continuer(),
        "successors": economy.successors(),
        "groups": groups_of(economy, year).into_iter().map(Group::code).collect::<Vec<_>>(),
    })
}

fn one(economy: Economy, year: Option<i16>) -> Answer {
    let mut page = vec![
        Block::Heading(format!("{} ({economy})", year.map_or(economy.name(), |year| economy.name_in(year)))),
        Block::Table(facts(economy, year)),
    ];
    if let Some(continuer) = economy.continuer() {
        page.push(Block::Line(format!(
            "Tables that follow states through changes of name and border (alliances, votes, capabilities) have it \
             as {} ({continuer}).",
            continuer.name()
        )));
    }
    Answer { page, json: document(&[economy], year), csv: table(&[economy], year) }
}

fn facts(economy: Economy, year: Option<i16>) -> Table {
    let mut table = Table::new(["fact", "value"]);
    table.push(["kind", kind(economy)]);
    table.push(["codes", &codes(economy)]);
    table.push(["exists", &periods(economy)]);
    for (name, first, last) in economy.names_by_year() {
        let when = match (first, last) {
            (None, Some(last)) => format!("until {last}"),
            _ => years(first, last),
        };
        table.push(["name", &format!("{name} ({when})")]);
    }
    if !economy.successors().is_empty() {
        table.push(["followed by", &listed(economy.successors())]);
    }
    let groups: Vec<&str> = groups_of(economy, year).into_iter().map(Group::code).collect();
    if !groups.is_empty() {
        let when = year.map_or_else(|| "groups".to_owned(), |year| format!("groups, {year}"));
        table.push([when, groups.join(", ")]);
    }
    table
}

/// The groups of an economy in a year, today's without one.
///
/// Members are continuing states, so an economy that ended is looked up as its continuer while it
/// existed, which on 31 December of its last year it did not.
fn groups_of(economy: Economy, year: Option<i16>) -> Vec<Group> {
    let year = year.unwrap_or(NEWEST);
    match economy.continuer() {
        Some(continuer) if economy.last_year().is_some_and(|last| year < last) => Group::of(continuer, year),
        Some(_) => Vec::new(),
        None => Group::of(economy, year),
    }
}

fn codes(economy: Economy) -> String {
    let mut codes = vec![format!("three letters {economy}")];
    codes.extend(economy.iso2().map(|code| format!("two letters {code}")));
    codes.extend(economy.m49().map(|code| format!("UN M49 {code:03}")));
    codes.extend(economy.baci().map(|code| format!("BACI {code}")));
    codes.extend(economy.cow().map(|code| format!("Correlates of War {code}")));
    codes.extend(economy.gw().map(|code| format!("Gleditsch-Ward {code}")));
    codes.join(", ")
}

fn kind(economy: Economy) -> &'static str {
    if economy.is_state() {
        "state"
    } else if economy.is_aggregate() {
        "aggregate"
    } else {
        "territory"
    }
}

fn periods(economy: Economy) -> String {
    economy.periods().map(|(first, last)| years(Some(first), last)).collect::<Vec<_>>().join(", ")
}

fn years(first: Option<i16>, last: Option<i16>) -> String {
    let bound = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
    if first == last { bound(first) } else { format!("{}-{}", bound(first), bound(last)) }
}

fn number(code: Option<u16>) -> String {
    code.map(|code| code.to_string()).unwrap_or_default()
}

fn listed(economies: &[Economy]) -> String {
    economies.iter().map(|e| format!("{} ({e})", e.name())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn economy(code: &str) -> Economy {
        Economy::from_code(code).unwrap()
    }

    #[test]
    fn codes_periods_and_names_are_told() {
        let russia = record(economy("RUS"), Some(1955));
        assert_eq!(russia["name_in_year"], "Soviet Union");
        assert_eq!((&russia["m49"], &russia["baci"], &russia["cow"]), (&json!(643), &json!(643), &json!(365)));
        assert_eq!(periods(economy("EST")), "1918-1940, 1991-");
    }

    #[test]
    fn an_economy_that_ended_has_groups_while_it_existed() {
        let groups: Vec<&str> = groups_of(economy("SUN"), Some(1980)).into_iter().map(Group::code).collect();
        assert_eq!(groups, ["P5", "WARSAW"]);
        assert!(groups_of(economy("SUN"), Some(1991)).is_empty());
        assert!(groups_of(economy("SUN"), None).is_empty());
    }

    #[test]
    fn a_remark_on_a_whole_group_is_told_once() {
        let nato = Group::resolve("NATO").unwrap();
        assert_eq!(remarks(nato, Some(1999)).len(), 1);
    }
}
