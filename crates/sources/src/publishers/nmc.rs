//! Correlates of War, National Material Capabilities: one row a state and year.
//!
//! Read are `NMC-70-abridged.csv`, `NMC-70-wsupplementary.csv` and the same files of releases 4 to
//! 6 (`NMC_5_0.csv`, `NMC-60-abridged.csv`, ...), whose first columns have not changed. `-9` and an
//! empty cell are missing values and give no row. Military expenditure is in thousand pounds
//! sterling until 1913 and in thousand US dollars from 1914 (NMC codebook, variable `milex`): the
//! former stand as `milex_kgbp`, the latter as `milex_kusd`.

use super::choose;
use super::state_years::{StateYears, written};
use crate::error::ImportError;
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Encoding, Layout, Table};
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::variables::component_in;

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "National Material Capabilities",
    publisher: "Correlates of War Project",
    licence: "not stated by the publisher; free for research with citation",
    citation: "Singer, J. David, Stuart Bremer and John Stuckey (1972), Capability Distribution, Uncertainty, and Major Power War, 1820-1965, in Bruce Russett (ed.), Peace, War, and Numbers, Beverly Hills: Sage, 19-48.",
    bibtex: "@incollection{singer1972capability,\n  author = {Singer, J. David and Bremer, Stuart and Stuckey, John},\n  title = {Capability Distribution, Uncertainty, and Major Power War, 1820--1965},\n  booktitle = {Peace, War, and Numbers},\n  editor = {Russett, Bruce},\n  publisher = {Sage},\n  address = {Beverly Hills},\n  pages = {19--48},\n  year = {1972}\n}",
    url: "https://correlatesofwar.org/data-sets/national-material-capabilities/",
    caveats: &[
        "Military expenditure before 1914 is in pounds sterling and stands as a variable of its own.",
        "Many values are the project's own estimates or interpolations; its supplementary file says which.",
    ],
};

/// Columns of the file with the variables they become.
pub const VARIABLES: [(&str, &str); 7] = [
    ("milex", "milex_kusd"),
    ("milper", "milper_k"),
    ("irst", "irst_kt"),
    ("pec", "pec_kt"),
    ("tpop", "tpop_k"),
    ("upop", "upop_k"),
    ("cinc", "cinc_published"),
];

/// Codes of a missing value.
const MISSING: &[&str] = &["-9", "-9.0", "-9.00", "NA", "."];

/// Name of the table.
const FILE: &str = "indicators-cow-nmc.parquet";

/// Reads one capability file; the supplementary one is passed over where the abridged one is there.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("nmc");
    let input = choose::one(inputs, "NMC-*-abridged.csv", |name| name.contains("abridged"), &mut report)?;
    let counter = ByteCounter::default();
    let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ..Layout::default() };
    let table = Table::open(&input.name(), input.open(&counter)?, layout)?;
    let file = StateYears {
        code: &["ccode"],
        state: Economy::from_cow,
        quantities: &VARIABLES.map(|(column, variable)| (column, variable, 1.0)),
        variable: component_in,
        missing: MISSING,
    };
    let rows = file.read(table, &mut report)?;
    progress.bytes(counter.get());
    let source = options.source_or("cow-nmc");
    let kept = (source.as_str(), options.vintage_or(release(&input.file_name()).as_deref()));
    written(rows, &input.name(), kept, into.join(FILE), SOURCE.caveats, &mut report)?;
    Ok(report)
}

/// The release that a file's name tells: `NMC-70-abridged.csv` is 7.0, `NMC_5_0.csv` 5.0.
fn release(file_name: &str) -> Option<String> {
    let lower = file_name.to_ascii_lowercase();
    let digits: Vec<char> = lower
        .split_once("nmc")?
        .1
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '_' | 'v' | '.'))
        .filter(char::is_ascii_digit)
        .collect();
    match digits.as_slice() {
        [major, minor] => Some(format!("{major}.{minor}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::release;

    #[test]
    fn the_release_is_in_the_name() {
        assert_eq!(release("NMC-70-abridged.csv").as_deref(), Some("7.0"));
        assert_eq!(release("NMC_5_0-wsupplementary.csv").as_deref(), Some("5.0"));
        assert_eq!(release("NMC_v4_0.csv").as_deref(), Some("4.0"));
        assert_eq!(release("capabilities.csv"), None);
    }
}
