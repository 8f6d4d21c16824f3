//! `suzerain power-over`: what a hegemon or a coalition can take from a target by withholding.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, OutputArgs};
use crate::progress::Steps;
use crate::world;
use serde_json::json;
use suzerain_studies::brief::Options;
use suzerain_studies::coercion::{self, Power, STUDY};
use suzerain_studies::page::Page;
use suzerain_studies::words;
use suzerain_studies::world::World;
use suzerain_tables::Year;
use suzerain_tables::groups::Group;

/// Name and version of the JSON layout.
const SCHEMA: &str = "suzerain.power-over/1";

const AFTER_HELP: &str = "\
Examples:
  suzerain power-over CHN --target RUS
  suzerain power-over USA --target CHN --coalition G7
  suzerain power-over CHN --target DEU --rho 0.5 --study CP --format json

Coalitions are groups of `suzerain economies` (G7, EU, NATO, ...) or codes with commas between them;
the target is left out of them. The loss is of real spending, other suppliers' prices unchanged.";

/// Shows what a state, alone or in a coalition, can take from a target by withholding what it sells it.
///
/// Nested-CES loss after Clayton, Maggiori and Schreger, by sector, with a band over elasticities, and what the
/// target could do back to each.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The hegemon
    #[arg(value_name = "A")]
    pub hegemon: String,

    /// The state from which it would be withheld
    #[arg(long, value_name = "B")]
    pub target: String,

    /// Who joins the hegemon: a group, or codes with commas between them
    #[arg(long, value_name = "GROUP")]
    pub coalition: Option<String>,

    /// Elasticity of substitution between sectors; 1 keeps spending shares constant
    #[arg(long, value_name = "RHO", default_value_t = 1.0)]
    pub rho: f64,

    /// Study the elasticities between suppliers are taken from
    #[arg(long, value_name = "STUDY", default_value = STUDY)]
    pub study: String,

    /// Take the latest table up to this year
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// Sectors shown, those whose loss alone is largest first
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub sectors: usize,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let (hegemon, target) = world::pair(&args.hegemon, &args.target, args.year, context)?;
    world::check_years(args.year, None)?;
    if !(args.rho.is_finite() && args.rho > 0.0) {
        return Err(
            CliError::user(format!("{} is no elasticity between sectors", args.rho)).hint("give a number above 0")
        );
    }
    let (hegemon, target) = (hegemon.economy, target.economy);
    let mut by = vec![hegemon];
    if let Some(coalition) = &args.coalition {
        let year = args.year.unwrap_or(coercion::MEMBERSHIP_YEAR);
        let members = match Group::resolve(coalition) {
            Ok(group) => group.members(year),
            Err(unknown) if !coalition.contains(',') => return Err(unknown.into()),
            Err(_) => coalition
                .split(',')
                .map(|one| world::economy(one.trim(), args.year).map(|r| r.economy))
                .collect::<Result<_, _>>()?,
        };
        let others = members.into_iter().filter(|m| *m != hegemon && *m != target);
        for member in others {
            if !by.contains(&member) {
                by.push(member);
            }
        }
    }
    let library = world::library(context)?;
    let world = World::new(&library, [target, hegemon]);
    let power = Power { by, coalition: args.coalition.clone(), target, rho: args.rho, study: args.study.clone() };
    let options = Options { year: args.year.map(Year), since: None, full: true, models: false };
    let section = {
        let _step = Steps::one("withholding by sector", context);
        coercion::section(&world, &power, &options, args.sectors, true)?
    };
    let who = power.coalition.clone().unwrap_or_else(|| hegemon.name().to_owned());
    let page = Page {
        title: format!("Power of {who} over {}", target.name()),
        headline: format!(
            "What {} could lose if what it buys from {} were withheld.",
            words::in_sentence(target),
            if power.coalition.is_some() { who.clone() } else { words::in_sentence(hegemon) }
        ),
        sections: vec![section],
        notes: vec![],
    };
    let codes: Vec<&str> = power.by.iter().map(|e| e.code()).collect();
    let about = json!({
        "by": codes,
        "coalition": power.coalition,
        "target": target.code(),
        "rho": power.rho,
        "elasticities": power.study,
        "year": args.year,
    });
    let about = about.as_object().cloned().unwrap_or_default();
    output::give_page(&page, library.sources(), SCHEMA, about, &args.output, context)
}
