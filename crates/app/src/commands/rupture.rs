//! `suzerain rupture`: what a break between two sides costs both, and everybody else.

use super::run::{answer, execute};
use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, Answer, Block, Format, OutputArgs, Table};
use crate::{own_world, progress, world};
use clap::ValueEnum;
use serde_json::json;
use std::path::PathBuf;
use suzerain_models::elasticity::Elasticity;
use suzerain_report::rupture::certificate;
use suzerain_studies::rupture::{Inputs, all_pairs};
use suzerain_studies::scenario::{Closure, Direction, ElasticityValue, Horizon, Model, Names, Scenario, unplaced};
use suzerain_tables::Year;
use suzerain_tables::groups::Group;

const AFTER_HELP: &str = "\
Examples:
  suzerain rupture RUS CHN
  suzerain rupture RUS CHN --model one-sector --theta 4 --draws 1000 --format json
  suzerain rupture USA CHN --direction a-stops --sector C26 --coalition JPN,NLD,KOR
  suzerain rupture --all-pairs --format csv --out matrix.csv
  suzerain rupture RUS EU27 --print-scenario > eu.toml

A and B are economies or groups (G7, EU27). Changes are per cent of each economy's own base, negative
for a loss. Without --model every model answers; the choice of model moves the answer more than any
parameter. Results do not depend on the number of threads (RAYON_NUM_THREADS).";

/// Shows what a break between two sides costs both and third parties, by several models.
///
/// The flows between them stop, both ways or one; each model says what that costs every economy, in the
/// short run (before anybody adjusts) or in the long run (after).
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// One side: an economy or a group
    #[arg(value_name = "A", required_unless_present = "all_pairs")]
    pub a: Option<String>,

    /// The other side: an economy or a group
    #[arg(value_name = "B", required_unless_present = "all_pairs")]
    pub b: Option<String>,

    /// Models to ask, all if left out; may be given several times
    #[arg(long, value_name = "MODEL", value_enum, value_delimiter = ',')]
    pub model: Vec<ModelName>,

    /// How long everybody has had to adjust; each model's own if left out
    #[arg(long, value_name = "HORIZON", value_enum)]
    pub horizon: Option<HorizonName>,

    /// Which flows stop
    #[arg(long, value_name = "WHICH", value_enum, default_value_t)]
    pub direction: DirectionName,

    /// Sectors that stop, of the 28- or 16-sector list; all if left out
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub sector: Vec<String>,

    /// Economies or groups that act with A
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub coalition: Vec<String>,

    /// Share of each flow that stops, 0 to 1
    #[arg(long, value_name = "SHARE")]
    pub coverage: Option<f64>,

    /// Share of what stops that passes all the same, 0 to 1
    #[arg(long, value_name = "SHARE")]
    pub leakage: Option<f64>,

    /// Assumptions of the models
    #[command(flatten)]
    pub assumptions: Assumptions,

    /// A world of your own: a CSV file with the columns exporter, importer, value (thousand USD)
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,

    /// Mend a world that is not whole instead of taking it as it stands
    #[arg(long)]
    pub repair: bool,

    /// The rupture of every pair of the world, by the one-sector model
    #[arg(long, conflicts_with_all = ["a", "b", "model", "sector", "coalition", "draws", "print_scenario"])]
    pub all_pairs: bool,

    /// Print the scenario file this command stands for, for `suzerain run`
    #[arg(long)]
    pub print_scenario: bool,

    /// Show entrepots among the third parties too
    #[arg(long)]
    pub entrepots: bool,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What a scenario of the command line leaves to the models' user to say.
#[derive(Debug, clap::Args)]
pub struct Assumptions {
    /// Trade elasticity of the one-sector model; without it the default of the horizon
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub theta: Option<f64>,

    /// Supply elasticity of the one-sector model (universal gravity), at or above 0; 0 is a fixed supply
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub supply_elasticity: Option<f64>,

    /// Inter-country input-output table of the models with sectors, by the name of its source: one imported to a
    /// `--data` folder or built in; without it multi-sector uses 28 sectors, the others 16
    #[arg(long, value_name = "NAME")]
    pub io_source: Option<String>,

    /// Year of the world; each model's newest up to it
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// What is held fixed about trade deficits
    #[arg(long, value_name = "CLOSURE", value_enum, default_value_t)]
    pub closure: ClosureName,

    /// Draws of elasticities and other uncertain parameters, for bands from 5 to 95 %; unless models are named,
    /// multi-sector makes 200 at most, inventories and rerouting 50
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub draws: usize,

    /// Seed of the draws
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
}

impl Assumptions {
    /// Puts the assumptions into a scenario whose horizon is set. A theta is the median of the draws, where there
    /// are any: their spread is the horizon's.
    pub fn apply(&self, scenario: &mut Scenario) {
        scenario.elasticity.theta = self.theta(scenario.horizon).map(unplaced);
        scenario.elasticity.supply = self.supply_elasticity.map(unplaced);
        scenario.io_source = self.io_source.clone().map(unplaced);
        scenario.year = self.year.map(unplaced);
        scenario.closure = self.closure.into();
        scenario.draws = self.draws;
        scenario.seed = self.seed;
    }

    fn theta(&self, horizon: Option<Horizon>) -> Option<ElasticityValue> {
        let theta = self.theta?;
        let horizon = horizon.unwrap_or(Horizon::Long).of_elasticity()?;
        Some(match horizon.trade_elasticity() {
            Elasticity::Lognormal { log_sd, low, high, .. } if self.draws > 0 => ElasticityValue::Lognormal {
                median: theta,
                log_sd,
                low: (low > 0.0).then_some(low),
                high: high.is_finite().then_some(high),
            },
            _ => ElasticityValue::Value(theta),
        })
    }
}

/// A model, on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModelName {
    /// Exact hat in a world of one sector: long run
    OneSector,
    /// Exact hat with 28 sectors and input-output links: long run
    MultiSector,
    /// Hypothetical extraction from the input-output table: what sellers lose, short run
    Extraction,
    /// Production bound of a shrunken bundle of inputs: what buyers lose, short run
    CesBound,
    /// Stocks and proportional rationing: short run
    Inventories,
    /// Rerouting with friction and capacity rationing: short run
    Rerouting,
}

impl From<ModelName> for Model {
    fn from(name: ModelName) -> Self {
        match name {
            ModelName::OneSector => Self::OneSector,
            ModelName::MultiSector => Self::MultiSector,
            ModelName::Extraction => Self::Extraction,
            ModelName::CesBound => Self::CesBound,
            ModelName::Inventories => Self::Inventories,
            ModelName::Rerouting => Self::Rerouting,
        }
    }
}

/// A horizon, on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HorizonName {
    /// Before anybody adjusts
    Short,
    /// One year
    OneYear,
    /// Seven to ten years
    SevenToTenYears,
    /// The long run
    Long,
}

impl From<HorizonName> for Horizon {
    fn from(name: HorizonName) -> Self {
        match name {
            HorizonName::Short => Self::Short,
            HorizonName::OneYear => Self::OneYear,
            HorizonName::SevenToTenYears => Self::SevenToTenYears,
            HorizonName::Long => Self::Long,
        }
    }
}

/// Which flows stop, on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DirectionName {
    /// Both
    #[default]
    Both,
    /// A stops selling to B
    AStops,
    /// B stops selling to A
    BStops,
}

impl From<DirectionName> for Direction {
    fn from(name: DirectionName) -> Self {
        match name {
            DirectionName::Both => Self::Both,
            DirectionName::AStops => Self::AStops,
            DirectionName::BStops => Self::BStops,
        }
    }
}

/// A closure, on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ClosureName {
    /// Each deficit keeps its share of world income
    #[default]
    Nominal,
    /// Each deficit keeps its share of the economy's income
    Proportional,
    /// Deficits are closed first
    Balanced,
}

impl From<ClosureName> for Closure {
    fn from(name: ClosureName) -> Self {
        match name {
            ClosureName::Nominal => Self::Nominal,
            ClosureName::Proportional => Self::Proportional,
            ClosureName::Balanced => Self::Balanced,
        }
    }
}

/// An economy or group as a scenario names it: by its code.
pub fn party(text: &str, year: Option<i16>, context: &Context) -> Result<String, CliError> {
    if let Ok(group) = Group::resolve(text) {
        return Ok(group.code().to_owned());
    }
    let found = world::economy(text, year)?;
    if let Some(note) = &found.note {
        context.note(note);
    }
    Ok(found.economy.code().to_owned())
}

fn scenario(args: &Args, context: &Context) -> Result<Scenario, CliError> {
    let name = |text: &Option<String>| party(text.as_deref().unwrap_or_default(), args.assumptions.year, context);
    let mut a = vec![name(&args.a)?];
    for member in &args.coalition {
        a.push(party(member, args.assumptions.year, context)?);
    }
    let mut scenario = Scenario::rupture(Names(a), Names(vec![name(&args.b)?]), args.direction.into());
    for measure in &mut scenario.measures {
        if !args.sector.is_empty() {
            measure.sectors = Some(unplaced(args.sector.iter().cloned().collect()));
        }
        measure.coverage = args.coverage.map(unplaced);
        measure.leakage = args.leakage.map(unplaced);
    }
    if !args.model.is_empty() {
        scenario.models = Some(args.model.iter().map(|m| Model::from(*m)).collect());
    }
    scenario.horizon = args.horizon.map(Horizon::from);
    args.assumptions.apply(&mut scenario);
    scenario.world = args.world.as_ref().map(|p| unplaced(p.display().to_string()));
    scenario.repair = args.repair;
    scenario.check()?;
    Ok(scenario)
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    world::check_years(args.assumptions.year, None)?;
    if args.all_pairs {
        return every_pair(args, context);
    }
    let scenario = scenario(args, context)?;
    if args.print_scenario {
        scenario.resolve(args.assumptions.year.unwrap_or(suzerain_studies::rupture::NEWEST_WORLD))?;
        let text = scenario.to_toml().map_err(|e| CliError::bug("the scenario cannot be written").because(e))?;
        return output::write(&text, args.output.out.as_deref());
    }
    let library = world::library(context)?;
    let rupture = execute(&scenario, &library, context)?;
    answer(&rupture, args.entrepots, library.sources())?.give(&args.output, context)
}

/// The dyadic matrix.
fn every_pair(args: &Args, context: &Context) -> Result<(), CliError> {
    let library = world::library(context)?;
    let own_world = args.world.as_deref().map(|path| own_world::read(path, args.repair)).transpose()?;
    let theta = args.assumptions.theta.unwrap_or(4.0);
    let bar = progress::Shares::new(context);
    let inputs = Inputs { library: &library, own_world };
    let found = all_pairs(
        &inputs,
        args.assumptions.year.map(Year),
        [theta, args.assumptions.supply_elasticity.unwrap_or(0.0)],
        args.assumptions.closure.into(),
        args.repair,
        &|share| {
            bar.set("pairs", share);
        },
    )
    .map_err(|e| CliError::user(e.to_string()).hint("`--repair` mends a world that is not whole"))?;
    drop(bar);
    let economies = &found.pairs.economies;
    let mut csv = Table::new(["economy", "partner", "change_pct"]);
    let mut worst: Vec<(f64, String, String)> = Vec::new();
    let mut rows = Vec::new();
    for a in economies {
        let mut row = Vec::with_capacity(economies.len());
        for b in economies {
            let change = if a == b { None } else { found.pairs.loss_pct(*a, *b).map(|loss| -loss) };
            if a != b {
                csv.push([a.code().to_owned(), b.code().to_owned(), change.map(|c| c.to_string()).unwrap_or_default()]);
            }
            if let Some(change) = change {
                worst.push((change, a.name().to_owned(), b.name().to_owned()));
            }
            row.push(change);
        }
        rows.push(row);
    }
    worst.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut table = Table::new(["economy", "loses its trade with", "change"]).right("change");
    for (change, a, b) in worst.iter().take(20) {
        table.push([a.clone(), b.clone(), format!("{change:.2} %")]);
    }
    let failed: Vec<_> = found
        .pairs
        .failed
        .iter()
        .map(|(a, b, why)| json!({"a": a.code(), "b": b.code(), "reason": why.to_string()}))
        .collect();
    let solved = found.pairs.solved;
    let answer = Answer {
        page: vec![
            Block::Heading(format!("Ruptures of all {} pairs", solved + failed.len())),
            Block::Line(format!(
                "One-sector exact hat, theta {theta}, {}, {}; welfare; the row economy loses its trade with the column. \
                 {solved} pairs solved, largest residual {:.1e}. The whole matrix: --format json or csv.",
                found.world.join(" and "),
                found.year.map_or_else(|| "year not stated".to_owned(), |y| y.to_string()),
                found.pairs.certificate.residual
            )),
            Block::Table(table),
            Block::List(found.repairs.clone()),
        ],
        json: json!({
            "schema": "suzerain.rupture-matrix/1",
            "model": "one-sector",
            "measure": "welfare",
            "theta": theta,
            "closure": Closure::from(args.assumptions.closure),
            "world": found.world,
            "year": found.year,
            "economies": economies.iter().map(|e| e.code()).collect::<Vec<_>>(),
            "change_pct": rows,
            "failed": failed,
            "certificate": certificate(&found.pairs.certificate),
            "repairs": found.repairs,
        }),
        csv,
    };
    if args.output.format == Format::Text && args.output.out.is_none() {
        context.note("the text shows the twenty largest losses only");
    }
    let worlds = found.world.iter().map(String::as_str);
    answer.with_sources(worlds, library.sources()).give(&args.output, context)
}
