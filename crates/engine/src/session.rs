//! A library opened for queries.

use crate::EngineError;
use crate::functions;
use crate::measures;
use crate::tables;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use std::path::PathBuf;
use std::sync::Arc;
use suzerain_tables::library::Library;

/// How much of the machine a query may use.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Threads, all processors if none is given. Answers do not depend on it, apart from the last
    /// digits of sums, whose order of addition changes.
    pub threads: Option<usize>,
    /// Memory in bytes for sorts, joins and groups; what does not fit is spilled to temporary files.
    pub memory_bytes: Option<usize>,
}

/// The library and the folders it was opened with: what a measure table computes from.
#[derive(Debug)]
pub struct Shelf {
    /// The tables.
    pub library: Library,
    /// Folders with the user's tables, as given to [`Library::with_folder`], made absolute.
    pub folders: Vec<PathBuf>,
}

/// A library opened for queries. See the crate page.
pub struct Engine {
    context: SessionContext,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("session", &self.context.session_id()).finish_non_exhaustive()
    }
}

/// An answer that arrives batch by batch.
pub struct Answer {
    /// Names and types of the columns.
    pub schema: SchemaRef,
    pub(crate) batches: SendableRecordBatchStream,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens a library on this machine; only footers of its files are read.
    ///
    /// # Errors
    /// [`EngineError`] if a file cannot be registered.
    pub async fn open(shelf: Arc<Shelf>, limits: Limits) -> Result<Self, EngineError> {
        let runtime = runtime(&shelf.library, limits)?;
        let state = state(config(limits), runtime);
        Self::register(SessionContext::new_with_state(state), shelf).await
    }

    /// Puts the tables, measures and functions into a session.
    pub(crate) async fn register(context: SessionContext, shelf: Arc<Shelf>) -> Result<Self, EngineError> {
        functions::register(&context);
        tables::register(&context, &shelf).await?;
        measures::register(&context, &shelf)?;
        Ok(Self { context })
    }

    /// Starts a query: plans it, and begins to compute when the answer is read.
    ///
    /// # Errors
    /// [`EngineError::Query`] if it is not SQL or names what does not exist,
    /// [`EngineError::NotAQuestion`] if it would change data.
    pub async fn query(&self, sql: &str) -> Result<Answer, EngineError> {
        let plan = self.context.state().create_logical_plan(sql).await?;
        SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false)
            .verify_plan(&plan)
            .map_err(|error| EngineError::NotAQuestion(error.strip_backtrace()))?;
        let batches = self.context.execute_logical_plan(plan).await?.execute_stream().await?;
        Ok(Answer { schema: batches.schema(), batches })
    }
}

/// The settings of a session on this machine.
pub(crate) fn config(limits: Limits) -> SessionConfig {
    let config = settings(SessionConfig::new());
    match limits.threads {
        Some(threads) => config.with_target_partitions(threads.max(1)),
        None => config,
    }
}

/// The settings every session shares, also on a cluster.
pub(crate) fn settings(config: SessionConfig) -> SessionConfig {
    config
        .with_information_schema(true)
        .set_bool("datafusion.execution.parquet.pushdown_filters", true)
        .set_bool("datafusion.execution.parquet.reorder_filters", true)
}

/// Memory, temporary files and the built-in tables of a session.
pub(crate) fn runtime(library: &Library, limits: Limits) -> Result<Arc<RuntimeEnv>, EngineError> {
    let mut builder = RuntimeEnvBuilder::new();
    if let Some(bytes) = limits.memory_bytes {
        builder = builder.with_memory_pool(Arc::new(FairSpillPool::new(bytes)));
    }
    let runtime = builder.build_arc()?;
    tables::offer_built_in(&runtime, library)?;
    Ok(runtime)
}

pub(crate) fn state(config: SessionConfig, runtime: Arc<RuntimeEnv>) -> SessionState {
    SessionStateBuilder::new().with_default_features().with_config(config).with_runtime_env(runtime).build()
}

/// Threads, timers and sockets for the engine to run on.
#[derive(Debug)]
pub struct Runtime(tokio::runtime::Runtime);

impl Runtime {
    /// Starts as many threads as asked for, one a processor if not.
    ///
    /// # Errors
    /// [`EngineError::Engine`] if the system grants none.
    pub fn start(threads: Option<usize>) -> Result<Self, EngineError> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        if let Some(threads) = threads {
            builder.worker_threads(threads.max(1));
        }
        Ok(Self(builder.enable_all().build().map_err(|e| EngineError::Engine(e.to_string()))?))
    }

    /// Waits for a future.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.0.block_on(future)
    }
}
