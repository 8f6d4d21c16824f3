//! Tables that are computed when asked for: the measures and the vocabulary.
//!
//! Such a table travels to a cluster by its name, the folders it reads and what is asked of it; each
//! node computes its part from its own copy of the same program.

use crate::ask::Ask;
use crate::measures::Measure;
use crate::session::Shelf;
use datafusion::arrow::array::{AsArray, UInt32Array};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt32Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::Session;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::{TableProvider, TableType};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchReceiverStreamBuilder;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties, ReplaceChildrenOptions,
};
use futures::StreamExt;
use std::sync::Arc;

/// What a computed table holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content {
    /// A measure of the catalogue.
    Measure(Measure),
    /// One batch of the vocabulary.
    Words(&'static crate::vocabulary::Words),
}

impl Content {
    /// The content with this name.
    #[cfg(feature = "cluster")]
    pub(crate) fn named(name: &str) -> Option<Self> {
        let measure = crate::measures::all().find(|m| m.definition.id == name).map(Self::Measure);
        measure.or_else(|| crate::vocabulary::WORDS.iter().find(|w| w.name == name).map(Self::Words))
    }

    /// Its name among computed tables.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Measure(measure) => measure.definition.id,
            Self::Words(words) => words.name,
        }
    }

    fn schema(self) -> SchemaRef {
        match self {
            Self::Measure(_) => crate::measures::rows::schema(),
            Self::Words(words) => (words.schema)(),
        }
    }
}

/// A computed table.
#[derive(Clone, Debug)]
pub(crate) struct Computed {
    pub(crate) content: Content,
    pub(crate) shelf: Arc<Shelf>,
}

#[async_trait::async_trait]
impl TableProvider for Computed {
    fn schema(&self) -> SchemaRef {
        self.content.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        // The engine filters once more: what is pushed down only spares work.
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let ask = Ask::of(filters);
        // Every part decodes its tables for itself, which pays only where all economies are asked for.
        let parts = match self.content {
            Content::Measure(_) if ask.economies.is_none() => state.config().target_partitions(),
            _ => 1,
        };
        Ok(Arc::new(Scan::whole(self.clone(), ask, projection.cloned(), parts)?))
    }
}

/// The computation of a table, in parts that share its economies out.
///
/// The numbers of the parts to compute come from `input`, a small table in memory with one part a
/// partition: a cluster deals out the partitions of tables it knows, and would have every task compute
/// every part of a source it does not.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) table: Computed,
    pub(crate) ask: Ask,
    pub(crate) projection: Option<Vec<usize>>,
    pub(crate) parts: usize,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl Scan {
    /// All parts of a table.
    pub(crate) fn whole(table: Computed, ask: Ask, projection: Option<Vec<usize>>, parts: usize) -> Result<Self> {
        let numbers = (0..u32::try_from(parts).unwrap_or(u32::MAX))
            .map(|part| Ok(vec![RecordBatch::try_from_iter([("part", Arc::new(UInt32Array::from(vec![part])) as _)])?]))
            .collect::<Result<Vec<_>>>()?;
        let schema = Arc::new(Schema::new(vec![Field::new("part", DataType::UInt32, false)]));
        let input = MemorySourceConfig::try_new_exec(&numbers, schema, None)?;
        Self::over(input, table, ask, projection, parts)
    }

    /// The parts of a table that `input` names.
    pub(crate) fn over(
        input: Arc<dyn ExecutionPlan>,
        table: Computed,
        ask: Ask,
        projection: Option<Vec<usize>>,
        parts: usize,
    ) -> Result<Self> {
        let whole = table.content.schema();
        let schema = match &projection {
            Some(columns) => Arc::new(whole.project(columns)?),
            None => whole,
        };
        let properties = Arc::new(PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(input.properties().partitioning.partition_count()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        ));
        Ok(Self { table, ask, projection, parts, input, properties })
    }

    fn with_input(&self, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let [input] = <[_; 1]>::try_from(children)
            .map_err(|_| DataFusionError::Internal("a computed table has one input".into()))?;
        let (table, ask, projection) = (self.table.clone(), self.ask.clone(), self.projection.clone());
        Ok(Arc::new(Self::over(input, table, ask, projection, self.parts)?))
    }
}

impl DisplayAs for Scan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Computed: {}, asked for {}", self.table.content.name(), self.ask)
    }
}

impl ExecutionPlan for Scan {
    fn name(&self) -> &'static str {
        "Computed"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.with_input(children)
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.with_input(children)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let mut stream = RecordBatchReceiverStreamBuilder::new(self.schema(), 2);
        let sender = stream.tx();
        let mut numbers = self.input.execute(partition, context)?;
        let (table, ask, projection, parts) =
            (self.table.clone(), self.ask.clone(), self.projection.clone(), self.parts);
        stream.spawn(async move {
            while let Some(batch) = numbers.next().await.transpose()? {
                for part in batch.column(0).as_primitive::<UInt32Type>().values() {
                    let (table, mut ask, projection) = (table.clone(), ask.clone(), projection.clone());
                    ask.share = (*part as usize, parts);
                    let sender = sender.clone();
                    // The computation holds a thread: it must not be one of those that wait for others.
                    let computing = tokio::task::spawn_blocking(move || {
                        table.compute(&ask, |batch| {
                            let batch = match &projection {
                                Some(columns) => batch.project(columns)?,
                                None => batch,
                            };
                            // A closed channel means that nobody wants more.
                            Ok(sender.blocking_send(Ok(batch)).is_ok())
                        })
                    });
                    computing.await.map_err(|e| DataFusionError::ExecutionJoin(Box::new(e)))??;
                }
            }
            Ok(())
        });
        Ok(stream.build())
    }
}

impl Computed {
    fn compute(&self, ask: &Ask, mut send: impl FnMut(RecordBatch) -> Result<bool>) -> Result<()> {
        match self.content {
            Content::Words(words) => send((words.rows)()?).map(|_| ()),
            Content::Measure(measure) => Ok(measure.compute(&self.shelf, ask, send)?),
        }
    }
}
