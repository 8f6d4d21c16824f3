//! Delimited text with a header: columns by name, cells with line and column.

use crate::error::{ImportError, Place};
use std::io::Read;
use std::path::{Path, PathBuf};

/// How the bytes of a text are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-8, or else Windows-1252 (older releases of some publishers).
    Utf8OrWindows1252,
}

/// How a delimited text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Field delimiter.
    pub delimiter: u8,
    /// Encoding.
    pub encoding: Encoding,
    /// Lines before the header.
    pub preamble_lines: usize,
    /// Whether rows may differ in length from the header.
    pub ragged: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self { delimiter: b',', encoding: Encoding::Utf8, preamble_lines: 0, ragged: false }
    }
}

/// Numbers of this size and more are refused: no quantity is that large, and sums and changes of
/// unit of smaller ones stay finite.
pub const LARGEST: f64 = 1e30;

/// A table of text, read row by row.
pub struct Table {
    path: PathBuf,
    encoding: Encoding,
    headers: Vec<String>,
    ragged: bool,
    reader: csv::Reader<Box<dyn Read>>,
    record: csv::ByteRecord,
    line: u64,
    line_offset: u64,
}

/// A column found by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Col {
    index: usize,
    name: String,
}

impl Table {
    /// Reads the header. `name` is the file's name in messages.
    ///
    /// # Errors
    /// [`ImportError`] if the text has no header or is not in the encoding.
    pub fn open(name: &Path, mut text: Box<dyn Read>, layout: Layout) -> Result<Self, ImportError> {
        let failed = |message: String| ImportError::Read { place: Place::file(name), message };
        for skipped in 0..layout.preamble_lines {
            let mut byte = [0_u8];
            loop {
                match text.read(&mut byte).map_err(|e| failed(e.to_string()))? {
                    0 => {
                        return Err(ImportError::Content {
                            place: Place::line(name, skipped as u64 + 1),
                            message: format!("the file ends within its {} lines of preamble", layout.preamble_lines),
                        });
                    }
                    _ if byte[0] == b'\n' => break,
                    _ => {}
                }
            }
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(layout.delimiter)
            .has_headers(false)
            .flexible(true)
            // With the default, a line that ends in CR LF counts only when the next one is read, and
            // messages would name the line before. A CR left at the end is trimmed with the blanks.
            .terminator(csv::Terminator::Any(b'\n'))
            .buffer_capacity(1 << 18)
            .from_reader(text);
        let line_offset = layout.preamble_lines as u64;
        let mut record = csv::ByteRecord::new();
        let found = reader.read_byte_record(&mut record).map_err(|e| csv_error(name, &e, line_offset))?;
        if !found {
            return Err(ImportError::Content { place: Place::file(name), message: "the file is empty".into() });
        }
        let mut headers = Vec::with_capacity(record.len());
        for (i, field) in record.iter().enumerate() {
            let field = if i == 0 { field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(field) } else { field };
            let text = decode(field, layout.encoding).ok_or_else(|| ImportError::Encoding {
                place: Place::cell(name, line_offset + 1, &format!("{}", i + 1)),
                expected: encoding_name(layout.encoding),
            })?;
            headers.push(text.trim().trim_matches('"').to_owned());
        }
        Ok(Self {
            path: name.to_owned(),
            encoding: layout.encoding,
            headers,
            ragged: layout.ragged,
            reader,
            record,
            line: line_offset + 1,
            line_offset,
        })
    }

    /// The headers seen.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The file's name in messages.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The column with one of these names (case and surrounding blanks ignored).
    ///
    /// # Errors
    /// [`ImportError::Layout`], which lists the headers seen.
    pub fn column(&self, names: &[&str]) -> Result<Col, ImportError> {
        self.optional(names).ok_or_else(|| ImportError::Layout {
            place: Place::line(&self.path, self.line_offset + 1),
            missing: names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or "),
            headers: self.headers.clone(),
        })
    }

    /// The column with one of these names, if there is one.
    #[must_use]
    pub fn optional(&self, names: &[&str]) -> Option<Col> {
        names.iter().find_map(|name| {
            self.headers
                .iter()
                .position(|h| h.eq_ignore_ascii_case(name))
                .map(|index| Col { index, name: self.headers[index].clone() })
        })
    }

    /// Moves to the next row; `false` at the end.
    ///
    /// # Errors
    /// [`ImportError`] if the text is cut short or a row has another number of fields.
    pub fn advance(&mut self) -> Result<bool, ImportError> {
        loop {
            let more = self
                .reader
                .read_byte_record(&mut self.record)
                .map_err(|e| csv_error(&self.path, &e, self.line_offset))?;
            if let Some(position) = self.record.position() {
                self.line = position.line() + self.line_offset;
            }
            if !more || self.ragged || self.record.len() == self.headers.len() {
                return Ok(more);
            }
            // A line with nothing but blanks (a CR alone, seen at the end of files) is no row.
            if self.record.len() > 1 || !self.record[0].trim_ascii().is_empty() {
                return Err(ImportError::Content {
                    place: Place::line(&self.path, self.line),
                    message: format!("the row has {} fields, the header {}", self.record.len(), self.headers.len()),
                });
            }
        }
    }

    /// The column at a position from 0, for tables whose headers are themselves data.
    #[must_use]
    pub fn column_at(&self, index: usize) -> Option<Col> {
        self.headers.get(index).map(|name| Col { index, name: name.clone() })
    }

    /// Fields of the current row.
    #[must_use]
    pub fn fields(&self) -> usize {
        self.record.len()
    }

    /// Line of the current row.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Place of a cell of the current row.
    #[must_use]
    pub fn place(&self, column: &Col) -> Place {
        Place::cell(&self.path, self.line, &column.name)
    }

    /// The bytes of a cell, blanks trimmed; empty if the row is shorter.
    #[must_use]
    pub fn bytes(&self, column: &Col) -> &[u8] {
        self.record.get(column.index).unwrap_or(b"").trim_ascii()
    }

    /// The text of a cell.
    ///
    /// # Errors
    /// [`ImportError::Encoding`].
    pub fn text(&self, column: &Col) -> Result<std::borrow::Cow<'_, str>, ImportError> {
        decode(self.bytes(column), self.encoding)
            .ok_or_else(|| ImportError::Encoding { place: self.place(column), expected: encoding_name(self.encoding) })
    }

    /// A refusal of a cell's content.
    #[must_use]
    pub fn refuse(&self, column: &Col, wanted: impl Into<String>) -> ImportError {
        ImportError::Value {
            place: self.place(column),
            found: String::from_utf8_lossy(self.bytes(column)).into_owned(),
            wanted: wanted.into(),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// [`ImportError::Value`] if the cell holds something else.
    pub fn int<T: std::str::FromStr>(&self, column: &Col) -> Result<T, ImportError> {
        std::str::from_utf8(self.bytes(column))
            .ok()
            .and_then(|t| t.parse().ok())
            .ok_or_else(|| self.refuse(column, "a whole number in range"))
    }

    /// A finite number, or `None` where the cell is empty or one of the publisher's missing codes.
    ///
    /// # Errors
    /// [`ImportError::Value`] if it is not a number, not finite, or not below [`LARGEST`].
    pub fn number(&self, column: &Col, missing: &[&str]) -> Result<Option<f64>, ImportError> {
        let bytes = self.bytes(column);
        if bytes.is_empty() || missing.iter().any(|m| m.as_bytes() == bytes) {
            return Ok(None);
        }
        let value: Option<f64> = std::str::from_utf8(bytes).ok().and_then(|t| t.parse().ok());
        match value {
            Some(value) if value.abs() < LARGEST => Ok(Some(value)),
            Some(value) if value.is_finite() => Err(self.refuse(column, "a number of a size that occurs")),
            _ => Err(self.refuse(column, "a finite number")),
        }
    }

    /// A finite number of at least zero, or `None` where missing.
    ///
    /// # Errors
    /// [`ImportError::Value`] if it is not a number, not finite, or negative.
    pub fn non_negative(&self, column: &Col, missing: &[&str]) -> Result<Option<f64>, ImportError> {
        match self.number(column, missing)? {
            Some(value) if value < 0.0 => Err(self.refuse(column, "a number of at least zero")),
            other => Ok(other),
        }
    }
}

const fn encoding_name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf8OrWindows1252 => "UTF-8 or Windows-1252",
    }
}

fn decode(bytes: &[u8], encoding: Encoding) -> Option<std::borrow::Cow<'_, str>> {
    match (std::str::from_utf8(bytes), encoding) {
        (Ok(text), _) => Some(text.into()),
        (Err(_), Encoding::Utf8) => None,
        (Err(_), Encoding::Utf8OrWindows1252) => Some(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0),
    }
}

fn csv_error(path: &Path, error: &csv::Error, line_offset: u64) -> ImportError {
    let line = error.position().map(|p| p.line() + line_offset);
    let place = Place { file: path.to_owned(), line, column: None };
    match error.kind() {
        csv::ErrorKind::Io(e) => ImportError::Read { place, message: e.to_string() },
        _ => ImportError::Read { place, message: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &'static [u8], layout: Layout) -> Result<Table, ImportError> {
        Table::open(Path::new("t.csv"), Box::new(text), layout)
    }

    #[test]
    fn columns_are_found_by_name_and_cells_carry_their_place() {
        let mut t = table(b"\xef\xbb\xbfj,i,v\n4,8,x\n", Layout::default()).unwrap();
        let (i, v) = (t.column(&["i"]).unwrap(), t.column(&["value", "v"]).unwrap());
        assert!(t.advance().unwrap());
        assert_eq!(t.int::<u16>(&i).unwrap(), 8);
        let message = t.number(&v, &[]).unwrap_err().to_string();
        assert_eq!(message, "t.csv, line 2, column `v`: `x` is not a finite number");
        assert!(!t.advance().unwrap());
    }

    #[test]
    fn an_unknown_layout_lists_the_headers() {
        let t = table(b"a;b\n", Layout { delimiter: b';', ..Layout::default() }).unwrap();
        assert!(t.column(&["c"]).unwrap_err().to_string().contains("[\"a\", \"b\"]"));
    }

    #[test]
    fn lines_count_from_the_top_of_the_file_with_preamble() {
        let mut t = table(b"one\ntwo\na\n1\nNaN\n", Layout { preamble_lines: 2, ..Layout::default() }).unwrap();
        let a = t.column(&["a"]).unwrap();
        t.advance().unwrap();
        t.advance().unwrap();
        assert!(t.number(&a, &[]).unwrap_err().to_string().starts_with("t.csv, line 5,"));
    }

    #[test]
    fn lines_that_end_in_cr_lf_are_counted_and_blank_ones_passed_over() {
        let mut t = table(b"a,b\r\n1,\"2\"\r\n\r\n1,x\r\n\r\n", Layout::default()).unwrap();
        let b = t.column(&["b"]).unwrap();
        assert!(t.advance().unwrap());
        assert_eq!((t.line(), t.number(&b, &[]).unwrap()), (2, Some(2.0)));
        assert!(t.advance().unwrap());
        assert!(t.number(&b, &[]).unwrap_err().to_string().starts_with("t.csv, line 4,"));
        assert!(!t.advance().unwrap());
        let mut t = table(b"a,b\r\n1\r\n", Layout::default()).unwrap();
        assert_eq!(t.advance().unwrap_err().to_string(), "t.csv, line 2: the row has 1 fields, the header 2");
    }

    #[test]
    fn wrong_encoding_is_named() {
        let mut t = table(b"a\nC\xf4te\n", Layout::default()).unwrap();
        let a = t.column(&["a"]).unwrap();
        t.advance().unwrap();
        assert!(matches!(t.text(&a), Err(ImportError::Encoding { .. })));
        let mut t =
            table(b"a\nC\xf4te\n", Layout { encoding: Encoding::Utf8OrWindows1252, ..Layout::default() }).unwrap();
        t.advance().unwrap();
        assert_eq!(t.text(&a).unwrap(), "Côte");
    }
}
