//! `suzerain rank`: all states in the order of a measure.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::progress::Steps;
use crate::world;
use serde_json::json;
use std::collections::BTreeMap;
use suzerain_studies::rank::trend::{Before, YEARS, before};
use suzerain_studies::rank::{Place, Ranking, rank, rank_newest};
use suzerain_studies::words;
use suzerain_studies::world::World;
use suzerain_tables::{Economy, Figure, Observation, Year};

const AFTER_HELP: &str = "\
Examples:
  suzerain rank cinc --year 2022 --top 10
  suzerain rank supplier_hhi --top 20
  suzerain rank kappa --year 2018 --with RUS --format json

MEASURE is a measure of states (cinc, beckley, ideal_point, status_deficit, supplier_rank, market_hhi, ...), any
variable of the indicator tables (gdp_ppp_intl_usd, population, ...), or, with --with, a measure of
pairs (kappa, s_score, un_agreement, ideal_point_distance, alliance_obligation, ...). Measures of
dependence (import_share, hirschman_asymmetry, interdependence, hub_dependence, effective_dependence,
value_added_origin, coercive_power, ...) rank who depends most on the state given with --with.";

/// Puts all states in the order of a measure, largest value first, each with its value and place five years before.
///
/// Equal values share a place. States without a value in the year have none, and are counted below
/// the table.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The measure, as it is called in JSON
    #[arg(value_name = "MEASURE")]
    pub measure: String,

    /// Calendar year, for UN votes that in which the session began; without it, the newest with any value
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// The other side of measures of pairs
    #[arg(long, value_name = "STATE")]
    pub with: Option<String>,

    /// Only the first N places
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub top: Option<u32>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    world::check_years(args.year, None)?;
    let partner = args.with.as_deref().map(|text| world::economy(text, args.year)).transpose()?;
    if let Some(note) = partner.as_ref().and_then(|p| p.note.as_ref()) {
        context.note(note);
    }
    let library = world::library(context)?;
    let partner = partner.map(|p| p.economy);
    // Ranks look at all states; the pair of the world is of no account.
    let usa = world::economy("USA", None)?.economy;
    let world = World::new(&library, [partner.unwrap_or(usa), usa]);
    let (year, mut ranking, then) = {
        let _step = Steps::one("all economies", context);
        let (year, ranking) = match args.year.map(Year) {
            Some(year) => (year, rank(&world, &args.measure, year, partner)?),
            None => rank_newest(&world, &args.measure, partner)?,
        };
        let then = before(&world, &ranking, year, partner)?;
        (year, ranking, then)
    };
    let of = ranking.rows.len();
    if let Some(top) = args.top {
        ranking.rows.retain(|place| place.rank <= top as usize);
    }
    let sources = ranking.rows.iter().flat_map(|p| &p.figure.sources).map(|r| r.id.as_str());
    answer(&ranking, &then, year.0, partner.map(Economy::code), of)
        .with_sources(sources, library.sources())
        .give(&args.output, context)
}

fn answer(ranking: &Ranking, then: &BTreeMap<Economy, Before>, year: i16, with: Option<&str>, of: usize) -> Answer {
    let earlier = year - YEARS;
    let columns = [format!("value {earlier}"), format!("rank {earlier}")];
    let mut shown = Table::new(["rank", "economy", "name", "value", &columns[0], &columns[1], "status"]);
    for right in ["rank", "value", &columns[0], &columns[1]] {
        shown = shown.right(right);
    }
    let mut csv = Table::new([
        "rank",
        "economy",
        "value",
        "unit",
        "status",
        "year",
        "measure",
        "year_before",
        "value_before",
        "rank_before",
    ]);
    let mut rows = Vec::new();
    for Place { economy, rank, figure } in &ranking.rows {
        let name = economy.name_in(year);
        let (rank_text, value) = (rank.to_string(), figure.value.known());
        let before = then.get(economy);
        let value_then = before.and_then(|b| b.value);
        let told = value_then.map_or_else(|| "-".to_owned(), |v| words::value(&like(figure, v)));
        let rank_then = before.map(|b| b.rank.to_string());
        shown.push([
            rank_text.as_str(),
            economy.code(),
            name,
            &words::value(figure),
            &told,
            rank_then.as_deref().unwrap_or("-"),
            figure.status.name(),
        ]);
        csv.push([
            rank_text.as_str(),
            economy.code(),
            &value.map(|v| v.to_string()).unwrap_or_default(),
            ranking.unit.symbol(),
            figure.status.name(),
            &year.to_string(),
            ranking.measure,
            &before.map(|_| earlier.to_string()).unwrap_or_default(),
            &value_then.map(|v| v.to_string()).unwrap_or_default(),
            rank_then.as_deref().unwrap_or_default(),
        ]);
        let before = before.map(|b| json!({"year": earlier, "value": b.value, "rank": b.rank}));
        rows.push(json!({
            "economy": economy, "value": value, "rank": rank, "status": figure.status.name(), "before": before,
        }));
    }
    let with_whom = with.map(|w| format!(", with {w}")).unwrap_or_default();
    let mut page = vec![
        Block::Heading(format!("{} ({}), {year}{with_whom}", ranking.title, ranking.measure)),
        Block::Table(shown),
    ];
    let mut below = format!("{of} states have a value.");
    if then.is_empty() {
        below += &format!(" The same source has none of {earlier}.");
    } else if then.values().all(|b| b.value.is_none()) {
        below += " Positions of different sessions compare by place only.";
    }
    if !ranking.missing.is_empty() {
        let codes: Vec<&str> = ranking.missing.iter().map(|e| e.code()).collect();
        below += &format!(" Without one in {year}, of those the source looks at: {}.", codes.join(", "));
    }
    page.push(Block::Line(below));
    let mut document = json!({
        "schema": "suzerain.rank/1",
        "measure": ranking.measure,
        "year": year,
        "unit": ranking.unit.symbol(),
        "rows": rows,
        "states": of,
        "missing": ranking.missing,
    });
    if let Some(with) = with {
        document["with"] = json!(with);
    }
    Answer { page, json: document, csv }
}

/// The figure with another value, to be told in the same way.
fn like(figure: &Figure, value: f64) -> Figure {
    Figure { value: Observation::Known(value), ..figure.clone() }
}
