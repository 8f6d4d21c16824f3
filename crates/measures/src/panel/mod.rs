//! The dyad panel: one row an unordered pair of states and year, joined from [`Interstate`] records.
//!
//! A row stands for every pair of members of the system of states in a year; the state of a year is
//! a member with at least one day of membership in it. States of the list's last day are carried
//! forward and their rows flagged as extended. Lists are joined by state number and year, never by
//! position; a list that did not look at a year leaves null there.

mod columns;
mod join;
mod portfolios;

pub use columns::{COLUMNS, Column};
pub use join::{Clash, Ties};
pub use portfolios::{self_tie, year_kappas};

use rayon::prelude::*;
use std::ops::Range;
use suzerain_tables::Economy;
use suzerain_tables::dyad_years::{ColumnInfo, Values};
use suzerain_tables::interstate::{Interstate, State};

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// First year, 1816 at the earliest.
    pub from: i16,
    /// Last year.
    pub to: i16,
    /// Only politically relevant pairs: contiguous, or with a major power among them. Contiguity and
    /// major powers after the end of their lists are those of its last year.
    pub relevant: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { from: 1816, to: 2018, relevant: false }
    }
}

/// One row: places of the two states in [`Panel::states`], and the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The state with the lesser number.
    pub one: u16,
    /// The other.
    pub two: u16,
    /// Calendar year.
    pub year: i16,
}

const NONE: u32 = u32::MAX;

/// The panel: its rows, and every list joined to them.
pub struct Panel<'a> {
    records: &'a Interstate,
    options: Options,
    states: Vec<State>,
    /// Abbreviations of the states in the list of members.
    names: Vec<String>,
    rows: Vec<Row>,
    /// Row of a pair and year: `[pair][year - from]`.
    at: Vec<u32>,
    /// Place of a pair in `at`: `[one][two]`.
    pairs: Vec<u32>,
    borders: join::Borders,
    joined: join::Joined,
}

impl<'a> Panel<'a> {
    /// Builds the rows and joins the lists.
    #[must_use]
    pub fn new(records: &'a Interstate, options: Options) -> Self {
        let mut states: Vec<State> = records.members.iter().map(|m| m.state).collect();
        states.sort_unstable();
        states.dedup();
        let place = |state: State| states.binary_search(&state).ok();
        let years = usize::try_from(options.to - options.from + 1).unwrap_or(0);
        let mut names = vec![String::new(); states.len()];
        let mut member = vec![false; states.len() * years];
        for spell in &records.members {
            let Some(s) = place(spell.state) else { continue };
            names[s].clone_from(&spell.abbreviation);
            let last = if spell.open { options.to } else { spell.last };
            for year in spell.first.max(options.from)..=last.min(options.to) {
                member[s * years + years_since(options.from, year)] = true;
            }
        }
        let mut panel = Self {
            records,
            options,
            names,
            rows: Vec::new(),
            at: Vec::new(),
            pairs: vec![NONE; states.len() * states.len()],
            borders: join::Borders::new(records, &states),
            states,
            joined: join::Joined::default(),
        };
        let mut pairs = 0_u32;
        for one in 0..panel.states.len() {
            for two in one + 1..panel.states.len() {
                let block = panel.at.len();
                for y in 0..years {
                    let both = member[one * years + y] && member[two * years + y];
                    let year = options.from + i16::try_from(y).unwrap_or(0);
                    if !both || options.relevant && !panel.borders.relevant(one, two, year) {
                        continue;
                    }
                    if panel.at.len() == block {
                        panel.at.resize(block + years, NONE);
                        panel.pairs[one * panel.states.len() + two] = pairs;
                        pairs += 1;
                    }
                    panel.at[block + y] = u32::try_from(panel.rows.len()).unwrap_or(NONE);
                    let [one, two] = [one, two].map(|s| u16::try_from(s).unwrap_or(u16::MAX));
                    panel.rows.push(Row { one, two, year });
                }
            }
        }
        panel.joined = join::Joined::new(&panel, &member);
        panel
    }

    /// The rows, by the first state's number, the second's, and year.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Numbers of the states of all years in ascending order.
    #[must_use]
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The two states of a row.
    #[must_use]
    pub fn pair(&self, row: usize) -> (State, State) {
        let Row { one, two, .. } = self.rows[row];
        (self.states[usize::from(one)], self.states[usize::from(two)])
    }

    /// What was asked for.
    #[must_use]
    pub const fn options(&self) -> Options {
        self.options
    }

    /// The records it was built from.
    #[must_use]
    pub const fn records(&self) -> &'a Interstate {
        self.records
    }

    /// The row of a pair, in either order, in a year.
    #[must_use]
    pub fn row(&self, a: State, b: State, year: i16) -> Option<usize> {
        let (one, two) = (self.place(a.min(b))?, self.place(a.max(b))?);
        self.row_at(one, two, year)
    }

    fn place(&self, state: State) -> Option<usize> {
        self.states.binary_search(&state).ok()
    }

    fn row_at(&self, one: usize, two: usize, year: i16) -> Option<usize> {
        if year < self.options.from || year > self.options.to {
            return None;
        }
        let pair = self.pairs[one * self.states.len() + two];
        let block = if pair == NONE { return None } else { pair as usize * self.years() };
        let row = self.at[block + years_since(self.options.from, year)];
        (row != NONE).then_some(row as usize)
    }

    fn years(&self) -> usize {
        years_since(self.options.from, self.options.to) + 1
    }

    /// Place of a state's year in a grid of all states and years.
    fn cell(&self, state: u16, year: i16) -> usize {
        usize::from(state) * self.years() + years_since(self.options.from, year)
    }

    /// What the columns mean.
    #[must_use]
    pub fn columns(&self) -> Vec<ColumnInfo> {
        COLUMNS.iter().map(|column| column.info(self.records)).collect()
    }

    /// The values of a column, by its place in [`COLUMNS`], over a range of rows.
    #[must_use]
    pub fn values(&self, column: usize, rows: Range<usize>) -> Values {
        (COLUMNS[column].fill)(self, rows)
    }

    /// The values of the column with this name over all rows.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<Values> {
        let at = COLUMNS.iter().position(|c| c.name == name)?;
        Some(self.values(at, 0..self.rows.len()))
    }

    /// The alliance ties, disputes and rivalries joined to the rows.
    #[must_use]
    pub fn ties(&self, row: usize) -> Ties {
        self.joined.ties(self, row)
    }

    /// Whether the two are contiguous, or one of them a major power; after the end of those lists as
    /// in their last year.
    #[must_use]
    pub fn relevant(&self, row: usize) -> bool {
        let Row { one, two, year } = self.rows[row];
        self.borders.relevant(usize::from(one), usize::from(two), year)
    }

    /// The continuing economy of a state in a year, for joins with the other tables.
    #[must_use]
    pub fn economy(&self, state: u16, year: i16) -> Option<Economy> {
        Economy::from_cow(self.states[usize::from(state)], year)
    }

    /// `make` for every row of a range, side by side.
    fn each<T: Send>(&self, rows: Range<usize>, make: impl Fn(Row) -> T + Sync) -> Vec<T> {
        self.rows[rows].par_iter().map(|row| make(*row)).collect()
    }
}

fn years_since(from: i16, year: i16) -> usize {
    usize::try_from(year - from).unwrap_or(0)
}
