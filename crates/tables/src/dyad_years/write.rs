//! Writing: columns are computed and encoded side by side, a group of rows at a time.

use super::{ColumnInfo, META_KEY, Values};
use crate::store::StoreError;
use arrow_array::builder::{Float64Builder, StringDictionaryBuilder};
use arrow_array::types::Int16Type;
use arrow_array::{ArrayRef, Int16Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, GzipLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;
use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Rows computed, encoded and held at a time.
const GROUP: usize = 262_144;

fn groups(rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows).step_by(GROUP).map(move |start| start..(start + GROUP).min(rows))
}

/// Writes the table as Parquet under a temporary name and renames it when complete.
///
/// `fill` gives the values of a column, by its place in `columns`, over a range of rows; `done` hears
/// of each range written.
///
/// # Errors
/// [`StoreError`] if the file cannot be written; nothing is left behind then.
pub fn write_parquet(
    path: &Path,
    columns: &[ColumnInfo],
    rows: usize,
    fill: impl Fn(usize, Range<usize>) -> Values + Sync,
    mut done: impl FnMut(usize),
) -> Result<(), StoreError> {
    let format = |message: String| StoreError::Format { path: path.to_owned(), message };
    let parquet = |e: ParquetError| format(e.to_string());
    let none = 0..0;
    let fields: Vec<Field> = columns
        .iter()
        .enumerate()
        .map(|(at, info)| {
            let data_type = match fill(at, none.clone()) {
                Values::Whole(_) => DataType::Int16,
                Values::Number(_) => DataType::Float64,
                Values::Word(..) => DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8)),
            };
            let mut about = HashMap::from([("about".to_owned(), info.about.to_owned())]);
            about.insert("unit".into(), info.unit.into());
            about.insert("source".into(), info.source.into());
            about.insert("window".into(), info.window.map(|w| w.to_string()).unwrap_or_default());
            Field::new(&info.name, data_type, true).with_metadata(about)
        })
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let description = serde_json::to_string(columns).map_err(|e| format(e.to_string()))?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::GZIP(GzipLevel::try_new(1).unwrap_or_default()))
        .set_created_by("suzerain".into())
        .set_key_value_metadata(Some(vec![KeyValue::new(META_KEY.to_owned(), description)]))
        .build();
    let tree = ArrowSchemaConverter::new().convert(&schema).map_err(parquet)?;
    let file = temporary(path)?;
    let mut writer = SerializedFileWriter::new(file, tree.root_schema_ptr(), Arc::new(properties)).map_err(parquet)?;
    let factory = ArrowRowGroupWriterFactory::new(&writer, schema.clone());
    for (number, range) in groups(rows).enumerate() {
        let encoders = factory.create_column_writers(number).map_err(parquet)?;
        let chunks: Result<Vec<ArrowColumnChunk>, ParquetError> = encoders
            .into_par_iter()
            .zip(schema.fields().par_iter())
            .enumerate()
            .map(|(at, (mut encoder, field))| {
                let array = to_array(fill(at, range.clone()))?;
                for leaf in compute_leaves(field, &array)? {
                    encoder.write(&leaf)?;
                }
                encoder.close()
            })
            .collect();
        let mut group = writer.next_row_group().map_err(parquet)?;
        for chunk in chunks.map_err(parquet)? {
            chunk.append_to_row_group(&mut group).map_err(parquet)?;
        }
        group.close().map_err(parquet)?;
        done(range.len());
    }
    let file = writer.into_inner().map_err(parquet)?;
    file.persist(path).map_err(|e| StoreError::Io { path: path.to_owned(), source: e.error })?;
    Ok(())
}

/// Writes the table as CSV under a temporary name and renames it when complete; an unknown value is
/// an empty cell. See [`write_parquet`].
///
/// # Errors
/// [`StoreError`] if the file cannot be written; nothing is left behind then.
pub fn write_csv(
    path: &Path,
    columns: &[ColumnInfo],
    rows: usize,
    fill: impl Fn(usize, Range<usize>) -> Values + Sync,
    mut done: impl FnMut(usize),
) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let mut out = BufWriter::with_capacity(1 << 20, temporary(path)?);
    let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    writeln!(out, "{}", names.join(",")).map_err(io)?;
    for range in groups(rows) {
        let values: Vec<Values> = (0..columns.len()).into_par_iter().map(|at| fill(at, range.clone())).collect();
        for row in 0..range.len() {
            for (at, column) in values.iter().enumerate() {
                if at > 0 {
                    out.write_all(b",").map_err(io)?;
                }
                match column {
                    Values::Whole(v) => v[row].map_or(Ok(()), |x| write!(out, "{x}")),
                    Values::Number(v) if v[row].is_nan() => Ok(()),
                    Values::Number(v) => write!(out, "{}", v[row]),
                    // Codes and abbreviations: letters and digits only.
                    Values::Word(v, names) => v[row].map_or(Ok(()), |x| write!(out, "{}", names[usize::from(x)])),
                }
                .map_err(io)?;
            }
            out.write_all(b"\n").map_err(io)?;
        }
        done(range.len());
    }
    let file = out.into_inner().map_err(|e| io(e.into_error()))?;
    file.persist(path).map_err(|e| io(e.error))?;
    Ok(())
}

fn temporary(path: &Path) -> Result<tempfile::NamedTempFile, StoreError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".suzerain-").suffix(".tmp");
    // Temporary files are private by default; a table is an ordinary file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder).map_err(|source| StoreError::Io { path: path.to_owned(), source })
}

fn to_array(values: Values) -> Result<ArrayRef, ParquetError> {
    Ok(match values {
        Values::Whole(v) => Arc::new(Int16Array::from(v)),
        Values::Number(v) => {
            let mut builder = Float64Builder::with_capacity(v.len());
            for value in v {
                builder.append_option((!value.is_nan()).then_some(value));
            }
            Arc::new(builder.finish())
        }
        Values::Word(v, names) => {
            let mut builder = StringDictionaryBuilder::<Int16Type>::new();
            for index in v {
                match index.and_then(|i| names.get(usize::from(i))) {
                    Some(name) => {
                        builder.append(name).map_err(|e: ArrowError| ParquetError::from(e))?;
                    }
                    None => builder.append_null(),
                }
            }
            Arc::new(builder.finish())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    fn columns() -> Vec<ColumnInfo> {
        ["a", "b", "c"]
            .into_iter()
            .map(|name| ColumnInfo { name: name.into(), about: "x", unit: "", window: None, source: "made" })
            .collect()
    }

    fn fill(column: usize, rows: Range<usize>) -> Values {
        match column {
            0 => Values::Whole(rows.map(|r| (r % 3 > 0).then_some((r % 1000) as i16)).collect()),
            1 => Values::Number(rows.map(|r| if r % 2 == 0 { f64::NAN } else { r as f64 / 3.0 }).collect()),
            _ => Values::Word(
                rows.map(|r| (r % 5 > 0).then_some((r % 2) as u16)).collect(),
                vec!["x".into(), "y".into()],
            ),
        }
    }

    #[test]
    fn parquet_is_read_back_with_nulls_across_groups() {
        use arrow_array::Array;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        let rows = GROUP + 17;
        let mut told = 0;
        write_parquet(&path, &columns(), rows, fill, |n| told += n).unwrap();
        assert_eq!(told, rows);
        let builder = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(&path).unwrap()).unwrap();
        assert!(builder.metadata().file_metadata().key_value_metadata().unwrap().iter().any(|k| k.key == META_KEY));
        let (mut seen, mut nulls) = (0, [0; 3]);
        for batch in builder.build().unwrap() {
            let batch = batch.unwrap();
            let whole = batch.column(0).as_any().downcast_ref::<Int16Array>().unwrap();
            for row in 0..batch.num_rows() {
                let at = seen + row;
                assert_eq!((!whole.is_null(row)).then(|| whole.value(row)), (at % 3 > 0).then_some((at % 1000) as i16));
            }
            for (n, column) in nulls.iter_mut().zip(batch.columns()) {
                *n += column.null_count();
            }
            seen += batch.num_rows();
        }
        assert_eq!(seen, rows);
        assert_eq!(nulls, [0, 1, 2].map(|c| rows - fill(c, 0..rows).known()));
    }

    #[test]
    fn csv_leaves_unknown_cells_empty() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.csv");
        write_csv(&path, &columns(), 3, fill, |_| ()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "a,b,c\n,,\n1,0.3333333333333333,y\n2,,x\n");
        assert!(write_csv(&dir.path().join("no/t.csv"), &columns(), 3, fill, |_| ()).is_err());
    }
}
