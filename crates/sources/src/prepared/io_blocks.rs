//! Input-output blocks of 2022 from the OECD tables: the inter-country system at 16 sectors, and
//! national coefficients at 28.

use super::npy::{Archive, Array};
use super::{Prepared, meta};
use crate::error::{ImportError, Place};
use crate::input::ByteCounter;
use crate::report::ImportReport;
use std::path::Path;
use suzerain_tables::classification::{Classification, ICIO16, ICIO28_SERVICES, ICIO50, IcioSector, icio28_codes};
use suzerain_tables::coverage::FLOWS;
use suzerain_tables::frame::Frame;
use suzerain_tables::io::{Block, Cell, to_frame};
use suzerain_tables::store::{Absent, TableKind, TableMeta, TableStatus};
use suzerain_tables::{Economy, Year};

/// Source of the inter-country system.
pub const INTER_COUNTRY: &str = "icio-2025-16";
/// Source of the national coefficients.
pub const NATIONAL: &str = "icio-2025-national-28";

const YEAR: Year = Year(2022);

/// The labels of an axis of economies, each known.
fn economies(array: &Array, path: &Path) -> Result<Vec<Economy>, ImportError> {
    let labels = array.labels()?;
    let known = labels.iter().map(|code| {
        Economy::from_code(code).ok_or_else(|| content(path, format!("unknown economy `{code}` among the labels")))
    });
    known.collect()
}

fn content(path: &Path, message: String) -> ImportError {
    ImportError::Content { place: Place::file(path), message }
}

/// Refuses an axis of sectors that is not exactly `wanted`, whatever the order.
fn check_sectors(labels: &[&str], wanted: &[&str], path: &Path) -> Result<(), ImportError> {
    let sorted = |list: &[&str]| {
        let mut list: Vec<String> = list.iter().map(|s| (*s).to_owned()).collect();
        list.sort();
        list
    };
    if sorted(labels) == sorted(wanted) {
        Ok(())
    } else {
        Err(content(path, format!("the sectors are {labels:?}, expected {wanted:?}")))
    }
}

fn describe(source: &str, classification: Classification, economies: &[Economy], notes: Vec<String>) -> TableMeta {
    let mut meta = meta(TableKind::Io, source);
    meta.classification = Some(classification);
    meta.status = TableStatus::Estimated;
    meta.absent = Absent::Zero;
    for economy in economies {
        meta.coverage.extend(FLOWS, *economy, YEAR);
    }
    meta.notes = notes;
    meta
}

/// Collects cells, counting them; zeros have no row.
struct Cells {
    classification: Classification,
    source: &'static str,
    frame: Frame,
    pending: Vec<Cell>,
    report: ImportReport,
}

impl Cells {
    fn new(classification: Classification, source: &'static str) -> Self {
        let report = ImportReport::new(source);
        Self { classification, source, frame: Frame::default(), pending: Vec::new(), report }
    }

    fn push(&mut self, block: Block, seller: (&str, &str), buyer: (&str, &str), value: f64) {
        self.report.rows_read += 1;
        if value == 0.0 {
            self.report.drop_row("cells that are zero");
            return;
        }
        self.report.rows_kept += 1;
        self.pending.push(Cell {
            year: YEAR,
            block,
            seller: seller.0.to_owned(),
            seller_sector: seller.1.to_owned(),
            buyer: buyer.0.to_owned(),
            buyer_sector: buyer.1.to_owned(),
            value,
        });
    }

    /// Moves the pending cells into columns, to keep few of them as rows.
    fn flush(&mut self) -> Result<(), ImportError> {
        if !self.pending.is_empty() {
            self.frame.append(&to_frame(&self.pending, self.classification.id(), self.source)?)?;
            self.pending.clear();
        }
        Ok(())
    }
}

/// Reads `icio2022_full/icio2022_16sector_80country.npz` into the blocks intermediate, final,
/// output, value added, to and from the rest of the world.
///
/// Value added is output less the column sum of the intermediate block: it includes taxes less
/// subsidies on products and inputs bought from the rest of the world, which the source does not
/// give by buying sector.
///
/// # Errors
/// [`ImportError`] if the archive is absent or damaged, or labels or shapes are not as expected.
pub fn inter_country(from: &Path, _counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let path = from.join("icio2022_full/icio2022_16sector_80country.npz");
    let mut archive = Archive::open(&path)?;
    let (country_axis, sector_axis) = (archive.array("countries")?, archive.array("sectors")?);
    let countries = economies(&country_axis, &path)?;
    let sectors = sector_axis.labels()?;
    let groups: Vec<&str> = ICIO16.iter().map(|(code, _)| *code).collect();
    check_sectors(&sectors, &groups, &path)?;
    let (n, m) = (countries.len(), sectors.len());
    let intermediate = archive.array("Z")?;
    let intermediate = intermediate.floats(&[n, m, n, m])?;
    let (last, to, out, rest) =
        (archive.array("F")?, archive.array("to_row")?, archive.array("output")?, archive.array("from_row_total")?);
    let (last, to, out) = (last.floats(&[n, n, m])?, to.floats(&[n, m])?, out.floats(&[n, m])?);
    let rest = rest.floats(&[n, m])?;

    let mut cells = Cells::new(Classification::Icio16, INTER_COUNTRY);
    let mut used = vec![0.0; n * m];
    for (c, seller) in countries.iter().enumerate() {
        for (g, seller_sector) in sectors.iter().enumerate() {
            let row = &intermediate[(c * m + g) * n * m..(c * m + g + 1) * n * m];
            for (column, value) in row.iter().enumerate() {
                let (d, h) = (column / m, column % m);
                used[column] += value;
                let buyer = (countries[d].code(), sectors[h]);
                cells.push(Block::Intermediate, (seller.code(), seller_sector), buyer, *value);
            }
        }
        cells.flush()?;
    }
    for (c, seller) in countries.iter().enumerate() {
        for (g, sector) in sectors.iter().enumerate() {
            for (d, buyer) in countries.iter().enumerate() {
                let value = last[(c * n + d) * m + g];
                cells.push(Block::Final, (seller.code(), sector), (buyer.code(), ""), value);
            }
        }
    }
    cells.flush()?;
    for (block, values) in [(Block::Output, out), (Block::ToRest, to)] {
        for (at, value) in values.iter().enumerate() {
            cells.push(block, (countries[at / m].code(), sectors[at % m]), ("", ""), *value);
        }
    }
    for (at, value) in rest.iter().enumerate() {
        cells.push(Block::FromRest, ("ROW", sectors[at % m]), (countries[at / m].code(), ""), *value);
    }
    for (at, used) in used.iter().enumerate() {
        // The source has single precision, and so have all other cells of the column.
        #[expect(clippy::cast_possible_truncation, reason = "rounds to the precision of the source")]
        let value = f64::from((out[at] - used) as f32);
        cells.push(Block::ValueAdded, (countries[at / m].code(), sectors[at % m]), ("", ""), value);
    }
    cells.flush()?;
    let residual = largest_row_residual(intermediate, last, to, out, (n, m));
    let negative = last.iter().filter(|v| **v < 0.0).count();
    let notes = vec![
        "80 economies by 16 groups, million current USD, basic prices. Cells that are zero have no row.".into(),
        "Value added = output - column sum of intermediate: it includes taxes less subsidies on products and inputs \
         bought from the rest of the world, which the source does not give by buying sector."
            .into(),
        "from_rest: purchases of the buyer, for any use, of what `seller_sector` of the rest of the world makes; the \
         buying sector is not known."
            .into(),
        format!(
            "Rows add up (intermediate + final + to_rest = output) within {residual:.1} million USD; {negative} final \
             cells are negative at the source."
        ),
        "The publisher's estimate for Russia in 2022 misses its turn to China.".into(),
    ];
    let meta = describe(INTER_COUNTRY, Classification::Icio16, &countries, notes);
    Ok(Prepared { frame: cells.frame, meta, report: cells.report })
}

/// The largest gap between output and the sum of its uses over all rows, million USD.
fn largest_row_residual(intermediate: &[f64], last: &[f64], to: &[f64], out: &[f64], (n, m): (usize, usize)) -> f64 {
    let mut largest = 0.0_f64;
    for (row, output) in out.iter().enumerate() {
        let (c, g) = (row / m, row % m);
        let uses: f64 = intermediate[row * n * m..(row + 1) * n * m].iter().sum();
        let final_uses: f64 = (0..n).map(|d| last[(c * n + d) * m + g]).sum();
        largest = largest.max((output - uses - final_uses - to[row]).abs());
    }
    largest
}

/// Sums the 4,000-node intermediate matrix of
/// `icio2022_full/icio2022_Z_4000x4000_country_major.npz` and the final demand of
/// `icio2022_full/icio2022_final_demand_28sector.npz` into national coefficients.
///
/// * use share `u[s, (d, h)]` = inputs that sector h of economy d buys from sector s of any of the
///   80 economies, its own included, over the output of (d, h);
/// * value-added share = 1 - sum of the use shares of the column. Inputs from the rest of the world
///   are not in the matrix and therefore in here, with taxes less subsidies on products;
/// * final share `f[s, d]` = what economy d buys for final use from sector s of any of the 80
///   economies, over the sum over s. Purchases from the rest of the world are not in the source.
///
/// # Errors
/// [`ImportError`] if an archive is absent or damaged, labels or shapes are not as expected, or a
/// share would be negative.
pub fn national(from: &Path, _counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let path = from.join("icio2022_full/icio2022_Z_4000x4000_country_major.npz");
    let mut archive = Archive::open(&path)?;
    let (country_axis, sector_axis) = (archive.array("countries")?, archive.array("sectors")?);
    let countries = economies(&country_axis, &path)?;
    let fine = sector_axis.labels()?;
    let icio50: Vec<&str> = ICIO50.iter().map(|s| s.code).collect();
    check_sectors(&fine, &icio50, &path)?;
    let codes = icio28_codes();
    let group_of = groups(&fine, &codes, &path)?;
    let (n, m, k) = (countries.len(), fine.len(), codes.len());
    let nodes = n * m;
    let (z, output) = (archive.array("Z")?, archive.array("output")?);
    let (z, output) = (z.floats(&[nodes, nodes])?, output.floats(&[nodes])?);

    // used[(d * k + h) * k + s], made[d * k + h].
    let (mut used, mut made) = (vec![0.0; n * k * k], vec![0.0; n * k]);
    for (node, value) in output.iter().enumerate() {
        made[node / m * k + group_of[node % m]] += value;
    }
    for (seller, row) in z.chunks_exact(nodes).enumerate() {
        let s = group_of[seller % m];
        for (buyer, value) in row.iter().enumerate() {
            used[(buyer / m * k + group_of[buyer % m]) * k + s] += value;
        }
    }

    let mut cells = Cells::new(Classification::Icio28, NATIONAL);
    let mut idle = 0_u64;
    let mut value_added = Vec::new();
    for (d, buyer) in countries.iter().enumerate() {
        for (h, buyer_sector) in codes.iter().enumerate() {
            let total = made[d * k + h];
            if total <= 0.0 {
                idle += 1;
                continue;
            }
            let mut rest = 1.0;
            for (s, seller_sector) in codes.iter().enumerate() {
                let share = used[(d * k + h) * k + s] / total;
                rest -= share;
                cells.push(Block::UseShare, ("", seller_sector), (buyer.code(), buyer_sector), share);
            }
            if rest < 0.0 {
                return Err(content(&path, format!("{buyer} {buyer_sector} uses more than it makes")));
            }
            value_added.push((*buyer, *buyer_sector, rest));
        }
        cells.flush()?;
    }
    for (buyer, sector, share) in value_added {
        cells.push(Block::ValueAddedShare, ("", ""), (buyer.code(), sector), share);
    }
    final_shares(from, &countries, &codes, &mut cells)?;
    cells.flush()?;
    let notes = vec![
        "Use share: inputs from a sector of any of 80 economies, the buyer's own included, per unit of output. Summed \
         from the table of 80 economies by 50 industries."
            .into(),
        "Value-added share = 1 - sum of the use shares of the column: it includes inputs from the rest of the world, \
         which the source does not give by industry, and taxes less subsidies on products."
            .into(),
        "Final share: share of a sector of any of 80 economies in final expenditure; purchases from the rest of the \
         world are not in the source."
            .into(),
        format!("{idle} of {} columns have no output and no rows.", n * k),
    ];
    let meta = describe(NATIONAL, Classification::Icio28, &countries, notes);
    Ok(Prepared { frame: cells.frame, meta, report: cells.report })
}

/// The place of each of the 50 industries among the 28 codes.
fn groups(fine: &[&str], codes: &[&str], path: &Path) -> Result<Vec<usize>, ImportError> {
    let mut out = Vec::with_capacity(fine.len());
    for label in fine {
        let code = ICIO50.iter().find(|s| s.code == *label).map(IcioSector::code28);
        let at = code.and_then(|code| codes.iter().position(|c| *c == code));
        out.push(at.ok_or_else(|| content(path, format!("unknown industry `{label}`")))?);
    }
    Ok(out)
}

fn final_shares(from: &Path, countries: &[Economy], codes: &[&str], cells: &mut Cells) -> Result<(), ImportError> {
    let path = from.join("icio2022_full/icio2022_final_demand_28sector.npz");
    let mut archive = Archive::open(&path)?;
    let (country_axis, sector_axis) = (archive.array("countries")?, archive.array("sectors")?);
    let buyers = economies(&country_axis, &path)?;
    let labels: Vec<&str> = sector_axis
        .labels()?
        .into_iter()
        .map(|label| if label == "Services (aggregate)" { ICIO28_SERVICES } else { label })
        .collect();
    check_sectors(&labels, codes, &path)?;
    let (n, k) = (buyers.len(), labels.len());
    let values = archive.array("F")?;
    let values = values.floats(&[n, n, k])?;
    for economy in countries {
        let d = buyers.iter().position(|b| b == economy);
        let d = d.ok_or_else(|| content(&path, format!("{economy} is in the other archive but not here")))?;
        let bought: Vec<f64> = (0..k).map(|s| (0..n).map(|c| values[(c * n + d) * k + s]).sum()).collect();
        let total: f64 = bought.iter().sum();
        if total <= 0.0 || bought.iter().any(|b| *b < 0.0) {
            return Err(content(&path, format!("the final expenditure of {economy} is negative or zero")));
        }
        for code in codes {
            let s = labels.iter().position(|l| l == code).unwrap_or_default();
            cells.push(Block::FinalShare, ("", code), (economy.code(), ""), bought[s] / total);
        }
    }
    Ok(())
}
