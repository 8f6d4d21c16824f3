//! `suzerain run`: runs a scenario from a file.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::{own_world, progress, world};
use std::io::Read;
use std::path::{Path, PathBuf};
use suzerain_report::rupture::{flags, json};
use suzerain_studies::StudyError;
use suzerain_studies::rupture::{self, Inputs, Pair, Row, Rupture};
use suzerain_studies::scenario::{Scenario, ScenarioError, position};
use suzerain_studies::words;
use suzerain_tables::figure::{Flag, Unit};
use suzerain_tables::library::Library;
use suzerain_tables::provenance::Sources;

const AFTER_HELP: &str = "\
Examples:
  suzerain run studies/scenarios/chips.toml
  suzerain rupture RUS CHN --print-scenario | suzerain run - --format json

`-` reads standard input. docs/scenarios.md describes the format; errors name line and column.";

/// Runs a scenario from a TOML file: embargoes, export bans, tariffs, price caps, frictions.
///
/// The answer has the same form as that of `suzerain rupture`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The scenario, or - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Show entrepots among the third parties too
    #[arg(long)]
    pub entrepots: bool,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let (name, text) = read(&args.file)?;
    let scenario = Scenario::parse(&text).map_err(|error| placed(&name, &text, &error))?;
    let year = scenario.year.as_ref().map_or(rupture::NEWEST_WORLD, |y| *y.get_ref());
    scenario.resolve(year).map_err(|error| placed(&name, &text, &error))?;
    let library = world::library(context)?;
    let rupture = execute(&scenario, &library, context)?;
    answer(&rupture, args.entrepots, library.sources())?.give(&args.output, context)
}

/// What is wrong with a scenario, with file, line and column.
pub fn placed(name: &str, text: &str, error: &ScenarioError) -> CliError {
    let place = error.place().map(|range| position(text, range.start));
    let place = place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
    CliError::user(format!("{name}{place}: {error}")).hint(error.hint())
}

/// The name and text of a scenario; `-` is standard input.
pub fn read(path: &Path) -> Result<(String, String), CliError> {
    if path.as_os_str() == "-" {
        let mut text = String::new();
        let name = "standard input".to_owned();
        return match std::io::stdin().read_to_string(&mut text) {
            Ok(_) => Ok((name, text)),
            Err(error) => Err(CliError::user(format!("{name}: {error}"))),
        };
    }
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, &error))?;
    Ok((path.display().to_string(), text))
}

/// Runs a scenario on the tables of a library, with a bar.
pub fn execute(scenario: &Scenario, library: &Library, context: &Context) -> Result<Rupture, CliError> {
    let own_world =
        scenario.world.as_ref().map(|w| own_world::read(Path::new(w.get_ref()), scenario.repair)).transpose()?;
    let bar = progress::Shares::new(context);
    let inputs = Inputs { library, own_world };
    rupture::run(scenario, &inputs, &|model, share| bar.set(model.name(), share)).map_err(|error| {
        let of_own_world = scenario.world.is_some() && matches!(error, StudyError::NoModel { .. });
        let mut error = CliError::from(error);
        let hint = "the world is that of your file: every economy must buy and sell, and all must hang together by trade, \
                    before and after; `--repair` mends what can be mended";
        if of_own_world {
            error.hints = vec![hint.to_owned()];
        }
        error
    })
}

/// Per cent as people write them.
pub fn pct(value: f64) -> String {
    let decimals = if value.abs() >= 0.1 || value == 0.0 { 2 } else { 4 };
    words::number(value, decimals)
}

/// A value with its band.
pub fn banded(value: Option<f64>, band: Option<rupture::Band>) -> String {
    let Some(value) = value else { return "not measured".into() };
    match band {
        Some(band) => format!("{} [{}, {}]", pct(value), pct(band.low), pct(band.high)),
        None => pct(value),
    }
}

/// US dollars, scaled.
pub fn money(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |v| words::quantity(v, Unit::Usd))
}

/// The answer in every form, with the sources of its worlds.
pub fn answer(rupture: &Rupture, entrepots: bool, sources: &Sources) -> Result<Answer, CliError> {
    let [a, b] = [&rupture.resolved.a, &rupture.resolved.b];
    let mut page = vec![
        Block::Heading(rupture.scenario.name.clone()),
        Block::Line(format!(
            "Losses in per cent of each side's own base, A = {}, B = {}. Bands (5 to 95 %) cover what a model \
             draws, not the choice of model.",
            a.label, b.label
        )),
    ];
    let mut why = Vec::new();
    for (label, heading) in [
        (Flag::Vulnerability, "Vulnerability: after prices, wages and suppliers have adjusted"),
        (Flag::Sensitivity, "Sensitivity: before anybody has adjusted"),
    ] {
        let head = ["model", "of", "loss of A, %", "loss of B, %", "A less B", "A over B", "A", "B"];
        let mut losses = head[2..].iter().fold(Table::new(head), |t, h| t.right(h));
        for answer in rupture.answers.iter().filter(|a| a.label() == label) {
            let Some(Pair { a, b, difference, difference_band, ratio, ratio_band, measured }) = answer.pair() else {
                continue;
            };
            losses.push([
                format!("{}{}", answer.model.name(), answer.year.map_or_else(String::new, |y| format!(" {y}"))),
                measured.name().replace('_', " "),
                banded(a.loss_pct, a.band),
                banded(b.loss_pct, b.band),
                banded(*difference, *difference_band),
                ratio.as_ref().map_or_else(|_| "-".to_owned(), |r| banded(Some(*r), *ratio_band)),
                money(a.loss_usd),
                money(b.loss_usd),
            ]);
            if let Err(reason) = ratio {
                why.push(format!("{}: no ratio: {reason}", answer.model.name()));
            }
            for closure in &answer.closures {
                let [a, b] = closure.losses.map(|l| l.map_or_else(|| "no equilibrium".to_owned(), pct));
                why.push(format!("{}, {} deficits: loss of A {a} %, of B {b} %", answer.model.name(), closure.closure));
            }
        }
        if !losses.is_empty() {
            page.push(Block::Heading(heading.into()));
            page.push(Block::Table(losses));
        }
    }
    page.push(Block::List(why));
    let mut csv = Table::new([
        "model",
        "economy",
        "measure",
        "change_pct",
        "low",
        "high",
        "change_usd",
        "base_usd",
        "reason",
        "flags",
    ]);
    for answer in &rupture.answers {
        let [hurt, helped] = answer.third_parties([a, b], 10, entrepots);
        if !hurt.is_empty() || !helped.is_empty() {
            let heading =
                format!("Third parties: {}, {}", answer.model.name(), answer.leading().name().replace('_', " "));
            page.push(Block::Heading(heading));
            let mut table = Table::new(["most hurt", "%", "USD", "most helped", "% ", "USD "]);
            for header in ["%", "USD", "% ", "USD "] {
                table = table.right(header);
            }
            let cells = |row: Option<&&Row>| {
                row.map_or_else(
                    || [String::new(), String::new(), String::new()],
                    |r| [r.economy.name().to_owned(), banded(r.change_pct.ok(), r.band), money(r.change_usd())],
                )
            };
            for at in 0..hurt.len().max(helped.len()) {
                table.push(cells(hurt.get(at)).into_iter().chain(cells(helped.get(at))));
            }
            page.push(Block::Table(table));
        }
        for row in &answer.rows {
            let number = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
            csv.push([
                answer.model.name().to_owned(),
                row.economy.code().to_owned(),
                row.measured.name().to_owned(),
                number(row.change_pct.ok()),
                number(row.band.map(|b| b.low)),
                number(row.band.map(|b| b.high)),
                number(row.change_usd()),
                row.base_usd.to_string(),
                row.change_pct.err().unwrap_or_default().to_owned(),
                flags(answer, row).join(" "),
            ]);
        }
    }
    page.push(Block::Heading("Held fixed, assumed, repaired".into()));
    for answer in &rupture.answers {
        let mut points = vec![format!("{}: fixed: {}", answer.model.name(), answer.held_fixed)];
        let parameters: Vec<String> = answer.parameters.iter().map(|(n, v)| format!("{n} {v}")).collect();
        if !parameters.is_empty() {
            points.push(format!("parameters: {}", parameters.join(", ")));
        }
        if answer.draws > 0 {
            points.push(format!("drawn: {}", answer.uncertain.join("; ")));
        }
        points.push(format!(
            "world: {}; residual {:.1e} after {} iterations ({}){}",
            answer.world.join(", "),
            answer.certificate.residual,
            answer.certificate.iterations,
            answer.certificate.stop.name(),
            if answer.draws > 0 { format!("; {} draws", answer.draws) } else { String::new() }
        ));
        points.extend(answer.assumptions.iter().map(|t| format!("assumed: {t}")));
        const SHOWN: usize = 4;
        points.extend(answer.repairs.iter().take(SHOWN).map(|t| format!("data: {t}")));
        if answer.repairs.len() > SHOWN {
            points.push(format!("data: {} more remarks in the JSON", answer.repairs.len() - SHOWN));
        }
        page.push(Block::List(points));
    }
    let skipped: Vec<String> =
        rupture.skipped.iter().map(|s| format!("{} gave no answer: {}", s.model.name(), s.reason)).collect();
    page.push(Block::List(skipped));
    let worlds = rupture.answers.iter().flat_map(|a| &a.world).map(String::as_str);
    Ok(Answer { page, json: json(rupture)?, csv }.with_sources(worlds, sources))
}
