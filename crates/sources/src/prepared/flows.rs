//! What the prepared tables of trade have in common: one row a flow, columns `year`, `exporter`,
//! `importer`, and then an item, a value and perhaps a quantity under various names.

use super::{Origins, economy, year};
use crate::error::{ImportError, Place};
use crate::report::ImportReport;
use crate::text::{Col, Table};
use suzerain_tables::classification::{ICIO28_SERVICES, TOTAL};
use suzerain_tables::coverage::{Coverage, FLOWS};
use suzerain_tables::trade::Flows;
use suzerain_tables::{Economy, Year};

/// How the values of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    /// Thousand US dollars.
    KiloUsd,
    /// Thousand US dollars with three decimals; the binary noise of sums is rounded off, and so it
    /// is for quantities in tonnes.
    KiloUsdInThousandths,
    /// Million US dollars with at most three decimals: whole thousands once converted.
    MillionUsdInThousandths,
}

/// The names of the columns of a file of flows.
#[derive(Clone, Copy, Debug)]
pub struct FlowLayout<'a> {
    /// Column of the sector or product; without one every row is the total.
    pub item: Option<&'a str>,
    /// Column of the value.
    pub value: &'a str,
    /// Its unit.
    pub money: Money,
    /// Column of the quantity in metric tonnes.
    pub quantity_t: Option<&'a str>,
    /// Columns with the BACI numbers of exporter and importer, checked against the codes.
    pub baci_numbers: Option<(&'a str, &'a str)>,
}

/// Rows in the order they were read.
#[derive(Clone, Debug, Default)]
pub struct FlowRows {
    flows: Flows,
    origins: Origins,
}

impl FlowRows {
    /// Reads every row of a file that `wanted` accepts; the others are counted under `unwanted`.
    ///
    /// # Errors
    /// [`ImportError`] for an unknown layout or economy, and for values that are missing, negative
    /// or not finite.
    pub fn read(
        &mut self,
        table: &mut Table,
        layout: &FlowLayout<'_>,
        report: &mut ImportReport,
        wanted: impl Fn(Economy, Economy) -> bool,
        unwanted: &str,
    ) -> Result<(), ImportError> {
        let year_column = table.column(&["year"])?;
        let (exporter_column, importer_column) = (table.column(&["exporter"])?, table.column(&["importer"])?);
        let item_column = layout.item.map(|name| table.column(&[name])).transpose()?;
        let value_column = table.column(&[layout.value])?;
        let quantity_column = layout.quantity_t.map(|name| table.column(&[name])).transpose()?;
        let number_columns =
            layout.baci_numbers.map(|(i, j)| Ok::<_, ImportError>((table.column(&[i])?, table.column(&[j])?)));
        let number_columns = number_columns.transpose()?;
        self.origins.start(table.path());
        while table.advance()? {
            report.rows_read += 1;
            let (exporter, importer) = (economy(table, &exporter_column)?, economy(table, &importer_column)?);
            if let Some((i, j)) = &number_columns {
                check_number(table, i, exporter)?;
                check_number(table, j, importer)?;
            }
            if !wanted(exporter, importer) {
                report.drop_row(unwanted);
                continue;
            }
            let item = match &item_column {
                Some(column) => self.item(table, column)?,
                None => self.item_number(TOTAL).unwrap_or(0),
            };
            let mut quantity = match &quantity_column {
                Some(column) => table.non_negative(column, &[])?.unwrap_or(f64::NAN),
                None => f64::NAN,
            };
            let mut value = value_kusd(table, &value_column, layout.money)?;
            if layout.money == Money::KiloUsdInThousandths {
                for number in [&mut value, &mut quantity] {
                    if denoise(number) {
                        report.repair("binary noise of a sum, rounded to the publisher's three decimals");
                    }
                }
            }
            self.flows.value_kusd.push(value);
            self.flows.year.push(year(table, &year_column)?);
            self.flows.exporter.push(exporter);
            self.flows.importer.push(importer);
            self.flows.item.push(item);
            self.flows.quantity_t.push(quantity);
            self.origins.push(table.line());
            report.rows_kept += 1;
        }
        Ok(())
    }

    fn item(&mut self, table: &Table, column: &Col) -> Result<u16, ImportError> {
        let text = table.text(column)?;
        let code = if text == "Services (aggregate)" { ICIO28_SERVICES } else { text.as_ref() };
        if code.is_empty() {
            return Err(table.refuse(column, "a sector or product code"));
        }
        self.item_number(code).ok_or_else(|| table.refuse(column, "one of at most 65,535 codes"))
    }

    fn item_number(&mut self, code: &str) -> Option<u16> {
        let codes = &mut self.flows.item_codes;
        // Files are mostly sorted, so the last code found is likely the next one too.
        let at = codes.iter().rposition(|known| known == code).unwrap_or_else(|| {
            codes.push(code.to_owned());
            codes.len() - 1
        });
        u16::try_from(at).ok()
    }

    /// The flows sorted by year, item, exporter and importer, and their windows.
    ///
    /// # Errors
    /// [`ImportError::Duplicate`] if a flow stands twice.
    pub fn finish(mut self) -> Result<(Flows, Coverage), ImportError> {
        self.sort_item_codes();
        let f = &self.flows;
        let key = |row: usize| (f.year[row], f.item[row], f.exporter[row], f.importer[row]);
        let describe = |row: usize| {
            let (year, item, exporter, importer) = key(row);
            format!("the flow {exporter} to {importer} of {} in {year}", f.item_codes[usize::from(item)])
        };
        let order = self.origins.order(key, describe)?;
        let sorted = Flows {
            year: pick(&order, &f.year),
            exporter: pick(&order, &f.exporter),
            importer: pick(&order, &f.importer),
            item: pick(&order, &f.item),
            item_codes: f.item_codes.clone(),
            value_kusd: pick(&order, &f.value_kusd),
            quantity_t: pick(&order, &f.quantity_t),
        };
        let coverage = windows(&sorted);
        Ok((sorted, coverage))
    }

    fn sort_item_codes(&mut self) {
        let mut codes = self.flows.item_codes.clone();
        codes.sort();
        let place_of: Vec<u16> = self
            .flows
            .item_codes
            .iter()
            .map(|code| codes.binary_search(code).ok().and_then(|at| u16::try_from(at).ok()).unwrap_or(0))
            .collect();
        for item in &mut self.flows.item {
            *item = place_of[usize::from(*item)];
        }
        self.flows.item_codes = codes;
    }
}

fn pick<T: Copy>(order: &[usize], values: &[T]) -> Vec<T> {
    order.iter().map(|row| values[*row]).collect()
}

/// The window of each economy from the flows it takes part in, whatever the side.
fn windows(flows: &Flows) -> Coverage {
    let mut seen: Vec<Option<(Year, Year)>> = vec![None; Economy::count()];
    for row in 0..flows.len() {
        let year = flows.year[row];
        for economy in [flows.exporter[row], flows.importer[row]] {
            let (first, last) = seen[economy.index()].unwrap_or((year, year));
            seen[economy.index()] = Some((first.min(year), last.max(year)));
        }
    }
    let mut coverage = Coverage::default();
    for economy in Economy::all() {
        if let Some((first, last)) = seen[economy.index()] {
            coverage.extend(FLOWS, economy, first);
            coverage.extend(FLOWS, economy, last);
        }
    }
    coverage
}

fn check_number(table: &Table, column: &Col, economy: Economy) -> Result<(), ImportError> {
    let number: u16 = table.int(column)?;
    if Economy::from_baci(number) == Some(economy) {
        return Ok(());
    }
    Err(table.refuse(column, format!("BACI's number of {economy}, whose code stands in the same row")))
}

fn value_kusd(table: &Table, column: &Col, money: Money) -> Result<f64, ImportError> {
    let value = table.non_negative(column, &[])?.ok_or_else(|| table.refuse(column, "a value (it is empty)"))?;
    match money {
        Money::KiloUsd | Money::KiloUsdInThousandths => Ok(value),
        Money::MillionUsdInThousandths => {
            let whole = (value * 1000.0).round();
            // The text has three decimals, so whole thousands divide back to the same double.
            #[expect(clippy::float_cmp, reason = "asks for a lossless conversion")]
            let exact = whole / 1000.0 == value;
            if exact { Ok(whole) } else { Err(table.refuse(column, "a number with at most three decimals")) }
        }
    }
}

/// Rounds a number to three decimals if it is that close to them; tells whether it changed.
fn denoise(number: &mut f64) -> bool {
    let rounded = (*number * 1000.0).round() / 1000.0;
    #[expect(clippy::float_cmp, reason = "asks whether rounding changes the number at all")]
    let noise = rounded != *number && (rounded - *number).abs() <= 1e-11 * number.abs().max(1.0);
    if noise {
        *number = rounded;
    }
    noise
}

/// Refuses a table whose number of distinct items is not the expected one.
///
/// # Errors
/// [`ImportError::Content`] with both numbers.
pub fn expect_items(flows: &Flows, expected: &[&str], path: &std::path::Path) -> Result<(), ImportError> {
    let mut wanted: Vec<&str> = expected.to_vec();
    wanted.sort_unstable();
    if flows.item_codes.iter().map(String::as_str).eq(wanted.iter().copied()) {
        return Ok(());
    }
    Err(ImportError::Content {
        place: Place::file(path),
        message: format!("the items are {:?}, expected {wanted:?}", flows.item_codes),
    })
}
