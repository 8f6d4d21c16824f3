//! TOML files of the user's, read field by field with the place of what is wrong.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::Range;
use suzerain_tables::economy::EconomyError;
use suzerain_tables::groups::Group;
use suzerain_tables::{Economy, Year};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Years a file may speak of.
const YEARS: std::ops::RangeInclusive<i64> = 1500..=2200;

/// What is wrong with a file, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FileError {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes of the text.
    pub at: Option<Range<usize>>,
    /// What to do.
    pub hint: String,
}

impl FileError {
    /// An error at a place.
    pub fn new(message: impl Into<String>, at: Range<usize>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), at: Some(at), hint: hint.into() }
    }

    /// Line and column in the text, both from 1.
    #[must_use]
    pub fn position(&self, text: &str) -> Option<(usize, usize)> {
        self.at.as_ref().map(|range| crate::scenario::position(text, range.start))
    }
}

/// One or several economies and groups, as a file names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Each name, in file order.
    pub names: Vec<Name>,
    /// Whether the file gave one economy and neither group nor list.
    pub single: bool,
}

/// An economy or a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// An economy.
    Economy(Economy),
    /// A group, whose members depend on the year.
    Group(Group),
}

impl Who {
    /// One economy.
    #[must_use]
    pub fn one(economy: Economy) -> Self {
        Self { names: vec![Name::Economy(economy)], single: true }
    }

    /// The economy, where the file named one alone.
    #[must_use]
    pub fn economy(&self) -> Option<Economy> {
        match self.names.as_slice() {
            [Name::Economy(e)] if self.single => Some(*e),
            _ => None,
        }
    }

    /// Everybody named, in code order, groups as of the year.
    #[must_use]
    pub fn members(&self, year: Year) -> Vec<Economy> {
        let members: BTreeSet<Economy> = self
            .names
            .iter()
            .flat_map(|name| match name {
                Name::Economy(e) => vec![*e],
                Name::Group(g) => g.members(year.0),
            })
            .collect();
        members.into_iter().collect()
    }
}

impl Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self
            .names
            .iter()
            .map(|n| match n {
                Name::Economy(e) => e.code(),
                Name::Group(g) => g.code(),
            })
            .collect();
        f.write_str(&names.join("+"))
    }
}

/// A table of a file; every field must be asked for before [`Fields::finish`].
pub struct Fields<'t> {
    table: &'t DeTable<'t>,
    /// Where the table stands.
    pub at: Range<usize>,
    hint: &'static str,
    asked: RefCell<BTreeSet<&'static str>>,
}

type Found<T> = Result<Option<(T, Range<usize>)>, FileError>;

/// Reads a whole file with `read`.
///
/// # Errors
/// [`FileError`] where the text is not TOML, or whatever `read` finds.
pub fn file<T>(
    text: &str,
    hint: &'static str,
    read: impl FnOnce(&Fields<'_>) -> Result<T, FileError>,
) -> Result<T, FileError> {
    let table = DeTable::parse(text).map_err(|e| FileError {
        message: e.message().trim().to_owned(),
        at: e.span(),
        hint: hint.to_owned(),
    })?;
    let fields = Fields::of(table.get_ref(), 0..0, hint);
    let out = read(&fields)?;
    fields.finish()?;
    Ok(out)
}

impl<'t> Fields<'t> {
    fn of(table: &'t DeTable<'t>, at: Range<usize>, hint: &'static str) -> Self {
        Self { table, at, hint, asked: RefCell::default() }
    }

    /// An error about the table as a whole.
    pub fn refuse(&self, message: impl Into<String>) -> FileError {
        FileError::new(message, self.at.clone(), self.hint)
    }

    fn get(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// Whether the field is there.
    #[must_use]
    pub fn has(&self, key: &'static str) -> bool {
        self.table.contains_key(key)
    }

    fn wrong(&self, key: &str, wanted: &str, at: Range<usize>) -> FileError {
        FileError::new(format!("`{key}` must be {wanted}"), at, self.hint)
    }

    /// A text.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn text(&self, key: &'static str) -> Found<String> {
        let Some(value) = self.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::String(text) => Ok(Some((text.to_string(), value.span()))),
            _ => Err(self.wrong(key, "a text in quotes", value.span())),
        }
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// [`FileError`] if it is not, or is empty.
    pub fn needed(&self, key: &'static str) -> Result<(String, Range<usize>), FileError> {
        match self.text(key)? {
            Some((text, at)) if text.trim().is_empty() => Err(self.wrong(key, "a text that is not empty", at)),
            Some(found) => Ok(found),
            None => Err(self.refuse(format!("`{key}` is missing"))),
        }
    }

    /// A text, or none.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn said(&self, key: &'static str) -> Result<Option<String>, FileError> {
        Ok(self.text(key)?.map(|(text, _)| text))
    }

    /// A list of texts; empty without the field.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn texts(&self, key: &'static str) -> Result<Vec<(String, Range<usize>)>, FileError> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let DeValue::Array(list) = value.get_ref() else {
            return Err(self.wrong(key, "a list of texts", value.span()));
        };
        list.iter()
            .map(|v| match v.get_ref() {
                DeValue::String(text) => Ok((text.to_string(), v.span())),
                _ => Err(self.wrong(key, "a list of texts", v.span())),
            })
            .collect()
    }

    fn as_number(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<f64, FileError> {
        let number = match value.get_ref() {
            DeValue::Integer(n) => n.as_str().parse::<f64>().ok().filter(|_| n.radix() == 10),
            DeValue::Float(n) => n.as_str().parse::<f64>().ok(),
            _ => None,
        };
        number.filter(|n| n.is_finite()).ok_or_else(|| self.wrong(key, "a finite number", value.span()))
    }

    /// A finite number.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn number(&self, key: &'static str) -> Found<f64> {
        let Some(value) = self.get(key) else { return Ok(None) };
        Ok(Some((self.as_number(key, value)?, value.span())))
    }

    /// A list of finite numbers.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn numbers(&self, key: &'static str) -> Found<Vec<f64>> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let DeValue::Array(list) = value.get_ref() else {
            return Err(self.wrong(key, "a list of numbers", value.span()));
        };
        let numbers = list.iter().map(|v| self.as_number(key, v)).collect::<Result<Vec<f64>, _>>()?;
        Ok(Some((numbers, value.span())))
    }

    /// Two finite numbers in ascending order.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn span_of(&self, key: &'static str) -> Found<[f64; 2]> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let wrong = || self.wrong(key, "a list of two numbers, the smaller first", value.span());
        let DeValue::Array(list) = value.get_ref() else { return Err(wrong()) };
        let numbers = list.iter().map(|v| self.as_number(key, v)).collect::<Result<Vec<f64>, _>>()?;
        match numbers.as_slice() {
            [low, high] if low <= high => Ok(Some(([*low, *high], value.span()))),
            _ => Err(wrong()),
        }
    }

    /// A year.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn year(&self, key: &'static str) -> Result<Option<Year>, FileError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let year = match value.get_ref() {
            DeValue::Integer(n) => n.as_str().parse::<i64>().ok().filter(|y| YEARS.contains(y)),
            _ => None,
        };
        let year = year.and_then(|y| i16::try_from(y).ok());
        year.map(|y| Some(Year(y))).ok_or_else(|| self.wrong(key, "a year from 1500 to 2200", value.span()))
    }

    /// True or false; false without the field.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn flag(&self, key: &'static str) -> Result<bool, FileError> {
        let Some(value) = self.get(key) else { return Ok(false) };
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(self.wrong(key, "true or false", value.span())),
        }
    }

    /// An economy, a group, or a list of them.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else or a name is unknown.
    pub fn who(&self, key: &'static str) -> Found<Who> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let who = match value.get_ref() {
            DeValue::String(text) => {
                let name = named(text, value.span())?;
                Who { single: matches!(name, Name::Economy(_)), names: vec![name] }
            }
            DeValue::Array(list) if !list.is_empty() => {
                let names = list
                    .iter()
                    .map(|v| match v.get_ref() {
                        DeValue::String(text) => named(text, v.span()),
                        _ => Err(self.wrong(key, "a name or a list of names", v.span())),
                    })
                    .collect::<Result<_, _>>()?;
                Who { names, single: false }
            }
            _ => return Err(self.wrong(key, "a name or a list of names", value.span())),
        };
        Ok(Some((who, value.span())))
    }

    /// Exactly two economies.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn pair(&self, key: &'static str) -> Found<[Economy; 2]> {
        let Some((who, at)) = self.who(key)? else { return Ok(None) };
        match who.names.as_slice() {
            [Name::Economy(a), Name::Economy(b)] if a != b => Ok(Some(([*a, *b], at))),
            _ => Err(self.wrong(key, "a list of two different economies", at)),
        }
    }

    /// A table within.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn table(&self, key: &'static str) -> Result<Option<Fields<'t>>, FileError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Table(table) => Ok(Some(Fields::of(table, value.span(), self.hint))),
            _ => Err(self.wrong(key, "a table", value.span())),
        }
    }

    /// A list of tables; empty without the field.
    ///
    /// # Errors
    /// [`FileError`] if the field is something else.
    pub fn tables(&self, key: &'static str) -> Result<Vec<Fields<'t>>, FileError> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let DeValue::Array(list) = value.get_ref() else {
            return Err(self.wrong(key, "a list of tables", value.span()));
        };
        list.iter()
            .map(|v| match v.get_ref() {
                DeValue::Table(table) => Ok(Fields::of(table, v.span(), self.hint)),
                _ => Err(self.wrong(key, "a list of tables", v.span())),
            })
            .collect()
    }

    /// Refuses fields that nobody asked for.
    ///
    /// # Errors
    /// [`FileError`] at the first of them.
    pub fn finish(&self) -> Result<(), FileError> {
        let asked = self.asked.borrow();
        for (key, value) in self.table {
            if !asked.contains(key.get_ref().as_ref()) {
                let at = if key.span().end > 0 { key.span() } else { value.span() };
                let known: Vec<&str> = asked.iter().copied().collect();
                return Err(FileError::new(
                    format!("unknown field `{}`; fields here: {}", key.get_ref(), known.join(", ")),
                    at,
                    self.hint,
                ));
            }
        }
        Ok(())
    }
}

fn named(text: &str, at: Range<usize>) -> Result<Name, FileError> {
    if let Ok(group) = Group::resolve(text) {
        return Ok(Name::Group(group));
    }
    match Economy::resolve(text, None) {
        Ok(economy) => Ok(Name::Economy(economy)),
        Err(error) => {
            let hint = match &error {
                EconomyError::UnknownEconomy { suggestions, .. } if !suggestions.is_empty() => {
                    let list: Vec<String> =
                        suggestions.iter().map(|e| format!("{} ({})", e.name(), e.code())).collect();
                    format!("did you mean {}?", list.join(", "))
                }
                _ => "`suzerain economies` lists codes, names and groups".to_owned(),
            };
            Err(FileError::new(format!("{text:?} is no economy or group"), at, hint))
        }
    }
}
