//! The cells of a workbook's first sheet, within bounds: one stray cell in the last corner of a
//! sheet would otherwise ask for memory for all cells before it.

use crate::error::{ImportError, Place};
use crate::input::{ByteCounter, Input};
use calamine::{Cell, Data, DataRef, Range, Reader as _, Sheets};
use std::fmt::Display;
use std::io::Cursor;

/// Rows and columns a table may have: the release of 2016 has 2,472 by 2,690.
const BOUND: u32 = 4_000;

/// Name and cells of the first sheet.
///
/// # Errors
/// [`ImportError::Read`] if it is no workbook, [`ImportError::Content`] if a cell is out of bounds.
pub(super) fn first_sheet(input: &Input, counter: &ByteCounter) -> Result<(String, Range<Data>), ImportError> {
    let failed = |message: String| ImportError::Read { place: Place::file(&input.name()), message };
    let bytes = Cursor::new(input.read_all(counter)?);
    let mut book: Sheets<_> = calamine::open_workbook_auto_from_rs(bytes).map_err(|e| failed(e.to_string()))?;
    let name = book.sheet_names().first().cloned().ok_or_else(|| failed("the workbook has no sheet".into()))?;
    let mut cells = Vec::new();
    match &mut book {
        Sheets::Xlsx(book) => {
            let mut reader = book.worksheet_cells_reader(&name).map_err(|e| failed(e.to_string()))?;
            while let Some(cell) = next(reader.next_cell(), input)? {
                cells.push(cell);
            }
        }
        Sheets::Xlsb(book) => {
            let mut reader = book.worksheet_cells_reader(&name).map_err(|e| failed(e.to_string()))?;
            while let Some(cell) = next(reader.next_cell(), input)? {
                cells.push(cell);
            }
        }
        _ => return Err(failed("not a workbook in the form .xlsx or .xlsb".into())),
    }
    Ok((name, Range::from_sparse(cells)))
}

fn next<E: Display>(
    cell: Result<Option<Cell<DataRef<'_>>>, E>,
    input: &Input,
) -> Result<Option<Cell<Data>>, ImportError> {
    let place = || Place::file(&input.name());
    let Some(cell) = cell.map_err(|e| ImportError::Read { place: place(), message: e.to_string() })? else {
        return Ok(None);
    };
    let (row, column) = cell.get_position();
    if row >= BOUND || column >= BOUND {
        let message = format!("a cell in row {} and column {}: tables have up to {BOUND} of each", row + 1, column + 1);
        return Err(ImportError::Content { place: place(), message });
    }
    Ok(Some(Cell::new((row, column), Data::from(cell.get_value().clone()))))
}
