//! The two roles of a node.

use super::codec::{LogicalCodec, PhysicalCodec, Shelves};
use super::{OpenLibrary, config, scheduler_state};
use crate::session::{Limits, Shelf, runtime};
use crate::{EngineError, functions};
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion::error::DataFusionError;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

/// After so many seconds of silence an executor counts as lost and its tasks go to others.
const EXECUTOR_TIMEOUT_SECONDS: u64 = 25;

/// Runs a scheduler until the process ends; `ready` hears the address it listens at.
///
/// # Errors
/// [`EngineError::Cluster`] if the address cannot be listened at.
pub async fn schedule(
    bind: SocketAddr,
    shelf: Arc<Shelf>,
    open: OpenLibrary,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), EngineError> {
    let failed = |message: String| EngineError::Cluster { address: bind.to_string(), message };
    let listener = TcpListener::bind(bind).await.map_err(|e| failed(e.to_string()))?;
    let address = listener.local_addr()?;
    let shelves = Arc::new(Shelves::new(open, shelf.clone()));
    let producer = shelves.clone();
    let options = SchedulerConfig {
        bind_host: address.ip().to_string(),
        external_host: address.ip().to_string(),
        bind_port: address.port(),
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        executor_timeout_seconds: EXECUTOR_TIMEOUT_SECONDS,
        expire_dead_executor_interval_seconds: 5,
        no_executors_grace_period_seconds: EXECUTOR_TIMEOUT_SECONDS,
        override_config_producer: Some(Arc::new(move || config(&producer))),
        override_session_builder: Some(Arc::new(move |config| Ok(scheduler_state(config, &shelf)?))),
        override_logical_codec: Some(Arc::new(LogicalCodec::new(shelves.clone()))),
        override_physical_codec: Some(Arc::new(PhysicalCodec::new(shelves))),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&options).await.map_err(|e| failed(e.to_string()))?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(options))
        .await
        .map_err(|e| failed(e.to_string()))?;
    ready(address);
    start_grpc_service_with_listener(listener, scheduler).await.map_err(|e| failed(e.to_string()))
}

/// Where an executor works.
#[derive(Clone, Debug)]
pub struct ExecutorOptions {
    /// Host of the scheduler.
    pub scheduler_host: String,
    /// Port of the scheduler.
    pub scheduler_port: u16,
    /// Address on which other nodes fetch this one's results.
    pub bind: SocketAddr,
    /// The host name or address others reach it by; that of `bind` if none.
    pub host: Option<String>,
    /// Tasks at a time.
    pub threads: usize,
    /// Folder for results that wait to be fetched.
    pub work: PathBuf,
    /// Memory in bytes for sorts, joins and groups.
    pub memory_bytes: Option<u64>,
}

/// Runs an executor until it is told to end.
///
/// # Errors
/// [`EngineError::Cluster`] if the scheduler does not answer or the address cannot be listened at.
pub async fn execute(options: ExecutorOptions, shelf: Arc<Shelf>, open: OpenLibrary) -> Result<(), EngineError> {
    let scheduler = format!("{}:{}", options.scheduler_host, options.scheduler_port);
    let shelves = Arc::new(Shelves::new(open, shelf.clone()));
    let producer = shelves.clone();
    let mut registry = BallistaFunctionRegistry::default();
    registry.scalar_functions.extend(functions::scalar_functions().into_iter().map(|f| (f.name().to_owned(), f)));
    registry.aggregate_functions.extend(functions::aggregate_functions().into_iter().map(|f| (f.name().to_owned(), f)));
    let process = ExecutorProcessConfig {
        bind_host: options.bind.ip().to_string(),
        external_host: Some(options.host.unwrap_or_else(|| options.bind.ip().to_string())),
        port: options.bind.port(),
        scheduler_host: options.scheduler_host,
        scheduler_port: options.scheduler_port,
        scheduler_connect_timeout_seconds: 10,
        vcores: options.threads,
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        work_dir: Some(options.work.to_string_lossy().into_owned()),
        memory_pool_size: options.memory_bytes,
        executor_heartbeat_interval_seconds: EXECUTOR_TIMEOUT_SECONDS / 5,
        override_function_registry: Some(Arc::new(registry)),
        override_config_producer: Some(Arc::new(move || config(&producer))),
        override_runtime_producer: Some(Arc::new(move |_| {
            runtime(&shelf.library, Limits::default()).map_err(DataFusionError::from)
        })),
        override_logical_codec: Some(Arc::new(LogicalCodec::new(shelves.clone()))),
        override_physical_codec: Some(Arc::new(PhysicalCodec::new(shelves))),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(process))
        .await
        .map_err(|e| EngineError::Cluster { address: scheduler, message: e.to_string() })
}
