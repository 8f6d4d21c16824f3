//! Columns in memory: the common shape of every table.
//!
//! A [`Frame`] is a list of named columns of equal length. Columns are read by name, never by
//! position; a missing or wrongly typed column is a typed error.

use crate::Economy;
use std::collections::HashMap;

/// Codes into a list of names: a column of repeated words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// One entry a row, indexing `names`.
    pub codes: Vec<u32>,
    /// Distinct names in order of first appearance.
    pub names: Vec<String>,
}

impl Labels {
    /// The name of row `row`.
    ///
    /// # Panics
    /// Never for rows of the column: codes are checked when a column is made.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        &self.names[self.codes[row] as usize]
    }

    /// Rows of the column.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether the column has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The names as economies, by code.
    ///
    /// # Errors
    /// [`FrameError::UnknownEconomy`] for a name that is not in the vocabulary.
    pub fn economies(&self) -> Result<Vec<Economy>, FrameError> {
        self.names.iter().map(|n| Economy::from_code(n).ok_or_else(|| FrameError::UnknownEconomy(n.clone()))).collect()
    }
}

/// Builds a [`Labels`] column row by row.
#[derive(Clone, Debug, Default)]
pub struct LabelsBuilder {
    labels: Labels,
    index: HashMap<String, u32>,
}

impl LabelsBuilder {
    /// Appends one row.
    pub fn push(&mut self, name: &str) {
        let code = if let Some(code) = self.index.get(name) {
            *code
        } else {
            let code = u32::try_from(self.labels.names.len()).unwrap_or(u32::MAX);
            self.labels.names.push(name.to_owned());
            self.index.insert(name.to_owned(), code);
            code
        };
        self.labels.codes.push(code);
    }

    /// The finished column.
    #[must_use]
    pub fn finish(self) -> Labels {
        self.labels
    }
}

impl<'a> FromIterator<&'a str> for Labels {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        let mut builder = LabelsBuilder::default();
        for name in names {
            builder.push(name);
        }
        builder.finish()
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Whole numbers, never missing.
    Int(Vec<i32>),
    /// Numbers; a NaN is a missing value (sources refuse non-finite input before it gets here).
    Float(Vec<f64>),
    /// Repeated words.
    Label(Labels),
}

impl Column {
    /// Rows of the column.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Int(v) => v.len(),
            Self::Float(v) => v.len(),
            Self::Label(v) => v.len(),
        }
    }

    /// Whether the column has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Int(_) => "whole numbers",
            Self::Float(_) => "numbers",
            Self::Label(_) => "words",
        }
    }
}

/// Named columns of equal length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    columns: Vec<(String, Column)>,
}

/// What can be wrong with a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// A column is absent.
    #[error("no column `{wanted}`; the columns are {found:?}")]
    NoColumn {
        /// The column looked for.
        wanted: String,
        /// The columns there are.
        found: Vec<String>,
    },
    /// A column holds something else.
    #[error("column `{column}` holds {found}, not {wanted}")]
    WrongType {
        /// The column.
        column: String,
        /// What it should hold.
        wanted: &'static str,
        /// What it holds.
        found: &'static str,
    },
    /// Columns differ in length.
    #[error("column `{column}` has {found} rows, the others {wanted}")]
    Ragged {
        /// The odd one out.
        column: String,
        /// Its rows.
        found: usize,
        /// Rows of the others.
        wanted: usize,
    },
    /// A code that the vocabulary does not know.
    #[error("unknown economy `{0}` in a table")]
    UnknownEconomy(String),
    /// A value the schema does not allow.
    #[error("row {row}, column `{column}`: {why}")]
    Value {
        /// Row from 0.
        row: usize,
        /// Column.
        column: String,
        /// What is wrong.
        why: String,
    },
}

impl Frame {
    /// A frame of these columns.
    ///
    /// # Errors
    /// [`FrameError::Ragged`] if their lengths differ.
    pub fn new(columns: Vec<(&str, Column)>) -> Result<Self, FrameError> {
        let rows = columns.first().map_or(0, |(_, c)| c.len());
        if let Some((name, column)) = columns.iter().find(|(_, c)| c.len() != rows) {
            return Err(FrameError::Ragged { column: (*name).to_owned(), found: column.len(), wanted: rows });
        }
        Ok(Self { columns: columns.into_iter().map(|(n, c)| (n.to_owned(), c)).collect() })
    }

    /// Rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, c)| c.len())
    }

    /// Columns with their names, in order.
    #[must_use]
    pub fn columns(&self) -> &[(String, Column)] {
        &self.columns
    }

    fn column(&self, name: &str) -> Result<&Column, FrameError> {
        self.columns.iter().find(|(n, _)| n == name).map(|(_, c)| c).ok_or_else(|| FrameError::NoColumn {
            wanted: name.to_owned(),
            found: self.columns.iter().map(|(n, _)| n.clone()).collect(),
        })
    }

    /// A column of whole numbers.
    ///
    /// # Errors
    /// [`FrameError`] if it is absent or of another type.
    pub fn ints(&self, name: &str) -> Result<&[i32], FrameError> {
        match self.column(name)? {
            Column::Int(v) => Ok(v),
            other => Err(wrong(name, "whole numbers", other)),
        }
    }

    /// A column of numbers.
    ///
    /// # Errors
    /// [`FrameError`] if it is absent or of another type.
    pub fn floats(&self, name: &str) -> Result<&[f64], FrameError> {
        match self.column(name)? {
            Column::Float(v) => Ok(v),
            other => Err(wrong(name, "numbers", other)),
        }
    }

    /// A column of words.
    ///
    /// # Errors
    /// [`FrameError`] if it is absent or of another type.
    pub fn labels(&self, name: &str) -> Result<&Labels, FrameError> {
        match self.column(name)? {
            Column::Label(v) => Ok(v),
            other => Err(wrong(name, "words", other)),
        }
    }

    /// A column of economies, row by row.
    ///
    /// # Errors
    /// [`FrameError`] if it is absent, of another type, or names an unknown economy.
    pub fn economies(&self, name: &str) -> Result<Vec<Economy>, FrameError> {
        let labels = self.labels(name)?;
        let by_code = labels.economies()?;
        Ok(labels.codes.iter().map(|c| by_code[*c as usize]).collect())
    }

    /// Appends the rows of `other`, which must have the same columns in the same order.
    ///
    /// # Errors
    /// [`FrameError`] if a column is absent or of another type.
    pub fn append(&mut self, other: &Self) -> Result<(), FrameError> {
        if self.columns.is_empty() {
            *self = other.clone();
            return Ok(());
        }
        for (name, column) in &mut self.columns {
            match (column, other.column(name)?) {
                (Column::Int(a), Column::Int(b)) => a.extend_from_slice(b),
                (Column::Float(a), Column::Float(b)) => a.extend_from_slice(b),
                (Column::Label(a), Column::Label(b)) => {
                    let mut known: HashMap<&str, u32> = HashMap::new();
                    for (code, name) in a.names.iter().enumerate() {
                        known.insert(name, u32::try_from(code).unwrap_or(u32::MAX));
                    }
                    let mut added = Vec::new();
                    let map: Vec<u32> = b
                        .names
                        .iter()
                        .map(|n| {
                            known.get(n.as_str()).copied().unwrap_or_else(|| {
                                added.push(n.clone());
                                u32::try_from(known.len() + added.len() - 1).unwrap_or(u32::MAX)
                            })
                        })
                        .collect();
                    a.names.extend(added);
                    a.codes.extend(b.codes.iter().map(|c| map[*c as usize]));
                }
                (a, b) => return Err(wrong(name, a.kind(), b)),
            }
        }
        Ok(())
    }
}

fn wrong(name: &str, wanted: &'static str, found: &Column) -> FrameError {
    FrameError::WrongType { column: name.to_owned(), wanted, found: found.kind() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appending_joins_words_by_name_not_by_code() {
        let mut a = Frame::new(vec![("x", Column::Label(["p", "q"].into_iter().collect()))]).unwrap();
        let b = Frame::new(vec![("x", Column::Label(["q", "r", "p"].into_iter().collect()))]).unwrap();
        a.append(&b).unwrap();
        let labels = a.labels("x").unwrap();
        let words: Vec<&str> = (0..labels.len()).map(|i| labels.get(i)).collect();
        assert_eq!(words, ["p", "q", "q", "r", "p"]);
    }

    #[test]
    fn ragged_columns_are_refused() {
        let e = Frame::new(vec![("a", Column::Int(vec![1])), ("b", Column::Float(vec![]))]).unwrap_err();
        assert_eq!(e, FrameError::Ragged { column: "b".into(), found: 0, wanted: 1 });
    }
}
