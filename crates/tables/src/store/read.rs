//! Reading: the footer at once, columns when asked for.

use super::contents::Contents;
use super::{META_KEY, StoreError, TableMeta};
use crate::YearRange;
use crate::frame::{Column, Frame, FrameError, Labels};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, Decimal128Array, DictionaryArray, Float32Array, Float64Array, Int32Array, RecordBatch, StringArray,
};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::file::statistics::Statistics;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// A table file opened for reading: footer parsed, nothing decoded yet.
#[derive(Clone)]
pub struct TableFile {
    name: PathBuf,
    contents: Contents,
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
        Self::parse(name.into(), Contents::Memory(bytes))
    }

    /// Opens a table on disk: its footer is read now, columns when asked for.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read or is not a table file.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let contents = Contents::open(path).map_err(|source| StoreError::Io { path: path.to_owned(), source })?;
        Self::parse(path.to_owned(), contents)
    }

    fn parse(name: PathBuf, contents: Contents) -> Result<Self, StoreError> {
        let format = |message: String| StoreError::Format { path: name.clone(), message };
        let footer =
            guarded(|| ArrowReaderMetadata::load(&contents, ArrowReaderOptions::new()).map_err(|e| e.to_string()))
                .map_err(format)?;
        let text = footer
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .and_then(|kv| kv.iter().find(|e| e.key == META_KEY))
            .and_then(|e| e.value.clone())
            .ok_or_else(|| StoreError::NoMeta { path: name.clone() })?;
        let meta = serde_json::from_str(&text).map_err(|e| format(e.to_string()))?;
        Ok(Self { name, contents, footer, meta })
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

    /// The whole file, if it is held in memory; a table opened from disk is read where it lies.
    #[must_use]
    pub const fn in_memory(&self) -> Option<&Bytes> {
        match &self.contents {
            Contents::Memory(bytes) => Some(bytes),
            Contents::Disk(_) => None,
        }
    }

    /// Names and types of the columns as the file stores them.
    #[must_use]
    pub fn schema(&self) -> &arrow_schema::Schema {
        self.footer.schema()
    }

    /// Rows of some of its groups.
    pub(crate) fn rows_in(&self, groups: &[usize]) -> usize {
        let rows = |at: &usize| usize::try_from(self.footer.metadata().row_group(*at).num_rows()).unwrap_or(0);
        groups.iter().map(rows).fold(0, usize::saturating_add)
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
        each: impl FnMut(Frame) -> Result<(), FrameError>,
    ) -> Result<(), StoreError> {
        self.for_each_in(selection.columns, &self.row_groups(selection.years), each)
    }

    /// The row groups that may hold rows of these years, all of them without years: parts of the table
    /// that can be decoded each on its own.
    #[must_use]
    pub fn row_groups(&self, years: Option<YearRange>) -> Vec<usize> {
        self.footer
            .metadata()
            .row_groups()
            .iter()
            .enumerate()
            .filter(|(_, group)| {
                let Some(years) = years else { return true };
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
            .collect()
    }

    /// Decodes columns (all if none is named) of some row groups and hands them over batch by batch.
    ///
    /// # Errors
    /// [`StoreError`] from the file, or whatever `each` returns.
    pub fn for_each_in(
        &self,
        columns: &[&str],
        groups: &[usize],
        mut each: impl FnMut(Frame) -> Result<(), FrameError>,
    ) -> Result<(), StoreError> {
        let format = |e: String| StoreError::Format { path: self.name.clone(), message: e };
        let schema = self.footer.parquet_schema();
        let mask = if columns.is_empty() {
            ProjectionMask::all()
        } else {
            for wanted in columns {
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
            ProjectionMask::columns(schema, columns.iter().copied())
        };
        let mut reader = guarded(|| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.contents.clone(), self.footer.clone())
                .with_projection(mask)
                .with_row_groups(groups.to_vec())
                .with_batch_size(262_144)
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
        if a.null_count() > 0 {
            return Err(nulls_refused((0..a.len()).find(|i| a.is_null(*i)).unwrap_or(0)));
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
        if a.null_count() == 0 {
            return Ok(Column::Float(a.values().to_vec()));
        }
        return Ok(Column::Float(a.iter().map(|v| v.unwrap_or(f64::NAN)).collect()));
    }
    if let Some(a) = any.downcast_ref::<Float32Array>() {
        return Ok(Column::Float(a.iter().map(|v| v.map_or(f64::NAN, f64::from)).collect()));
    }
    if let Some(a) = any.downcast_ref::<DictionaryArray<Int32Type>>()
        && let Some(values) = a.values().as_any().downcast_ref::<StringArray>()
    {
        let names: Vec<String> = (0..values.len()).map(|i| values.value(i).to_owned()).collect();
        if a.null_count() == 0 && a.keys().values().iter().all(|k| usize::try_from(*k).is_ok_and(|k| k < names.len())) {
            let codes = a.keys().values().iter().map(|k| k.cast_unsigned()).collect();
            return Ok(Column::Label(Labels { codes, names }));
        }
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
