//! Tables on disk: one Parquet file a table, with its provenance and coverage in the footer.
//!
//! Files are written under a temporary name and renamed when complete, so a table is there whole
//! or not at all. Numbers are stored without loss: as whole numbers or decimals with three places where
//! every value fits them, as single precision where every value fits that, otherwise as doubles, their
//! bytes split by place so that they pack well. Readers get `f64` in each case. Reading decodes only the columns asked for, and skips row groups whose
//! years lie outside the range asked for.

use crate::YearRange;
use crate::classification::Classification;
use crate::coverage::Coverage;
use crate::figure::Status;
use crate::frame::{Column, Frame, FrameError, Labels};
use arrow_array::builder::{Decimal128Builder, Float32Builder, Float64Builder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, Decimal128Array, DictionaryArray, Float32Array, Float64Array, Int32Array, RecordBatch, StringArray,
};
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, Encoding, GzipLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnPath;
use serde::{Deserialize, Serialize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The footer key that holds a [`TableMeta`] as JSON.
pub const META_KEY: &str = "suzerain.table";

/// Which table a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableKind {
    /// Flows between economies.
    Trade,
    /// One value a variable, economy and year.
    Indicators,
    /// Roll-call votes.
    Votes,
    /// Alliance clauses by dyad-year.
    Obligations,
    /// Composition of foreign-exchange reserves.
    Reserves,
    /// Arms transfers by pair and year.
    Arms,
    /// Input-output blocks.
    Io,
    /// Distances and borders.
    Geography,
    /// Applied tariffs.
    Tariffs,
    /// Trade elasticities.
    Elasticities,
    /// Outlines for maps.
    Outlines,
    /// Names of products.
    Labels,
}

impl TableKind {
    /// The name used in file names and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trade => "trade",
            Self::Indicators => "indicators",
            Self::Votes => "votes",
            Self::Obligations => "obligations",
            Self::Reserves => "reserves",
            Self::Arms => "arms",
            Self::Io => "io",
            Self::Geography => "geography",
            Self::Tariffs => "tariffs",
            Self::Elasticities => "elasticities",
            Self::Outlines => "outlines",
            Self::Labels => "labels",
        }
    }
}

/// What the footer of a table says about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableMeta {
    /// Which table.
    pub kind: TableKind,
    /// Short name of the source, an entry of `sources.toml`.
    pub source: String,
    /// Vintage as the publisher names it.
    pub vintage: String,
    /// Classification of the items, for tables that have items.
    #[serde(default)]
    pub classification: Option<Classification>,
    /// The set of economies a share is taken over, e.g. `covered-194`; for tables of flows.
    #[serde(default)]
    pub universe: Option<String>,
    /// Which of an economy's flows the table's items add up to; for tables of flows.
    #[serde(default, skip_serializing_if = "Scope::is_all_goods")]
    pub scope: Scope,
    /// How the values came about at the publisher.
    pub status: TableStatus,
    /// What an absent flow inside the window means; for tables of flows.
    #[serde(default)]
    pub absent: Absent,
    /// Windows.
    pub coverage: Coverage,
    /// Remarks for the reader.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// How a table's values came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableStatus {
    /// Reported or recorded.
    Observed,
    /// Estimated or balanced by the publisher.
    Estimated,
    /// Computed by this project.
    Modelled,
}

impl TableStatus {
    /// The status of a figure read straight from the table.
    #[must_use]
    pub const fn figure(self) -> Status {
        match self {
            Self::Observed => Status::Observed,
            Self::Estimated => Status::Estimated,
            Self::Modelled => Status::Modelled,
        }
    }
}

/// Which of an economy's flows the items of a table add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All trade in goods (and services, where the classification has them).
    #[default]
    AllGoods,
    /// Some products only: shares hold product by product, never over their sum.
    SomeProducts,
    /// Sales of economies to themselves only.
    DomesticSales,
}

impl Scope {
    /// Whether it is the usual one, which a footer leaves out.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
    const fn is_all_goods(&self) -> bool {
        matches!(self, Self::AllGoods)
    }
}

/// What an absent flow inside the coverage window means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Customs reports: zero if at least one side reported that year, otherwise unknown.
    #[default]
    ZeroIfEitherReports,
    /// A complete table: zero (below the publisher's rounding).
    Zero,
    /// The publisher leaves unknown flows out: always unknown.
    Unknown,
}

/// What can go wrong with a table file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not Parquet, is truncated, or cannot be encoded.
    #[error("{path}: not a readable table file ({message})")]
    Format {
        /// The file.
        path: PathBuf,
        /// What the Parquet library said.
        message: String,
    },
    /// The footer lacks the description every table carries.
    #[error("{path}: the file has no `{META_KEY}` entry, so its source and coverage are unknown")]
    NoMeta {
        /// The file.
        path: PathBuf,
    },
    /// A column is absent, of another type, or holds an impossible value.
    #[error("{path}: {source}")]
    Frame {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: FrameError,
    },
}

/// A table file opened for reading: footer parsed, nothing decoded yet.
#[derive(Clone)]
pub struct TableFile {
    name: PathBuf,
    bytes: Bytes,
    footer: ArrowReaderMetadata,
    meta: TableMeta,
}

impl std::fmt::Debug for TableFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableFile").field("name", &self.name).field("kind", &self.meta.kind).finish_non_exhaustive()
    }
}

/// Which part of a table to decode.
#[derive(Clone, Debug, Default)]
pub struct Selection<'a> {
    /// Columns, all if empty.
    pub columns: &'a [&'a str],
    /// Years: row groups entirely outside are skipped (rows of others still need a check).
    pub years: Option<YearRange>,
}

impl TableFile {
    /// Opens a table held in memory; `name` is used in messages.
    ///
    /// # Errors
    /// [`StoreError`] if the bytes are not a table file.
    pub fn from_bytes(name: impl Into<PathBuf>, bytes: Bytes) -> Result<Self, StoreError> {
        let name = name.into();
        let format = |message: String| StoreError::Format { path: name.clone(), message };
        let footer =
            guarded(|| ArrowReaderMetadata::load(&bytes, ArrowReaderOptions::new()).map_err(|e| e.to_string()))
                .map_err(format)?;
        let text = footer
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .and_then(|kv| kv.iter().find(|e| e.key == META_KEY))
            .and_then(|e| e.value.clone())
            .ok_or_else(|| StoreError::NoMeta { path: name.clone() })?;
        let meta = serde_json::from_str(&text).map_err(|e| format(e.to_string()))?;
        Ok(Self { name, bytes, footer, meta })
    }

    /// Opens a table on disk.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read or is not a table file.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let bytes = std::fs::read(path).map_err(|source| StoreError::Io { path: path.to_owned(), source })?;
        Self::from_bytes(path, Bytes::from(bytes))
    }

    /// What the footer says.
    #[must_use]
    pub const fn meta(&self) -> &TableMeta {
        &self.meta
    }

    /// File name, for messages.
    #[must_use]
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Rows of the table.
    #[must_use]
    pub fn rows(&self) -> u64 {
        u64::try_from(self.footer.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Decodes the selected part and hands it over batch by batch.
    ///
    /// # Errors
    /// [`StoreError`] from the file, or whatever `each` returns.
    pub fn for_each(
        &self,
        selection: &Selection<'_>,
        mut each: impl FnMut(Frame) -> Result<(), FrameError>,
    ) -> Result<(), StoreError> {
        let format = |e: String| StoreError::Format { path: self.name.clone(), message: e };
        let schema = self.footer.parquet_schema();
        let mask = if selection.columns.is_empty() {
            ProjectionMask::all()
        } else {
            for wanted in selection.columns {
                if !schema.columns().iter().any(|c| c.name() == *wanted) {
                    return Err(StoreError::Frame {
                        path: self.name.clone(),
                        source: FrameError::NoColumn {
                            wanted: (*wanted).to_owned(),
                            found: schema.columns().iter().map(|c| c.name().to_owned()).collect(),
                        },
                    });
                }
            }
            ProjectionMask::columns(schema, selection.columns.iter().copied())
        };
        let groups: Vec<usize> = self
            .footer
            .metadata()
            .row_groups()
            .iter()
            .enumerate()
            .filter(|(_, group)| {
                let Some(years) = selection.years else { return true };
                let stats =
                    group.columns().iter().find(|c| c.column_descr().name() == "year").and_then(|c| c.statistics());
                match stats {
                    Some(Statistics::Int32(s)) => match (s.min_opt(), s.max_opt()) {
                        (Some(min), Some(max)) => *max >= i32::from(years.first.0) && *min <= i32::from(years.last.0),
                        _ => true,
                    },
                    _ => true,
                }
            })
            .map(|(i, _)| i)
            .collect();
        let mut reader = guarded(|| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.bytes.clone(), self.footer.clone())
                .with_projection(mask)
                .with_row_groups(groups)
                .with_batch_size(65_536)
                .build()
                .map_err(|e| e.to_string())
        })
        .map_err(format)?;
        while let Some(batch) = guarded(|| reader.next().transpose().map_err(|e| e.to_string())).map_err(format)? {
            let frame = from_batch(&batch).map_err(|source| StoreError::Frame { path: self.name.clone(), source })?;
            each(frame).map_err(|source| StoreError::Frame { path: self.name.clone(), source })?;
        }
        Ok(())
    }

    /// Decodes the selected part whole.
    ///
    /// # Errors
    /// [`StoreError`] from the file.
    pub fn read(&self, selection: &Selection<'_>) -> Result<Frame, StoreError> {
        let mut whole = Frame::default();
        self.for_each(selection, |frame| whole.append(&frame))?;
        Ok(whole)
    }
}

/// Runs a step of the Parquet library, which panics on some damaged files: an error like any other
/// damage. What it was working on is not used afterwards.
fn guarded<T>(step: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(step)).unwrap_or_else(|_| Err("damaged: its parts contradict each other".into()))
}

fn from_batch(batch: &RecordBatch) -> Result<Frame, FrameError> {
    let schema = batch.schema();
    let mut columns = Vec::with_capacity(batch.num_columns());
    for (field, array) in schema.fields().iter().zip(batch.columns()) {
        columns.push((field.name().as_str(), from_array(field.name(), array)?));
    }
    Frame::new(columns)
}

fn from_array(name: &str, array: &ArrayRef) -> Result<Column, FrameError> {
    let any = array.as_any();
    let nulls_refused =
        |row: usize| FrameError::Value { row, column: name.to_owned(), why: "a null where none is allowed".into() };
    if let Some(a) = any.downcast_ref::<Int32Array>() {
        if let Some(row) = (0..a.len()).find(|i| a.is_null(*i)) {
            return Err(nulls_refused(row));
        }
        return Ok(Column::Int(a.values().to_vec()));
    }
    if let Some(a) = any.downcast_ref::<Decimal128Array>() {
        let scale = 10f64.powi(i32::from(a.scale()));
        #[expect(clippy::cast_precision_loss, reason = "decimals of at most 15 digits are written, exact in f64")]
        let values = (0..a.len()).map(|i| if a.is_null(i) { f64::NAN } else { a.value(i) as f64 / scale }).collect();
        return Ok(Column::Float(values));
    }
    if let Some(a) = any.downcast_ref::<Float64Array>() {
        return Ok(Column::Float(a.iter().map(|v| v.unwrap_or(f64::NAN)).collect()));
    }
    if let Some(a) = any.downcast_ref::<Float32Array>() {
        return Ok(Column::Float(a.iter().map(|v| v.map_or(f64::NAN, f64::from)).collect()));
    }
    if let Some(a) = any.downcast_ref::<DictionaryArray<Int32Type>>()
        && let Some(values) = a.values().as_any().downcast_ref::<StringArray>()
    {
        let names: Vec<String> = (0..values.len()).map(|i| values.value(i).to_owned()).collect();
        let mut codes = Vec::with_capacity(a.len());
        for (row, key) in a.keys().iter().enumerate() {
            let code = key.and_then(|k| u32::try_from(k).ok()).filter(|k| (*k as usize) < names.len());
            codes.push(code.ok_or_else(|| nulls_refused(row))?);
        }
        return Ok(Column::Label(Labels { codes, names }));
    }
    if let Some(a) = any.downcast_ref::<StringArray>() {
        if let Some(row) = (0..a.len()).find(|i| a.is_null(*i)) {
            return Err(nulls_refused(row));
        }
        return Ok(Column::Label((0..a.len()).map(|i| a.value(i)).collect()));
    }
    Err(FrameError::WrongType {
        column: name.to_owned(),
        wanted: "whole numbers, numbers or words",
        found: "an unsupported Parquet type",
    })
}

/// How a column of numbers is laid out on disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Whole,
    Decimal3,
    Single,
    Double,
}

impl Layout {
    /// Scale and factor of a decimal layout.
    const fn decimal(self) -> Option<(i8, f64)> {
        match self {
            Self::Whole => Some((0, 1.0)),
            Self::Decimal3 => Some((3, 1000.0)),
            Self::Single | Self::Double => None,
        }
    }
}

const DECIMAL_DIGITS: u8 = 18;
/// Largest scaled integer that `f64` holds exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn scaled(value: f64, by: f64) -> Option<i128> {
    let scaled = (value * by).round();
    #[expect(clippy::float_cmp, reason = "the comparison asks for a lossless round trip")]
    let exact = scaled.abs() < EXACT && scaled / by == value;
    #[expect(clippy::cast_possible_truncation, reason = "bounded by EXACT")]
    exact.then_some(scaled as i128)
}

fn layout(values: &[f64]) -> Layout {
    for candidate in [Layout::Whole, Layout::Decimal3] {
        if let Some((_, by)) = candidate.decimal()
            && values.iter().all(|v| v.is_nan() || scaled(*v, by).is_some())
        {
            return candidate;
        }
    }
    #[expect(clippy::cast_possible_truncation, clippy::float_cmp, reason = "asks whether the round trip is lossless")]
    if values.iter().all(|v| v.is_nan() || f64::from(*v as f32) == *v) {
        return Layout::Single;
    }
    Layout::Double
}

fn to_array(column: &Column, layout: Option<Layout>) -> Result<ArrayRef, String> {
    Ok(match column {
        Column::Int(v) => Arc::new(Int32Array::from(v.clone())),
        Column::Label(l) => {
            let keys = l
                .codes
                .iter()
                .map(|c| i32::try_from(*c))
                .collect::<Result<Vec<i32>, _>>()
                .map_err(|e| e.to_string())?;
            let values = StringArray::from_iter_values(&l.names);
            Arc::new(DictionaryArray::try_new(Int32Array::from(keys), Arc::new(values)).map_err(|e| e.to_string())?)
        }
        Column::Float(v) => match layout.unwrap_or(Layout::Double) {
            decimal @ (Layout::Whole | Layout::Decimal3) => {
                let (scale, by) = decimal.decimal().ok_or("a layout without a scale")?;
                let mut b = Decimal128Builder::with_capacity(v.len());
                for value in v {
                    if value.is_nan() {
                        b.append_null();
                    } else {
                        b.append_value(scaled(*value, by).ok_or("a value outside its layout")?);
                    }
                }
                Arc::new(b.finish().with_precision_and_scale(DECIMAL_DIGITS, scale).map_err(|e| e.to_string())?)
            }
            Layout::Single => {
                let mut b = Float32Builder::with_capacity(v.len());
                for value in v {
                    #[expect(
                        clippy::cast_possible_truncation,
                        reason = "the layout was chosen because the round trip is lossless"
                    )]
                    b.append_option((!value.is_nan()).then_some(*value as f32));
                }
                Arc::new(b.finish())
            }
            Layout::Double => {
                let mut b = Float64Builder::with_capacity(v.len());
                for value in v {
                    b.append_option((!value.is_nan()).then_some(*value));
                }
                Arc::new(b.finish())
            }
        },
    })
}

/// Writes a table in chunks under a temporary name and renames it when finished. Dropped without
/// [`TableWriter::finish`], it leaves nothing behind.
pub struct TableWriter {
    path: PathBuf,
    writer: Option<ArrowWriter<tempfile::NamedTempFile>>,
    layouts: Vec<Option<Layout>>,
    schema: Arc<Schema>,
    level: u32,
    rows: u64,
}

impl TableWriter {
    /// Starts a table that arrives in chunks; numbers are stored as doubles.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the folder cannot be written.
    pub fn create(path: &Path, first: &Frame) -> Result<Self, StoreError> {
        Self::start(path, first, vec![Some(Layout::Double); first.columns().len()], 1)
    }

    fn start(path: &Path, first: &Frame, layouts: Vec<Option<Layout>>, level: u32) -> Result<Self, StoreError> {
        let fields: Vec<Field> = first
            .columns()
            .iter()
            .zip(&layouts)
            .map(|((name, column), layout)| match column {
                Column::Int(_) => Field::new(name, DataType::Int32, false),
                Column::Label(_) => {
                    Field::new(name, DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)), false)
                }
                Column::Float(_) => {
                    let data_type = match layout.unwrap_or(Layout::Double) {
                        Layout::Whole => DataType::Decimal128(DECIMAL_DIGITS, 0),
                        Layout::Decimal3 => DataType::Decimal128(DECIMAL_DIGITS, 3),
                        Layout::Single => DataType::Float32,
                        Layout::Double => DataType::Float64,
                    };
                    Field::new(name, data_type, true)
                }
            })
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(io)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".suzerain-").suffix(".tmp");
        // Temporary files are private by default; a table is an ordinary file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(io)?;
        let gzip = GzipLevel::try_new(level).unwrap_or_default();
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::GZIP(gzip))
            .set_max_row_group_row_count(Some(262_144))
            .set_created_by("suzerain".into());
        for (name, column) in first.columns() {
            if matches!(column, Column::Float(_)) {
                let at = ColumnPath::from(name.as_str());
                properties = properties
                    .set_column_dictionary_enabled(at.clone(), false)
                    .set_column_encoding(at, Encoding::BYTE_STREAM_SPLIT);
            }
        }
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties.build()))
            .map_err(|e| StoreError::Format { path: path.to_owned(), message: e.to_string() })?;
        Ok(Self { path: path.to_owned(), writer: Some(writer), layouts, schema, level, rows: 0 })
    }

    /// Appends a chunk with the columns of the first.
    ///
    /// # Errors
    /// [`StoreError`] if it does not fit or cannot be written.
    pub fn push(&mut self, chunk: &Frame) -> Result<(), StoreError> {
        let format = |message: String| StoreError::Format { path: self.path.clone(), message };
        let arrays = chunk
            .columns()
            .iter()
            .zip(&self.layouts)
            .map(|((_, column), layout)| to_array(column, *layout))
            .collect::<Result<Vec<_>, _>>()
            .map_err(format)?;
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(|e| format(e.to_string()))?;
        self.rows += chunk.rows() as u64;
        match &mut self.writer {
            Some(writer) => writer.write(&batch).map_err(|e| format(e.to_string())),
            None => Err(format("the table is finished".into())),
        }
    }

    /// Rows written so far.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Compression effort (1 fast, 9 small).
    #[must_use]
    pub const fn level(&self) -> u32 {
        self.level
    }

    /// Writes the footer and renames the file into place.
    ///
    /// # Errors
    /// [`StoreError`] if the footer cannot be written or the file not renamed.
    pub fn finish(mut self, meta: &TableMeta) -> Result<(), StoreError> {
        let path = self.path.clone();
        let format = |message: String| StoreError::Format { path: path.clone(), message };
        let text = serde_json::to_string(meta).map_err(|e| format(e.to_string()))?;
        let mut writer = self.writer.take().ok_or_else(|| format("the table is finished".into()))?;
        writer.append_key_value_metadata(KeyValue::new(META_KEY.to_owned(), text));
        let file = writer.into_inner().map_err(|e| format(e.to_string()))?;
        file.persist(&path).map_err(|e| StoreError::Io { path: path.clone(), source: e.error })?;
        Ok(())
    }
}

/// Writes a whole table, choosing the smallest lossless layout for each column of numbers.
///
/// # Errors
/// [`StoreError`] if it cannot be written; nothing is left behind then.
pub fn write(path: &Path, frame: &Frame, meta: &TableMeta) -> Result<(), StoreError> {
    let layouts = frame
        .columns()
        .iter()
        .map(|(_, c)| match c {
            Column::Float(v) => Some(layout(v)),
            _ => None,
        })
        .collect();
    let mut writer = TableWriter::start(path, frame, layouts, 9)?;
    writer.push(frame)?;
    writer.finish(meta)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta() -> TableMeta {
        TableMeta {
            kind: TableKind::Trade,
            source: "test".into(),
            vintage: "v".into(),
            classification: None,
            universe: None,
            scope: Scope::AllGoods,
            status: TableStatus::Observed,
            absent: Absent::Unknown,
            coverage: Coverage::default(),
            notes: vec![],
        }
    }

    #[test]
    fn numbers_come_back_bit_for_bit_in_every_layout() {
        let dir = tempfile::tempdir().unwrap();
        for values in [
            vec![261.585, f64::NAN, 0.001, -4752.375],
            vec![755_268_502.0, f64::NAN, -3.0, 0.0],
            vec![f64::from(0.1_f32), f64::NAN, 1e30_f32.into(), 2.0],
            vec![405.023_989_187_554, 1.0 / 3.0, f64::NAN, 0.0],
        ] {
            let frame = Frame::new(vec![
                ("year", Column::Int(vec![1995, 1996, 1997, 1998])),
                ("word", Column::Label(["b", "a", "b", "c"].into_iter().collect())),
                ("value", Column::Float(values.clone())),
            ])
            .unwrap();
            let path = dir.path().join("t.parquet");
            write(&path, &frame, &meta()).unwrap();
            let file = TableFile::open(&path).unwrap();
            assert_eq!(file.meta(), &meta());
            let back = file.read(&Selection::default()).unwrap();
            let bits = |v: &[f64]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(back.floats("value").unwrap()), bits(&values));
            assert_eq!(back.labels("word").unwrap().get(3), "c");
        }
    }

    #[test]
    fn an_unfinished_table_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let frame = Frame::new(vec![("year", Column::Int(vec![1]))]).unwrap();
        let mut writer = TableWriter::create(&dir.path().join("t.parquet"), &frame).unwrap();
        writer.push(&frame).unwrap();
        drop(writer);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_truncated_file_is_an_error_with_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        let frame = Frame::new(vec![("year", Column::Int(vec![1; 1000]))]).unwrap();
        write(&path, &frame, &meta()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let half = Bytes::from(bytes[..bytes.len() / 2].to_vec());
        let error = TableFile::from_bytes("half.parquet", half).unwrap_err();
        assert!(error.to_string().contains("half.parquet"), "{error}");
    }

    #[test]
    fn a_table_with_any_byte_changed_is_read_or_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        let columns = vec![
            ("year", Column::Int(vec![2011, 2012])),
            ("word", Column::Label(["b", "a"].into_iter().collect())),
            ("value", Column::Float(vec![0.5, 1.0 / 3.0])),
        ];
        write(&path, &Frame::new(columns).unwrap(), &meta()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut refused = 0;
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x24;
            let table = TableFile::from_bytes("t.parquet", Bytes::from(damaged));
            refused += u32::from(table.and_then(|t| t.read(&Selection::default())).is_err());
        }
        assert!(refused > 100, "{refused}");
    }
}
