//! Writing: whole tables in the smallest lossless layout, or tables that arrive in chunks.

use super::{META_KEY, StoreError, TableMeta};
use crate::frame::{Column, Frame};
use arrow_array::builder::{Decimal128Builder, Float32Builder, Float64Builder};
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, GzipLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
        Ok(Self { path: path.to_owned(), writer: Some(writer), layouts, schema, rows: 0 })
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
