//! CEPII GeoDist: distances, borders and ties by ordered pair.

use super::{Origins, Prepared, meta, open};
use crate::error::ImportError;
use crate::input::ByteCounter;
use crate::report::ImportReport;
use crate::text::{Col, Table};
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::geography::{Pair, to_frame};
use suzerain_tables::store::{Absent, TableKind};

/// Source of the distances.
pub const SOURCE: &str = "cepii-geodist";

/// The economy behind a GeoDist code. `YUG` is Serbia and Montenegro there (M49 891, Belgrade) and is
/// entered under Serbia, `PAL` is Palestine.
fn place(table: &Table, column: &Col) -> Result<Economy, ImportError> {
    let code = match table.bytes(column) {
        b"YUG" => "SRB",
        b"PAL" => "PSE",
        other => std::str::from_utf8(other).unwrap_or_default(),
    };
    Economy::from_code(code).ok_or_else(|| table.refuse(column, "a code of GeoDist"))
}

fn bit(table: &Table, column: &Col) -> Result<bool, ImportError> {
    match table.bytes(column) {
        b"0" => Ok(false),
        b"1" => Ok(true),
        _ => Err(table.refuse(column, "0 or 1")),
    }
}

/// Reads `geodist/dist_cepii.csv.gz`.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged or holds an unknown code.
pub fn pairs(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("geodist/dist_cepii.csv.gz"), counter)?;
    let mut report = ImportReport::new(SOURCE);
    let (origin, destination) = (table.column(&["iso_o"])?, table.column(&["iso_d"])?);
    let (border, language, colony) =
        (table.column(&["contig"])?, table.column(&["comlang_off"])?, table.column(&["colony"])?);
    let (cities, capitals, weighted) =
        (table.column(&["dist"])?, table.column(&["distcap"])?, table.column(&["distw"])?);
    let mut origins = Origins::default();
    origins.start(table.path());
    let mut rows = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let kilometres = |column: &Col| {
            table.non_negative(column, &[])?.ok_or_else(|| table.refuse(column, "a distance in kilometres"))
        };
        rows.push(Pair {
            origin: place(&table, &origin)?,
            destination: place(&table, &destination)?,
            contiguous: bit(&table, &border)?,
            common_language: bit(&table, &language)?,
            colonial_tie: bit(&table, &colony)?,
            distance_km: kilometres(&cities)?,
            distance_capitals_km: kilometres(&capitals)?,
            distance_weighted_km: table.non_negative(&weighted, &[".", "NA"])?.unwrap_or(f64::NAN),
        });
        origins.push(table.line());
        report.rows_kept += 1;
    }
    let key = |row: usize| (rows[row].origin, rows[row].destination);
    let order = origins.order(key, |row| format!("the pair {} {}", rows[row].origin, rows[row].destination))?;
    let rows: Vec<Pair> = order.into_iter().map(|row| rows[row]).collect();
    let unweighted = rows.iter().filter(|r| r.distance_weighted_km.is_nan()).count();
    let mut meta = meta(TableKind::Geography, SOURCE);
    meta.absent = Absent::Unknown;
    meta.notes = vec![
        "Borders and economies of 2011: YUG of the source is Serbia and Montenegro together and is entered under \
         Serbia; Montenegro, Kosovo and South Sudan have no rows of their own."
            .into(),
        format!("{unweighted} pairs have no population-weighted distance."),
    ];
    Ok(Prepared { frame: to_frame(&rows, SOURCE)?, meta, report })
}
