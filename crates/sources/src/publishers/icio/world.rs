//! One year of the tables as numbers.

use super::RELEASE;
use crate::error::{ImportError, Place};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Layout, Table};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_tables::Economy;
use suzerain_tables::classification::ICIO50;

/// Categories of final demand.
const FINAL: [&str; 6] = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"];
/// Names of the column and row of gross output.
const OUTPUT: [&str; 3] = ["OUT", "OUTPUT", "TOTAL"];
/// Names of the row of value added.
const VALUE_ADDED: [&str; 2] = ["VA", "VALU"];
/// Parts of an economy that the extended tables show apart: processing exports and the rest.
const PARTS: [(&str, &str); 4] = [("CN1", "CHN"), ("CN2", "CHN"), ("MX1", "MEX"), ("MX2", "MEX")];
/// An industry of an economy, by positions in the lists of [`World`].
type Node = (usize, usize);

/// What a column holds.
enum Target {
    Industry(Node),
    Final(usize),
    Output,
}

/// One year, added up over parts of economies and categories of final demand; million USD.
pub(super) struct World {
    pub(super) economies: Vec<Economy>,
    /// `[seller][seller sector][buyer][buyer sector]`
    pub(super) intermediate: Vec<f64>,
    /// `[seller][seller sector][buyer]`
    pub(super) finals: Vec<f64>,
    pub(super) output: Vec<f64>,
    pub(super) value_added: Vec<f64>,
    pub(super) taxes: Vec<f64>,
}

/// Industries of an economy.
pub(super) const SECTORS: usize = ICIO50.len();

impl World {
    /// Reads a table, row by row.
    pub(super) fn read(
        input: &Input,
        counter: &ByteCounter,
        report: &mut ImportReport,
        progress: &mut dyn Progress,
    ) -> Result<Self, ImportError> {
        let mut table = Table::open(&input.name(), input.open(counter)?, Layout::default())?;
        let (economies, columns) = header(&table)?;
        let n = economies.len();
        let mut world = Self {
            economies,
            intermediate: vec![0.0; n * SECTORS * n * SECTORS],
            finals: vec![0.0; n * SECTORS * n],
            output: vec![0.0; n * SECTORS],
            value_added: vec![0.0; n * SECTORS],
            taxes: vec![0.0; n * SECTORS],
        };
        let label = column(&table, 0)?;
        let mut lines: BTreeMap<String, u64> = BTreeMap::new();
        let mut sellers: BTreeSet<Node> = BTreeSet::new();
        while table.advance()? {
            report.rows_read += 1;
            progress.bytes(counter.get());
            let name = table.text(&label)?.into_owned();
            if let Some(first) = lines.insert(name.clone(), table.line()) {
                return Err(ImportError::Duplicate {
                    place: Place::line(table.path(), table.line()),
                    key: format!("the row {name}"),
                    first,
                });
            }
            world.row(&table, &label, &name, &columns, &mut sellers, report)?;
        }
        let Some(first) = sellers.first() else {
            return Err(ImportError::Content {
                place: Place::file(table.path()),
                message: "no row of an industry".into(),
            });
        };
        world.check(*first, &sellers, input, report);
        Ok(world)
    }

    fn row(
        &mut self,
        table: &Table,
        label: &Col,
        name: &str,
        columns: &[(Target, Col)],
        sellers: &mut BTreeSet<Node>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        if VALUE_ADDED.contains(&name) {
            report.rows_kept += 1;
            return self.primary(table, columns, |world| &mut world.value_added);
        }
        if name == "TLS" || name == "TAXSUB" || name.ends_with("_TAXSUB") {
            report.rows_kept += 1;
            return self.primary(table, columns, |world| &mut world.taxes);
        }
        if OUTPUT.contains(&name) {
            report.drop_row("output a second time, as a row");
            return Ok(());
        }
        let Some((economy, sector)) = split(name) else {
            return Err(table.refuse(label, "an industry of an economy (such as AGO_A01), TLS, VA or OUT"));
        };
        let seller = (self.economies.iter().position(|e| *e == economy), sector_at(sector));
        let (Some(at), Some(sector)) = seller else {
            return Err(table.refuse(label, "an economy and industry of the header"));
        };
        if !sellers.insert((at, sector)) {
            report.aggregate_row(format!("parts of {economy}"));
        } else {
            report.rows_kept += 1;
        }
        let (n, row) = (self.economies.len(), at * SECTORS + sector);
        for (target, column) in columns {
            let value = table.number(column, &[])?.unwrap_or(0.0);
            match target {
                Target::Industry((buyer, buyer_sector)) => {
                    if value < 0.0 {
                        return Err(table.refuse(column, "an intermediate sale of at least zero"));
                    }
                    self.intermediate[row * n * SECTORS + buyer * SECTORS + buyer_sector] += value;
                }
                // Changes in stocks may be negative.
                Target::Final(buyer) => self.finals[row * n + buyer] += value,
                Target::Output => self.output[row] += value,
            }
        }
        Ok(())
    }

    fn primary(
        &mut self,
        table: &Table,
        columns: &[(Target, Col)],
        of: impl Fn(&mut Self) -> &mut Vec<f64>,
    ) -> Result<(), ImportError> {
        for (target, column) in columns {
            if let Target::Industry((economy, sector)) = target {
                let value = table.number(column, &[])?.unwrap_or(0.0);
                of(self)[economy * SECTORS + sector] += value;
            }
        }
        Ok(())
    }

    /// Notes how far the sales of the rows read are from their output, and what is not there.
    fn check(&self, first: Node, sellers: &BTreeSet<Node>, input: &Input, report: &mut ImportReport) {
        let n = self.economies.len();
        let mut worst = (0.0_f64, first);
        for node in sellers {
            let row = node.0 * SECTORS + node.1;
            let sold: f64 = self.intermediate[row * n * SECTORS..(row + 1) * n * SECTORS].iter().sum::<f64>()
                + self.finals[row * n..(row + 1) * n].iter().sum::<f64>();
            let gap = (self.output[row] - sold).abs();
            if gap > worst.0 {
                worst = (gap, *node);
            }
        }
        let (gap, (at, sector)) = worst;
        let name = format!("{}_{}", self.economies[at], ICIO50[sector].code);
        let file = input.name();
        report.notes.push(format!(
            "{}: {n} economies; sales and output of a row differ by at most {gap:.3} million USD ({name})",
            file.display()
        ));
        if sellers.len() < n * SECTORS {
            report.notes.push(format!("{}: {} of {} rows", file.display(), sellers.len(), n * SECTORS));
        }
    }

    /// What seller `from`, sector `sector`, sold to `to`, for intermediate and final use; million USD.
    pub(super) fn sales(&self, from: usize, sector: usize, to: usize) -> f64 {
        let (n, row) = (self.economies.len(), from * SECTORS + sector);
        let at = row * n * SECTORS + to * SECTORS;
        self.intermediate[at..at + SECTORS].iter().sum::<f64>() + self.finals[row * n + to]
    }
}

fn column(table: &Table, index: usize) -> Result<Col, ImportError> {
    table.column_at(index).ok_or_else(|| layout(table, "a first column with the names of the rows"))
}

fn layout(table: &Table, missing: &str) -> ImportError {
    let mut headers: Vec<String> = table.headers().iter().take(12).cloned().collect();
    if table.headers().len() > headers.len() {
        headers.push(format!("... {} in all", table.headers().len()));
    }
    ImportError::Layout { place: Place::line(table.path(), 1), missing: missing.to_owned(), headers }
}

/// `AGO_A01` as economy and rest; parts of an economy as the economy.
fn split(name: &str) -> Option<(Economy, &str)> {
    let (code, rest) = name.split_once('_')?;
    let whole = PARTS.iter().find(|(part, _)| *part == code).map_or(code, |(_, whole)| whole);
    Some((Economy::from_code(whole)?, rest))
}

fn sector_at(code: &str) -> Option<usize> {
    ICIO50.iter().position(|s| s.code == code)
}

/// The economies in order of appearance, and what each column after the first holds.
type Header = (Vec<Economy>, Vec<(Target, Col)>);

fn header(table: &Table) -> Result<Header, ImportError> {
    let mut economies: Vec<Economy> = Vec::new();
    let mut columns = Vec::with_capacity(table.headers().len());
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let (mut unknown, mut output) = (BTreeSet::new(), false);
    for (index, name) in table.headers().iter().enumerate().skip(1) {
        if !seen.insert(name) {
            return Err(layout(table, &format!("`{name}` once (it stands twice)")));
        }
        let column = column(table, index)?;
        if OUTPUT.contains(&name.as_str()) {
            output = true;
            columns.push((Target::Output, column));
            continue;
        }
        let Some((economy, rest)) = split(name) else {
            return Err(layout(table, &format!("an economy known here in `{name}`")));
        };
        let at = economies.iter().position(|e| *e == economy).unwrap_or_else(|| {
            economies.push(economy);
            economies.len() - 1
        });
        if FINAL.contains(&rest) {
            columns.push((Target::Final(at), column));
        } else if let Some(sector) = sector_at(rest) {
            columns.push((Target::Industry((at, sector)), column));
        } else {
            unknown.insert(rest);
        }
    }
    if !unknown.is_empty() {
        let codes: Vec<&str> = unknown.into_iter().collect();
        return Err(layout(
            table,
            &format!(
                "the 50 industries and 6 categories of final demand of the {RELEASE} release (releases before it have \
                 other industries and are not read); these are of neither: {}",
                codes.join(", ")
            ),
        ));
    }
    if !output || !columns.iter().any(|(t, _)| matches!(t, Target::Industry(_))) {
        return Err(layout(table, "`OUT` and industries (such as `AGO_A01`)"));
    }
    Ok((economies, columns))
}
