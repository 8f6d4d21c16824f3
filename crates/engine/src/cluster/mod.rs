//! The same queries on several machines, by Apache Ballista: one scheduler, any number of executors,
//! all of them this same program.
//!
//! Every node holds the built-in tables. Files of the user's folders must lie at the same place on
//! every node (a shared folder). Computed tables travel by name; functions are registered on every
//! node from the same index.

mod codec;
mod nodes;

pub use nodes::{ExecutorOptions, execute, schedule};

use crate::session::{Engine, Limits, Shelf, runtime, settings};
use crate::{EngineError, functions};
use ballista_core::extension::{SessionConfigExt, SessionStateExt};
use codec::{LogicalCodec, PhysicalCodec, Shelves};
use datafusion::execution::SessionState;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use std::net::ToSocketAddrs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use suzerain_tables::library::Library;

/// Opens the built-in tables with these folders on top, or says why not.
pub type OpenLibrary = Arc<dyn Fn(&[PathBuf]) -> Result<Library, String> + Send + Sync>;

/// How long to wait for the scheduler to answer the telephone.
const CONNECT: Duration = Duration::from_secs(5);

/// Opens a library whose queries run on the cluster with a scheduler at `address` (`HOST:PORT`).
///
/// # Errors
/// [`EngineError::Cluster`] if nobody answers there, otherwise as [`Engine::open`].
pub async fn connect(address: &str, shelf: Arc<Shelf>, open: OpenLibrary) -> Result<Engine, EngineError> {
    let unreachable = |message: String| EngineError::Cluster { address: address.to_owned(), message };
    let mut places = address.to_socket_addrs().map_err(|e| unreachable(format!("is no address HOST:PORT ({e})")))?;
    if !places.any(|place| std::net::TcpStream::connect_timeout(&place, CONNECT).is_ok()) {
        return Err(unreachable("no scheduler answers".into()));
    }
    let runtime = runtime(&shelf.library, Limits::default())?;
    let shelves = Arc::new(Shelves::new(open, shelf.clone()));
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(config(&shelves))
        .with_runtime_env(runtime)
        .build()
        .upgrade_for_ballista(format!("http://{address}"))?;
    Engine::register(SessionContext::new_with_state(state), shelf).await
}

/// The settings of every node's sessions.
fn config(shelves: &Arc<Shelves>) -> SessionConfig {
    settings(SessionConfig::new_with_ballista())
        .with_ballista_logical_extension_codec(Arc::new(LogicalCodec::new(shelves.clone())))
        .with_ballista_physical_extension_codec(Arc::new(PhysicalCodec::new(shelves.clone())))
}

/// A session of the scheduler: built-in tables and functions, but no names of tables, which come with
/// the query.
fn scheduler_state(config: SessionConfig, shelf: &Shelf) -> Result<SessionState, EngineError> {
    let runtime = runtime(&shelf.library, Limits::default())?;
    let state =
        SessionStateBuilder::new().with_default_features().with_config(config).with_runtime_env(runtime).build();
    let context = SessionContext::new_with_state(state);
    functions::register(&context);
    Ok(context.state())
}
