//! How computed tables travel: by name, folders and what is asked of them.

use super::OpenLibrary;
use crate::ask::Ask;
use crate::computed::{Computed, Content, Scan};
use crate::session::Shelf;
use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Extension, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// What every message of ours starts with; no message of the engine does.
const MARK: &[u8] = b"suzerain-computed/1\n";

/// The libraries a node has opened, by folders.
pub(super) struct Shelves {
    open: OpenLibrary,
    opened: Mutex<BTreeMap<Vec<PathBuf>, Arc<Shelf>>>,
}

impl Shelves {
    pub(super) fn new(open: OpenLibrary, first: Arc<Shelf>) -> Self {
        Self { open, opened: Mutex::new(BTreeMap::from([(first.folders.clone(), first)])) }
    }

    fn get(&self, folders: &[PathBuf]) -> Result<Arc<Shelf>> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shelf) = opened.get(folders) {
            return Ok(shelf.clone());
        }
        let library = (self.open)(folders)
            .map_err(|why| DataFusionError::Execution(format!("this node cannot open the tables asked for: {why}")))?;
        let shelf = Arc::new(Shelf { library, folders: folders.to_vec() });
        opened.insert(folders.to_vec(), shelf.clone());
        Ok(shelf)
    }
}

impl fmt::Debug for Shelves {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelves").finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct TableMessage {
    name: String,
    folders: Vec<PathBuf>,
}

#[derive(Serialize, Deserialize)]
struct ScanMessage {
    table: TableMessage,
    ask: Ask,
    projection: Option<Vec<usize>>,
    parts: usize,
}

impl TableMessage {
    fn of(table: &Computed) -> Self {
        Self { name: table.content.name().to_owned(), folders: table.shelf.folders.clone() }
    }

    fn table(&self, shelves: &Shelves) -> Result<Computed> {
        let content = Content::named(&self.name).ok_or_else(|| {
            DataFusionError::Execution(format!("this node knows no table `{}`: is it another version?", self.name))
        })?;
        Ok(Computed { content, shelf: shelves.get(&self.folders)? })
    }
}

fn encode(message: &impl Serialize, into: &mut Vec<u8>) -> Result<()> {
    into.extend_from_slice(MARK);
    serde_json::to_writer(into, message).map_err(|e| DataFusionError::External(Box::new(e)))
}

/// The message, none if it is not one of ours.
fn decode<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<Result<T>> {
    let ours = bytes.strip_prefix(MARK)?;
    Some(serde_json::from_slice(ours).map_err(|e| DataFusionError::External(Box::new(e))))
}

/// Plans as the client writes them.
#[derive(Debug)]
pub(super) struct LogicalCodec {
    engine: BallistaLogicalExtensionCodec,
    shelves: Arc<Shelves>,
}

impl LogicalCodec {
    pub(super) fn new(shelves: Arc<Shelves>) -> Self {
        Self { engine: BallistaLogicalExtensionCodec::default(), shelves }
    }
}

impl LogicalExtensionCodec for LogicalCodec {
    fn try_decode(&self, buf: &[u8], inputs: &[LogicalPlan], ctx: &TaskContext) -> Result<Extension> {
        self.engine.try_decode(buf, inputs, ctx)
    }

    fn try_encode(&self, node: &Extension, buf: &mut Vec<u8>) -> Result<()> {
        self.engine.try_encode(node, buf)
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        table_ref: &TableReference,
        schema: SchemaRef,
        ctx: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        match decode::<TableMessage>(buf) {
            Some(message) => Ok(Arc::new(message?.table(&self.shelves)?)),
            None => self.engine.try_decode_table_provider(buf, table_ref, schema, ctx),
        }
    }

    fn try_encode_table_provider(
        &self,
        table_ref: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        let any: &dyn Any = &*node;
        match any.downcast_ref::<Computed>() {
            Some(table) => encode(&TableMessage::of(table), buf),
            None => self.engine.try_encode_table_provider(table_ref, node, buf),
        }
    }

    fn try_decode_file_format(&self, buf: &[u8], ctx: &TaskContext) -> Result<Arc<dyn FileFormatFactory>> {
        self.engine.try_decode_file_format(buf, ctx)
    }

    fn try_encode_file_format(&self, buf: &mut Vec<u8>, node: Arc<dyn FileFormatFactory>) -> Result<()> {
        self.engine.try_encode_file_format(buf, node)
    }
}

/// Plans as the scheduler hands them to executors.
#[derive(Debug)]
pub(super) struct PhysicalCodec {
    engine: BallistaPhysicalExtensionCodec,
    shelves: Arc<Shelves>,
}

impl PhysicalCodec {
    pub(super) fn new(shelves: Arc<Shelves>) -> Self {
        Self { engine: BallistaPhysicalExtensionCodec::default(), shelves }
    }
}

impl PhysicalExtensionCodec for PhysicalCodec {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match decode::<ScanMessage>(buf) {
            Some(message) => {
                let message = message?;
                let table = message.table.table(&self.shelves)?;
                let [input] = inputs else {
                    return Err(DataFusionError::Internal("a computed table has one input".into()));
                };
                let scan = Scan::over(input.clone(), table, message.ask, message.projection, message.parts)?;
                Ok(Arc::new(scan))
            }
            None => self.engine.try_decode(buf, inputs, ctx, converter),
        }
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let any: &dyn Any = &*node;
        match any.downcast_ref::<Scan>() {
            Some(scan) => {
                let message = ScanMessage {
                    table: TableMessage::of(&scan.table),
                    ask: scan.ask.clone(),
                    projection: scan.projection.clone(),
                    parts: scan.parts,
                };
                encode(&message, buf)
            }
            None => self.engine.try_encode(node, buf, converter),
        }
    }
}
