//! `suzerain cluster`: the nodes that answer `suzerain sql --cluster`.

use super::sql::shelf;
use crate::context::Context;
use crate::error::CliError;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use suzerain_engine::cluster::{self, ExecutorOptions, OpenLibrary};
use suzerain_engine::session::Runtime;

/// Runs the nodes of a cluster.
///
/// One scheduler plans queries and shares their tasks out, executors run them. All nodes are this
/// program in the same version; folders given to `suzerain sql --data` must lie at the same place on
/// each of them. Nothing is encrypted and nobody is asked for a password: keep it in a network you
/// trust.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    Scheduler(SchedulerArgs),
    Executor(ExecutorArgs),
}

const EXAMPLES: &str = "\
Examples:
  suzerain cluster scheduler --bind 127.0.0.1:50050
  suzerain cluster executor --scheduler 127.0.0.1:50050";

const SCHEDULER_EXAMPLES: &str = "\
Examples:
  suzerain cluster scheduler
  suzerain cluster scheduler --bind 10.0.0.1:50050";

const EXECUTOR_EXAMPLES: &str = "\
Examples:
  suzerain cluster executor --scheduler 127.0.0.1:50050
  suzerain cluster executor --scheduler 10.0.0.1:50050 --bind 10.0.0.2:50051 --threads 8";

/// Plans queries and shares their tasks out among the executors.
///
/// Prints the address it listens at, and runs until it is stopped.
#[derive(Debug, clap::Args)]
#[command(after_help = SCHEDULER_EXAMPLES)]
pub struct SchedulerArgs {
    /// Address to listen at; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    pub bind: SocketAddr,
}

/// Runs tasks of queries.
///
/// Runs until it is stopped. If it falls silent for 25 seconds, its tasks go to other executors.
#[derive(Debug, clap::Args)]
#[command(after_help = EXECUTOR_EXAMPLES)]
pub struct ExecutorArgs {
    /// Address of the scheduler
    #[arg(long, value_name = "HOST:PORT")]
    pub scheduler: String,

    /// Address at which other nodes fetch results; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub bind: SocketAddr,

    /// Name or address by which other nodes reach it, if not that of --bind
    #[arg(long, value_name = "HOST")]
    pub host: Option<String>,

    /// Tasks at a time, one a processor by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,

    /// Megabytes of memory for sorts, joins and groups
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(16..))]
    pub memory: Option<u32>,

    /// Folder for results that wait to be fetched, a temporary one by default
    #[arg(long, value_name = "DIR")]
    pub work: Option<PathBuf>,
}

/// Runs the command.
pub fn run(command: &Command, context: &Context) -> Result<(), CliError> {
    let shelf = shelf(context)?;
    let runtime = Runtime::start(None)?;
    match command {
        Command::Scheduler(args) => {
            let ready = |address: SocketAddr| context.note(&format!("scheduler at {address}"));
            Ok(runtime.wait(cluster::schedule(args.bind, shelf, opener(), ready))?)
        }
        Command::Executor(args) => {
            let temporary = tempfile::tempdir().map_err(|e| CliError::file(&std::env::temp_dir(), &e))?;
            let options = options(args, temporary.path().to_owned())?;
            context.note(&format!("executor at {} for the scheduler at {}", options.bind, args.scheduler));
            Ok(runtime.wait(cluster::execute(options, shelf, opener()))?)
        }
    }
}

fn options(args: &ExecutorArgs, temporary: PathBuf) -> Result<ExecutorOptions, CliError> {
    let scheduler = args.scheduler.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let Some((host, port)) = scheduler else {
        return Err(CliError::user(format!("{:?} is no address HOST:PORT", args.scheduler))
            .hint("give the address the scheduler printed"));
    };
    let refused = |error| CliError::user(format!("{}: {error}", args.bind)).hint("choose another address with --bind");
    // The service takes its port by number, so a free one is found first.
    let bind = TcpListener::bind(args.bind).and_then(|listener| listener.local_addr()).map_err(refused)?;
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(ExecutorOptions {
        scheduler_host: host.trim_matches(['[', ']']).to_owned(),
        scheduler_port: port,
        bind,
        host: args.host.clone(),
        threads: args.threads.map_or(processors, usize::from),
        work: args.work.clone().unwrap_or(temporary),
        memory_bytes: args.memory.map(|megabytes| u64::from(megabytes) * 1_000_000),
    })
}

/// Opens the built-in tables with folders on top, as every node does.
pub fn opener() -> OpenLibrary {
    Arc::new(|folders| {
        let built_in = suzerain_base::library().map_err(|error| error.to_string())?;
        folders.iter().try_fold(built_in, |library, folder| library.with_folder(folder)).map_err(|e| e.to_string())
    })
}
