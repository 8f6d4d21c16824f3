//! `suzerain gains`: gains from trade, the cost of autarky.

use super::run::banded;
use super::rupture::{Assumptions, ClosureName, party};
use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::{own_world, world};
use serde_json::{Value, json};
use std::path::PathBuf;
use suzerain_studies::gains::{Gains, Row, gains};
use suzerain_studies::rupture::{Band, Inputs};
use suzerain_studies::scenario::{Direction, Names, Scenario};
use suzerain_tables::Economy;

const AFTER_HELP: &str = "\
Examples:
  suzerain gains
  suzerain gains RUS CHN --draws 200
  suzerain gains DEU --theta 5 --year 2019 --format json

One sector: 1 - lambda^(1/theta), lambda the share of expenditure on own goods. The second column ends the
deficit or surplus too. With sectors and input-output links losses are larger. An economy without domestic
sales in the data has none.";

/// Shows what a return to autarky would cost: the gains from trade.
///
/// After Arkolakis, Costinot and Rodriguez-Clare (2012) in one sector, and Costinot and Rodriguez-Clare (2014)
/// with sectors and input-output links.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Economies; all of the world if left out
    #[arg(value_name = "ECONOMY")]
    pub economies: Vec<String>,

    /// Trade elasticity of the one-sector formula
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub theta: Option<f64>,

    /// Year of the worlds; each model's newest up to it
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// Inter-country input-output table of the column with sectors, by the name of its source
    #[arg(long, value_name = "NAME")]
    pub io_source: Option<String>,

    /// Draws of the elasticities, for bands from 5 to 95 %
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub draws: usize,

    /// Seed of the draws
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,

    /// A world of your own: a CSV file with the columns exporter, importer, value (thousand USD)
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    world::check_years(args.year, None)?;
    let mut asked = Vec::new();
    for text in &args.economies {
        let code = party(text, args.year, context)?;
        let economy = Economy::from_code(&code)
            .ok_or_else(|| CliError::user(format!("{code} is a group")).hint("name its members, or none for all"))?;
        if !asked.contains(&economy) {
            asked.push(economy);
        }
    }
    // The worlds and elasticities of a scenario; what it stops is of no account here.
    let one = asked.first().map_or("USA", |e| e.code());
    let other = if one == "CHN" { "USA" } else { "CHN" };
    let name = |code: &str| Names(vec![code.to_owned()]);
    let mut scenario = Scenario::rupture(name(one), name(other), Direction::Both);
    let assumptions = Assumptions {
        theta: args.theta,
        supply_elasticity: None,
        io_source: args.io_source.clone(),
        year: args.year,
        closure: ClosureName::Nominal,
        draws: args.draws,
        seed: args.seed,
    };
    assumptions.apply(&mut scenario);
    scenario.check()?;
    let library = world::library(context)?;
    let own_world = args.world.as_deref().map(|path| own_world::read(path, false)).transpose()?;
    let inputs = Inputs { library: &library, own_world };
    let found = gains(&scenario, &inputs, &asked).map_err(|e| {
        CliError::user(e.to_string()).hint("worlds are built in for 2011 to 2023; --world FILE.csv brings your own")
    })?;
    let of_sectors = found.sectors.iter().flat_map(|(world, _)| world);
    let sources = found.world.0.iter().chain(of_sectors).map(String::as_str);
    answer(&found).with_sources(sources, library.sources()).give(&args.output, context)
}

fn scaled(band: Option<Band>) -> Option<Band> {
    band.map(|b| Band { low: 100.0 * b.low, high: 100.0 * b.high })
}

fn answer(found: &Gains) -> Answer {
    let heads = ["economy", "own goods, %", "one sector", "deficit ends too", "sectors and inputs"];
    let mut table = heads[1..].iter().fold(Table::new(heads), |t, h| t.right(h));
    let mut csv = Table::new([
        "economy",
        "domestic_share",
        "loss_pct",
        "low",
        "high",
        "loss_with_deficit_pct",
        "multi_sector_loss_pct",
        "multi_sector_low",
        "multi_sector_high",
        "reason",
    ]);
    let cell = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    for row in &found.rows {
        let one = row.one_sector.as_ref().ok();
        let pct = |v: Option<f64>| v.map(|v| 100.0 * v);
        let shown = |v: Option<f64>, band| v.map_or_else(|| "not defined".to_owned(), |v| banded(Some(v), band));
        table.push([
            row.economy.name().to_owned(),
            shown(pct(one.map(|g| g.domestic_share)), None),
            shown(pct(one.map(|g| g.balanced)), scaled(row.one_sector_band)),
            shown(pct(one.map(|g| g.with_deficit)), None),
            row.multi_sector
                .map_or_else(|_| "-".to_owned(), |v| banded(Some(100.0 * v), scaled(row.multi_sector_band))),
        ]);
        csv.push([
            row.economy.code().to_owned(),
            cell(one.map(|g| g.domestic_share)),
            cell(pct(one.map(|g| g.balanced))),
            cell(scaled(row.one_sector_band).map(|b| b.low)),
            cell(scaled(row.one_sector_band).map(|b| b.high)),
            cell(pct(one.map(|g| g.with_deficit))),
            cell(pct(row.multi_sector.ok())),
            cell(scaled(row.multi_sector_band).map(|b| b.low)),
            cell(scaled(row.multi_sector_band).map(|b| b.high)),
            row.one_sector.err().unwrap_or_default().to_owned(),
        ]);
    }
    let year = found.world.1.map_or_else(|| "year not stated".to_owned(), |y| y.to_string());
    let mut facts = vec![format!(
        "one sector: {}, {year}, theta {}; expenditure on what the world holds (goods only in 2023)",
        found.world.0.join(" and "),
        found.theta
    )];
    match &found.sectors {
        Ok((sources, year)) => facts.push(format!("sectors and inputs: {}, {year}", sources.join(", "))),
        Err(why) => facts.push(format!("sectors and inputs: {why}")),
    }
    facts.extend(found.repairs.iter().cloned());
    let page = vec![
        Block::Heading("Gains from trade".into()),
        Block::Line(
            "Loss of real expenditure in autarky, per cent (vulnerability: after adjustment). Worlds differ in what they \
             hold, so compare within a column."
                .into(),
        ),
        Block::Table(table),
        Block::List(facts),
    ];
    let json = json!({
        "schema": "suzerain.gains/1",
        "theta": found.theta,
        "draws": found.draws,
        "one_sector": {"world": found.world.0, "year": found.world.1},
        "multi_sector": match &found.sectors {
            Ok((world, year)) => json!({"world": world, "year": year}),
            Err(why) => json!({"reason": why}),
        },
        "rows": found.rows.iter().map(record).collect::<Vec<_>>(),
        "repairs": found.repairs,
    });
    Answer { page, json, csv }
}

fn record(row: &Row) -> Value {
    let one = row.one_sector.as_ref().ok();
    let mut out = json!({
        "economy": row.economy.code(),
        "domestic_share": one.map(|g| g.domestic_share),
        "loss_pct": one.map(|g| 100.0 * g.balanced),
        "loss_with_deficit_pct": one.map(|g| 100.0 * g.with_deficit),
        "multi_sector_loss_pct": row.multi_sector.ok().map(|g| 100.0 * g),
    });
    let bands =
        [("low", "high", row.one_sector_band), ("multi_sector_low", "multi_sector_high", row.multi_sector_band)];
    for (low, high, band) in bands {
        if let Some(band) = scaled(band) {
            (out[low], out[high]) = (json!(band.low), json!(band.high));
        }
    }
    if let Err(reason) = row.one_sector {
        out["reason"] = json!(reason);
    }
    if let Err(reason) = row.multi_sector {
        out["multi_sector_reason"] = json!(reason);
    }
    out
}
