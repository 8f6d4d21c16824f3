//! A world of the user's own: a CSV file of flows.

use crate::error::CliError;
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_studies::rupture::OwnFlow;
use suzerain_tables::Economy;

/// Reads the columns `exporter`, `importer` and `value` (thousand US dollars a year); other columns are
/// passed over. Domestic sales are rows whose exporter is the importer. A negative value passes where the world is to be
/// repaired.
///
/// # Errors
/// A user error with line and column for a column that is missing, a name that is no economy, a value that is no
/// number, not finite or negative, or a flow that stands twice.
pub fn read(path: &Path, repair: bool) -> Result<Vec<OwnFlow>, CliError> {
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
    let mut seen = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(|e| {
            let line = e.position().map_or(0, csv::Position::line);
            refused(line, e.to_string())
        })?;
        let line = row.position().map_or(0, csv::Position::line);
        let economy = |at: usize| {
            Economy::resolve(row[at].trim(), None).map_err(|error| {
                let error = CliError::from(error);
                let column = &headers[at];
                CliError { message: format!("{}:{line}: column {column}: {}", path.display(), error.message), ..error }
            })
        };
        let text = &row[value];
        let of_value = |why: &str| refused(line, format!("column {}: {text:?} is {why}", &headers[value]));
        let number: f64 = text.trim().parse().map_err(|_| of_value("no number"))?;
        if !number.is_finite() {
            return Err(of_value("not finite").hint("leave a flow that is not known out"));
        }
        if number < 0.0 && !repair {
            return Err(
                of_value("negative").hint("correct it, or let `--repair` drop negative flows, listed in the answer")
            );
        }
        let (from, to) = (economy(exporter)?, economy(importer)?);
        if let Some(first) = seen.insert((from.code(), to.code()), line) {
            return Err(refused(line, format!("the flow from {from} to {to} stands in line {first} already"))
                .hint("a world has one row for each flow: add them up"));
        }
        flows.push((from, to, number));
    }
    if flows.is_empty() {
        return Err(refused(1, "no flows".into()).hint("a world needs a row for each flow, domestic sales included"));
    }
    Ok(flows)
}
