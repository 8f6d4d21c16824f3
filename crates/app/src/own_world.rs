//! A world of the user's own: a CSV file of flows.

use crate::error::CliError;
use std::path::Path;
use suzerain_studies::rupture::OwnFlow;
use suzerain_tables::Economy;

/// Reads the columns `exporter`, `importer` and `value` (thousand US dollars a year); other columns are
/// passed over. Domestic sales are rows whose exporter is the importer.
///
/// # Errors
/// A user error with the line for a column that is missing, a name that is no economy, or a value that
/// is no number.
pub fn read(path: &Path) -> Result<Vec<OwnFlow>, CliError> {
    let file = std::fs::File::open(path).map_err(|error| CliError::file(path, &error))?;
    let mut reader = csv::Reader::from_reader(file);
    let refused = |line: u64, why: String| CliError::user(format!("{}:{line}: {why}", path.display()));
    let headers = reader.headers().map_err(|e| refused(1, e.to_string()))?.clone();
    let column = |name: &str| {
        headers.iter().position(|h| h.trim().eq_ignore_ascii_case(name)).ok_or_else(|| {
            refused(1, format!("there is no column `{name}`"))
                .hint("a world has the columns exporter, importer and value, in thousand US dollars")
        })
    };
    let (exporter, importer, value) = (column("exporter")?, column("importer")?, column("value")?);
    let mut flows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|e| {
            let line = e.position().map_or(0, csv::Position::line);
            refused(line, e.to_string())
        })?;
        let line = row.position().map_or(0, csv::Position::line);
        let economy = |at: usize| {
            Economy::resolve(row[at].trim(), None).map_err(|error| {
                let error = CliError::from(error);
                CliError { message: format!("{}:{line}: {}", path.display(), error.message), ..error }
            })
        };
        let number: f64 = row[value]
            .trim()
            .parse()
            .map_err(|_| refused(line, format!("the value is {:?}, not a number", &row[value])))?;
        flows.push((economy(exporter)?, economy(importer)?, number));
    }
    if flows.is_empty() {
        return Err(refused(1, "no flows".into()).hint("a world needs a row for each flow, domestic sales included"));
    }
    Ok(flows)
}
