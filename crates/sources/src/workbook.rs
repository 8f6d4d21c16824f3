//! The cells of one sheet of a workbook, within bounds.
//!
//! Workbooks are read by a library that trusts what a file says about its own size: one stray cell
//! in the last corner of a sheet, or one made-up count, asks for memory for all cells before it.
//! So a workbook is looked over before the library sees it, and cells are taken one by one where
//! the library allows it. A file on which the library panics is an error like any other damage.

mod xls;

use crate::error::{ImportError, Place};
use crate::input::{ByteCounter, Input};
use calamine::{Cell, Data, DataRef, Range, Reader as _, Xls, Xlsb, Xlsx};
use std::fmt::Display;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Rows and columns a table may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) rows: u32,
    pub(crate) columns: u32,
}

impl Bounds {
    /// Why a cell at this place (from 0) is out of bounds, if it is.
    fn refusal(self, (row, column): (u32, u32)) -> Option<String> {
        (row >= self.rows || column >= self.columns).then(|| {
            let (rows, columns) = (self.rows, self.columns);
            format!("a cell in row {} and column {}: tables have up to {rows} by {columns}", row + 1, column + 1)
        })
    }
}

/// Cells that may be blank for each that holds something: tables are full but for a few.
const SPARSENESS: u64 = 16;
/// Blank cells allowed in any case.
const BLANKS: u64 = 1 << 16;
/// Bytes that the parts of a workbook beside its sheets may have together.
const LARGEST_PARTS: u64 = 1 << 28;

/// Which sheet is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sheet<'a> {
    /// The first.
    First,
    /// The one with this name.
    Named(&'a str),
}

/// Name and cells of a sheet of an .xlsx, .xlsb or .xls file, told apart by their contents.
///
/// # Errors
/// [`ImportError::Read`] if it is no workbook, [`ImportError::Content`] if a cell is out of bounds
/// or the cells lie too far apart.
pub(crate) fn sheet(
    input: &Input,
    counter: &ByteCounter,
    bounds: Bounds,
    wanted: Sheet<'_>,
) -> Result<(String, Range<Data>), ImportError> {
    let bytes = input.read_all(counter)?;
    let file = input.name();
    let book = Book { file: &file, bytes: &bytes, bounds, wanted };
    // The library's own panics on damaged files; nothing of it is used afterwards.
    catch_unwind(AssertUnwindSafe(|| book.read()))
        .unwrap_or_else(|_| Err(book.failed("the workbook is damaged: its parts contradict each other")))
}

struct Book<'a> {
    file: &'a Path,
    bytes: &'a [u8],
    bounds: Bounds,
    wanted: Sheet<'a>,
}

impl Book<'_> {
    fn failed(&self, what: impl Display) -> ImportError {
        ImportError::Read { place: Place::file(self.file), message: what.to_string() }
    }

    fn content(&self, message: String) -> ImportError {
        ImportError::Content { place: Place::file(self.file), message }
    }

    fn read(&self) -> Result<(String, Range<Data>), ImportError> {
        let bytes = || Cursor::new(self.bytes);
        if self.bytes.starts_with(&xls::SIGNATURE) {
            xls::look_over(self.bytes, self.bounds).map_err(|why| self.content(why))?;
            let mut book = Xls::new(bytes()).map_err(|e| self.failed(e))?;
            let name = self.choose(&book.sheet_names())?;
            let range = book.worksheet_range(&name).map_err(|e| self.failed(e))?;
            return Ok((name, range));
        }
        let binary = self.look_over_archive()?;
        let (name, cells) = if binary {
            let mut book = Xlsb::new(bytes()).map_err(|e| self.failed(e))?;
            let name = self.choose(&book.sheet_names())?;
            let mut reader = book.worksheet_cells_reader(&name).map_err(|e| self.failed(e))?;
            let mut cells = Vec::new();
            while self.take(reader.next_cell(), &mut cells)? {}
            (name, cells)
        } else {
            let mut book = Xlsx::new(bytes()).map_err(|e| self.failed(e))?;
            let name = self.choose(&book.sheet_names())?;
            let mut reader = book.worksheet_cells_reader(&name).map_err(|e| self.failed(e))?;
            let mut cells = Vec::new();
            while self.take(reader.next_cell(), &mut cells)? {}
            (name, cells)
        };
        let mut corners: Option<Corners> = None;
        for cell in &cells {
            Corners::widen(&mut corners, cell.get_position());
        }
        let blanks_allowed = BLANKS + SPARSENESS * cells.len() as u64;
        if corners.is_some_and(|c| c.area() > blanks_allowed) {
            return Err(self.content(format!("{} cells lie too far apart for a table", cells.len())));
        }
        Ok((name, Range::from_sparse(cells)))
    }

    fn choose(&self, names: &[String]) -> Result<String, ImportError> {
        match self.wanted {
            Sheet::First => names.first().cloned().ok_or_else(|| self.failed("the workbook has no sheet")),
            Sheet::Named(wanted) => match names.iter().find(|name| *name == wanted) {
                Some(name) => Ok(name.clone()),
                None => Err(self.content(format!("no sheet `{wanted}`; the sheets are {names:?}"))),
            },
        }
    }

    /// Takes one cell; `false` at the end.
    fn take<E: Display>(
        &self,
        cell: Result<Option<Cell<DataRef<'_>>>, E>,
        cells: &mut Vec<Cell<Data>>,
    ) -> Result<bool, ImportError> {
        let Some(cell) = cell.map_err(|e| self.failed(e))? else { return Ok(false) };
        let at = cell.get_position();
        if let Some(why) = self.bounds.refusal(at) {
            return Err(self.content(why));
        }
        if cells.len() as u64 >= u64::from(self.bounds.rows) * u64::from(self.bounds.columns) {
            return Err(self.content("more cells than a table has places".into()));
        }
        cells.push(Cell::new(at, Data::from(cell.get_value().clone())));
        Ok(true)
    }

    /// Whether the archive is an .xlsb. Refused are parts beside the sheets (these are streamed)
    /// that unpack to too much, and more shared words than the list of them has bytes.
    fn look_over_archive(&self) -> Result<bool, ImportError> {
        let mut archive = zip::ZipArchive::new(Cursor::new(self.bytes))
            .map_err(|e| self.failed(format!("not a workbook of the forms .xlsx, .xlsb or .xls ({e})")))?;
        let (mut binary, mut unpacked) = (false, 0);
        for at in 0..archive.len() {
            let member = archive.by_index(at).map_err(|e| self.failed(e))?;
            let name = member.name().map_err(|e| self.failed(e))?.to_ascii_lowercase().replace('\\', "/");
            binary |= name.ends_with("workbook.bin");
            if name.contains("worksheets/") {
                continue;
            }
            let mut part = Vec::new();
            member.take(LARGEST_PARTS + 1 - unpacked).read_to_end(&mut part).map_err(|e| self.failed(e))?;
            unpacked += part.len() as u64;
            if unpacked > LARGEST_PARTS {
                return Err(self.content(format!("the parts beside the sheets unpack to over {LARGEST_PARTS} bytes")));
            }
            if name.ends_with("sharedstrings.xml") && largest_count(&part) > part.len() as u64 {
                return Err(self.content("the list of shared words promises more than it can hold".into()));
            }
        }
        Ok(binary)
    }
}

/// The largest number given as a `uniqueCount`; `u64::MAX` for one that is not a plain number.
fn largest_count(part: &[u8]) -> u64 {
    const KEY: &[u8] = b"uniqueCount";
    let mut largest = 0;
    for at in part.windows(KEY.len()).enumerate().filter(|(_, w)| *w == KEY).map(|(at, _)| at + KEY.len()) {
        let digits: Vec<u8> = part[at..]
            .iter()
            .copied()
            .skip_while(|b| matches!(b, b'=' | b'"' | b'\'' | b'+') || b.is_ascii_whitespace())
            .take_while(u8::is_ascii_digit)
            .collect();
        let count = std::str::from_utf8(&digits).ok().and_then(|text| text.parse().ok());
        largest = largest.max(if digits.is_empty() { 0 } else { count.unwrap_or(u64::MAX) });
    }
    largest
}

/// The smallest rectangle around cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Corners {
    first: (u32, u32),
    last: (u32, u32),
}

impl Corners {
    fn widen(corners: &mut Option<Self>, (row, column): (u32, u32)) {
        let c = corners.get_or_insert(Self { first: (row, column), last: (row, column) });
        c.first = (c.first.0.min(row), c.first.1.min(column));
        c.last = (c.last.0.max(row), c.last.1.max(column));
    }

    fn area(self) -> u64 {
        u64::from(self.last.0 - self.first.0 + 1) * u64::from(self.last.1 - self.first.1 + 1)
    }
}
