//! The commands, a file each: `Args`, which is also the help text, and `run`.
//!
//! A new command is a file here, a variant of [`Command`], and a line in [`Command::run`].

mod align;
mod base;
mod blocs;
mod brief;
mod claims;
#[cfg(feature = "cluster")]
mod cluster;
mod completions;
mod data;
mod depend;
mod economies;
mod events;
mod excerpt;
mod exposure;
mod fit;
mod friends;
mod gains;
mod gravity;
mod import;
mod leverage;
mod man;
mod outlook;
mod panel;
mod partnership;
mod paths;
mod power;
mod power_over;
mod products;
mod rank;
mod reconcile;
mod reference;
mod run;
mod rupture;
mod sources;
#[cfg(feature = "engine")]
mod sql;
mod study;
mod why;

use crate::context::Context;
use crate::error::CliError;

/// The commands in the order of the help text: questions, tables, the program itself.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    // Questions about states.
    Brief(brief::Args),
    Power(power::Args),
    Align(align::Args),
    Rank(rank::Args),
    Depend(depend::Args),
    Exposure(exposure::Args),
    PowerOver(power_over::Args),
    Why(why::Args),
    Products(products::Args),
    Blocs(blocs::Args),
    Events(events::Args),
    Outlook(outlook::Args),
    #[command(subcommand)]
    Paths(paths::Command),
    #[command(subcommand)]
    Claims(claims::Command),
    Study(study::Args),
    Partnership(partnership::Args),
    #[cfg(feature = "engine")]
    Sql(sql::Args),

    // What would happen.
    Rupture(rupture::Args),
    Run(run::Args),
    Leverage(leverage::Args),
    Friends(friends::Args),
    Gains(gains::Args),
    Gravity(gravity::Args),

    // What the program knows.
    Economies(economies::Args),
    Sources(sources::Args),
    #[command(subcommand)]
    Data(data::Command),

    // Where tables come from.
    Import(import::Args),
    Panel(panel::Args),
    Reconcile(reconcile::Args),
    #[command(subcommand)]
    Base(base::Command),
    #[command(subcommand)]
    Fit(fit::Command),

    #[cfg(feature = "cluster")]
    #[command(subcommand)]
    Cluster(cluster::Command),

    // The program itself.
    Completions(completions::Args),
    Man(man::Args),
    Reference(reference::Args),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// Whatever stopped it, with its exit code.
    pub fn run(&self, context: &Context) -> Result<(), CliError> {
        match self {
            Self::Brief(args) => brief::run(args, context),
            Self::Power(args) => power::run(args, context),
            Self::Align(args) => align::run(args, context),
            Self::Rank(args) => rank::run(args, context),
            Self::Depend(args) => depend::run(args, context),
            Self::Exposure(args) => exposure::run(args, context),
            Self::PowerOver(args) => power_over::run(args, context),
            Self::Why(args) => why::run(args, context),
            Self::Products(args) => products::run(args, context),
            Self::Blocs(args) => blocs::run(args, context),
            Self::Events(args) => events::run(args, context),
            Self::Outlook(args) => outlook::run(args, context),
            Self::Paths(paths::Command::Score(args)) => paths::score::run(args, context),
            Self::Claims(command) => claims::run(command, context),
            Self::Study(args) => study::run(args, context),
            Self::Partnership(args) => partnership::run(args, context),
            #[cfg(feature = "engine")]
            Self::Sql(args) => sql::run(args, context),
            Self::Rupture(args) => rupture::run(args, context),
            Self::Run(args) => run::run(args, context),
            Self::Leverage(args) => leverage::run(args, context),
            Self::Friends(args) => friends::run(args, context),
            Self::Gains(args) => gains::run(args, context),
            Self::Gravity(args) => gravity::run(args, context),
            Self::Economies(args) => economies::run(args, context),
            Self::Sources(args) => sources::run(args, context),
            Self::Data(data::Command::Coverage(args)) => data::coverage::run(args, context),
            Self::Data(data::Command::Check(args)) => data::check::run(args, context),
            Self::Import(args) => import::run(args, context),
            Self::Panel(args) => panel::run(args, context),
            Self::Reconcile(args) => reconcile::run(args, context),
            Self::Base(base::Command::Build(args)) => base::build::run(args, context),
            Self::Fit(fit::Command::IdealPoints(args)) => fit::ideal_points::run(args, context),
            #[cfg(feature = "cluster")]
            Self::Cluster(command) => cluster::run(command, context),
            Self::Completions(args) => completions::run(args, context),
            Self::Man(args) => man::run(args, context),
            Self::Reference(args) => reference::run(args, context),
        }
    }
}
