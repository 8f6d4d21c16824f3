//! Answers written batch by batch: only text is held whole, since its columns need their widths.

use crate::EngineError;
use crate::session::Answer;
use datafusion::arrow::csv::WriterBuilder as CsvBuilder;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json::WriterBuilder as JsonBuilder;
use datafusion::arrow::json::writer::LineDelimited;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::WriterProperties;
use futures::StreamExt;
use std::io::Write;

/// The version of the JSON answer.
pub const SCHEMA: &str = "suzerain.sql/1";

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header; a null is an empty cell.
    Csv,
    /// `{"schema", "columns", "rows"}`, a row an object.
    Json,
    /// Parquet, which holds tables of any size.
    Parquet,
}

/// An answer as words, for reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Names of the columns, and whether they hold numbers.
    pub columns: Vec<(String, bool)>,
    /// One cell a column; a null is empty.
    pub rows: Vec<Vec<String>>,
}

impl Answer {
    /// The next batch, none when the answer is complete.
    ///
    /// # Errors
    /// [`EngineError`] if the query fails on the way.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, EngineError> {
        Ok(self.batches.next().await.transpose()?)
    }

    /// The whole answer as words.
    ///
    /// # Errors
    /// [`EngineError`] if the query fails on the way.
    pub async fn page(mut self) -> Result<Page, EngineError> {
        let columns = self.schema.fields().iter().map(|f| (f.name().clone(), f.data_type().is_numeric())).collect();
        let mut rows = Vec::new();
        let options = FormatOptions::default();
        while let Some(batch) = self.next().await? {
            let cells = batch
                .columns()
                .iter()
                .map(|column| ArrayFormatter::try_new(column, &options))
                .collect::<Result<Vec<_>, _>>()
                .map_err(unwritten)?;
            for row in 0..batch.num_rows() {
                rows.push(cells.iter().map(|column| column.value(row).to_string()).collect());
            }
        }
        Ok(Page { columns, rows })
    }

    /// Writes the answer as it arrives; returns the number of rows.
    ///
    /// # Errors
    /// [`EngineError`] if the query fails on the way or the answer cannot be written.
    pub async fn write(mut self, format: Format, into: &mut (dyn Write + Send)) -> Result<u64, EngineError> {
        let mut rows = 0;
        match format {
            Format::Csv => {
                let mut writer = CsvBuilder::new().with_header(true).build(into);
                // The header stands there also when no row does.
                writer.write(&RecordBatch::new_empty(self.schema.clone())).map_err(unwritten)?;
                while let Some(batch) = self.next().await? {
                    rows += batch.num_rows() as u64;
                    writer.write(&batch).map_err(unwritten)?;
                }
            }
            Format::Json => {
                into.write_all(json_head(&self.schema).as_bytes())?;
                while let Some(batch) = self.next().await? {
                    let mut lines = Vec::new();
                    let mut writer = JsonBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(&mut lines);
                    writer.write(&batch).and_then(|()| writer.finish()).map_err(unwritten)?;
                    drop(writer);
                    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                        into.write_all(if rows == 0 { b"\n" } else { b",\n" })?;
                        into.write_all(line)?;
                        rows += 1;
                    }
                }
                into.write_all(b"\n]}\n")?;
            }
            Format::Parquet => {
                let properties = WriterProperties::builder().set_compression(Compression::GZIP(Default::default()));
                // Without the engine's own types, so that every reader finds plain words and numbers.
                let options =
                    ArrowWriterOptions::new().with_properties(properties.build()).with_skip_arrow_metadata(true);
                let mut writer =
                    ArrowWriter::try_new_with_options(into, self.schema.clone(), options).map_err(|e| unstored(&e))?;
                while let Some(batch) = self.next().await? {
                    rows += batch.num_rows() as u64;
                    writer.write(&batch).map_err(|e| unstored(&e))?;
                }
                writer.close().map_err(|e| unstored(&e))?;
            }
        }
        Ok(rows)
    }
}

/// Everything before the rows.
fn json_head(schema: &SchemaRef) -> String {
    let columns: Vec<String> = schema
        .fields()
        .iter()
        .map(|field| {
            let (name, kind) = (field.name(), field.data_type());
            let kind = match kind {
                kind if kind.is_integer() => "integer",
                kind if kind.is_numeric() => "number",
                datafusion::arrow::datatypes::DataType::Boolean => "boolean",
                kind if kind.is_string() => "string",
                _ => "other",
            };
            serde_json::json!({"name": name, "type": kind}).to_string()
        })
        .collect();
    format!("{{\"schema\":\"{SCHEMA}\",\"columns\":[{}],\"rows\":[", columns.join(","))
}

fn unwritten(error: ArrowError) -> EngineError {
    match error {
        ArrowError::IoError(_, source) => EngineError::Write(source),
        other => EngineError::Query(format!("the answer cannot be written in this format: {other}")),
    }
}

fn unstored(error: &ParquetError) -> EngineError {
    EngineError::Query(format!("the answer cannot be written as Parquet: {error}"))
}
