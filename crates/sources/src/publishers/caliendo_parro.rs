//! Replication files of Caliendo and Parro (2015): 31 economies, 40 sectors, 1993, with the tariffs of 1993
//! and 2005.
//!
//! Plain numbers without labels; the order of economies is the authors'. No table is written from them: they
//! serve to hold the multi-sector model against its published results.

use crate::error::{ImportError, Place};
use std::path::Path;
use suzerain_tables::Economy;

/// Economies in the order of the files.
const ECONOMIES: [&str; 31] = [
    "ARG", "AUS", "AUT", "BRA", "CAN", "CHL", "CHN", "DNK", "FIN", "FRA", "DEU", "GRC", "HUN", "IND", "IDN", "IRL",
    "ITA", "JPN", "KOR", "MEX", "NLD", "NZL", "NOR", "PRT", "ZAF", "ESP", "SWE", "TUR", "GBR", "USA", "ROW",
];
/// Traded sectors, which come first.
const TRADED: usize = 20;
/// All sectors.
const SECTORS: usize = 40;
/// Elasticity the authors use for sectors without trade.
const UNTRADED_THETA: f64 = 8.22;

/// The files as numbers. Shares and rates are fractions.
#[derive(Clone, Debug)]
pub struct CaliendoParro {
    /// Economies.
    pub economies: Vec<Economy>,
    /// Sectors, `1` to `40`; from 21 on without trade.
    pub sectors: Vec<String>,
    /// Imports before duty, US dollars, `[sector][importer][exporter]`; own sales are not in it.
    pub imports: Vec<f64>,
    /// Ad valorem duties of 1993, in the same layout.
    pub tariffs_1993: Vec<f64>,
    /// Ad valorem duties of 2005, in the same layout.
    pub tariffs_2005: Vec<f64>,
    /// Gross output, US dollars, `[economy][sector]`.
    pub output: Vec<f64>,
    /// Value added per unit of output, `[economy][sector]`.
    pub value_added_share: Vec<f64>,
    /// Cost share of each input, `[economy][using sector][input]`: with value added it adds up to 1.
    pub input_share: Vec<f64>,
    /// Trade elasticity of each sector.
    pub theta: Vec<f64>,
}

/// Reads `xbilat1993.txt`, `tariffs1993.txt`, `tariffs2005.txt`, `GO.txt`, `B.txt`, `IO.txt` and `T.txt`.
///
/// # Errors
/// [`ImportError`] if a file is absent, holds something that is no number, or has another size.
pub fn read(folder: &Path) -> Result<CaliendoParro, ImportError> {
    let n = ECONOMIES.len();
    let economies = ECONOMIES.iter().filter_map(|code| Economy::from_code(code)).collect();
    let block = |name: &str, unit: f64| -> Result<Vec<f64>, ImportError> {
        let mut values = numbers(&folder.join(name), TRADED * n, n)?;
        values.iter_mut().for_each(|v| *v *= unit);
        values.resize(SECTORS * n * n, 0.0);
        Ok(values)
    };
    let by_economy = |name: &str| -> Result<Vec<f64>, ImportError> {
        let values = numbers(&folder.join(name), SECTORS, n)?;
        Ok((0..n * SECTORS).map(|at| values[at % SECTORS * n + at / SECTORS]).collect())
    };
    let value_added_share = by_economy("B.txt")?;
    // Stacked by economy: rows are inputs, columns the sectors that use them.
    let io = numbers(&folder.join("IO.txt"), n * SECTORS, SECTORS)?;
    let mut input_share = vec![0.0; n * SECTORS * SECTORS];
    for (at, share) in input_share.iter_mut().enumerate() {
        let (input, user, i) = (at % SECTORS, at / SECTORS % SECTORS, at / (SECTORS * SECTORS));
        *share = (1.0 - value_added_share[i * SECTORS + user]) * io[(i * SECTORS + input) * SECTORS + user];
    }
    let mut theta = numbers(&folder.join("T.txt"), TRADED, 1)?;
    theta.resize(SECTORS, UNTRADED_THETA);
    Ok(CaliendoParro {
        economies,
        sectors: (1..=SECTORS).map(|s| s.to_string()).collect(),
        imports: block("xbilat1993.txt", 1e3)?,
        tariffs_1993: block("tariffs1993.txt", 1e-2)?,
        tariffs_2005: block("tariffs2005.txt", 1e-2)?,
        output: by_economy("GO.txt")?,
        value_added_share,
        input_share,
        theta,
    })
}

/// The numbers of a file of `rows` lines with `columns` numbers each.
fn numbers(path: &Path, rows: usize, columns: usize) -> Result<Vec<f64>, ImportError> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| ImportError::Read { place: Place::file(path), message: e.to_string() })?;
    let mut values = Vec::with_capacity(rows * columns);
    for (line, row) in (1..).zip(text.lines().filter(|l| !l.trim().is_empty())) {
        let before = values.len();
        for word in row.split_whitespace() {
            let number: Option<f64> = word.parse().ok().filter(|v: &f64| v.is_finite());
            values.push(number.ok_or_else(|| ImportError::Value {
                place: Place::line(path, line),
                found: word.to_owned(),
                wanted: "a number".to_owned(),
            })?);
        }
        if values.len() - before != columns {
            return Err(ImportError::Content {
                place: Place::line(path, line),
                message: format!("{} numbers, expected {columns}", values.len() - before),
            });
        }
    }
    if values.len() == rows * columns {
        Ok(values)
    } else {
        let message = format!("{} lines of numbers, expected {rows}", values.len() / columns);
        Err(ImportError::Content { place: Place::file(path), message })
    }
}
