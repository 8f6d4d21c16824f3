//! Figures as rows of one table.

use crate::EngineError;
use datafusion::arrow::array::{ArrayRef, Float64Builder, Int32Builder, StringViewBuilder};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::Result;
use std::sync::{Arc, LazyLock};
use suzerain_tables::figure::Subject;
use suzerain_tables::{Economy, Figure};

/// Rows of a batch.
const BATCH: usize = 4096;

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let word = |name: &str| Field::new(name, DataType::Utf8View, true);
    let number = |name: &str| Field::new(name, DataType::Float64, true);
    let whole = |name: &str| Field::new(name, DataType::Int32, true);
    Arc::new(Schema::new(vec![
        word("measure"),
        whole("year"),
        whole("session"),
        word("economy"),
        word("partner"),
        word("classification"),
        word("item"),
        number("value"),
        word("unit"),
        number("low"),
        number("high"),
        number("level"),
        word("denominator"),
        word("source"),
        word("vintage"),
        word("status"),
        word("missing"),
        word("flags"),
    ]))
});

/// The columns of every measure table.
#[must_use]
pub fn schema() -> SchemaRef {
    SCHEMA.clone()
}

/// Why a computation stops early.
pub(crate) enum Stop {
    /// Nobody wants more rows.
    Enough,
    /// It failed.
    Failed(EngineError),
}

impl<E: Into<EngineError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Receives figures one by one and hands them on as batches.
pub(crate) struct Rows<'a> {
    send: &'a mut dyn FnMut(RecordBatch) -> Result<bool>,
    measure: StringViewBuilder,
    year: Int32Builder,
    session: Int32Builder,
    economy: StringViewBuilder,
    partner: StringViewBuilder,
    classification: StringViewBuilder,
    item: StringViewBuilder,
    value: Float64Builder,
    unit: StringViewBuilder,
    low: Float64Builder,
    high: Float64Builder,
    level: Float64Builder,
    denominator: StringViewBuilder,
    source: StringViewBuilder,
    vintage: StringViewBuilder,
    status: StringViewBuilder,
    missing: StringViewBuilder,
    flags: StringViewBuilder,
    rows: usize,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(send: &'a mut dyn FnMut(RecordBatch) -> Result<bool>) -> Self {
        Self {
            send,
            measure: StringViewBuilder::new(),
            year: Int32Builder::new(),
            session: Int32Builder::new(),
            economy: StringViewBuilder::new(),
            partner: StringViewBuilder::new(),
            classification: StringViewBuilder::new(),
            item: StringViewBuilder::new(),
            value: Float64Builder::new(),
            unit: StringViewBuilder::new(),
            low: Float64Builder::new(),
            high: Float64Builder::new(),
            level: Float64Builder::new(),
            denominator: StringViewBuilder::new(),
            source: StringViewBuilder::new(),
            vintage: StringViewBuilder::new(),
            status: StringViewBuilder::new(),
            missing: StringViewBuilder::new(),
            flags: StringViewBuilder::new(),
            rows: 0,
        }
    }

    /// Appends a figure.
    pub(crate) fn push(&mut self, figure: &Figure) -> Result<(), Stop> {
        let (economy, partner) = match figure.subject {
            Subject::Directed(dyad) => (dyad.dependent, Some(dyad.on)),
            Subject::State(economy) => (economy, None),
            Subject::Symmetric(a, b) => (a, Some(b)),
        };
        let record = figure.record();
        self.measure.append_value(record.measure);
        self.year.append_option(record.year.map(i32::from));
        self.session.append_option(record.session.map(i32::from));
        self.economy.append_value(economy.code());
        self.partner.append_option(partner.map(Economy::code));
        self.classification.append_option(record.classification);
        self.item.append_option(record.sector.or(record.product));
        self.value.append_option(record.value);
        self.unit.append_value(record.unit);
        self.low.append_option(record.low);
        self.high.append_option(record.high);
        self.level.append_option(record.level);
        self.denominator.append_option(record.denominator);
        self.source.append_value(record.source);
        self.vintage.append_value(record.vintage);
        self.status.append_value(record.status);
        self.missing.append_option(record.missing);
        self.flags.append_value(record.flags.join(" "));
        self.rows += 1;
        if self.rows == BATCH { self.flush() } else { Ok(()) }
    }

    /// Hands on the rows that wait.
    pub(crate) fn flush(&mut self) -> Result<(), Stop> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.measure.finish()),
            Arc::new(self.year.finish()),
            Arc::new(self.session.finish()),
            Arc::new(self.economy.finish()),
            Arc::new(self.partner.finish()),
            Arc::new(self.classification.finish()),
            Arc::new(self.item.finish()),
            Arc::new(self.value.finish()),
            Arc::new(self.unit.finish()),
            Arc::new(self.low.finish()),
            Arc::new(self.high.finish()),
            Arc::new(self.level.finish()),
            Arc::new(self.denominator.finish()),
            Arc::new(self.source.finish()),
            Arc::new(self.vintage.finish()),
            Arc::new(self.status.finish()),
            Arc::new(self.missing.finish()),
            Arc::new(self.flags.finish()),
        ];
        let batch = RecordBatch::try_new(schema(), columns).map_err(datafusion::error::DataFusionError::from)?;
        if (self.send)(batch)? { Ok(()) } else { Err(Stop::Enough) }
    }
}
