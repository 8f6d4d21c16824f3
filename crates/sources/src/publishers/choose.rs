//! Which of the files given holds the data: releases come as archives with code books beside them.

use crate::error::{ImportError, Place};
use crate::input::Input;
use crate::report::ImportReport;

/// The one file to read: the only one, or the only delimited text, or the only one whose name
/// (lower case, without folders) passes `known`. Others are noted in the report.
///
/// # Errors
/// [`ImportError::Content`] if none or several could be meant.
pub(super) fn one<'a>(
    inputs: &'a [Input],
    wanted: &str,
    known: impl Fn(&str) -> bool,
    report: &mut ImportReport,
) -> Result<&'a Input, ImportError> {
    let name = |input: &&Input| input.file_name().to_ascii_lowercase();
    let texts: Vec<&Input> =
        inputs.iter().filter(|i| [".csv", ".tab", ".tsv"].iter().any(|end| name(i).ends_with(end))).collect();
    let named: Vec<&Input> = texts.iter().copied().filter(|i| known(&name(i))).collect();
    let chosen = match (inputs, texts.as_slice(), named.as_slice()) {
        ([only], ..) => only,
        (_, [only], _) | (.., [only]) => *only,
        ([], ..) => {
            return Err(ImportError::Content {
                place: Place::file(std::path::Path::new("")),
                message: format!("no file given; wanted is {wanted}"),
            });
        }
        ([first, ..], ..) => {
            let names: Vec<String> = inputs.iter().map(|i| i.name().display().to_string()).collect();
            return Err(ImportError::Content {
                place: Place::file(&first.path),
                message: format!("name one file, {wanted}; these were given: {}", names.join(", ")),
            });
        }
    };
    for other in inputs.iter().filter(|i| *i != chosen) {
        report.notes.push(format!("not read: {}", other.name().display()));
    }
    Ok(chosen)
}

/// The delimiter a file's name tells: tab for `.tab` and `.tsv`, else comma.
pub(super) fn delimiter(input: &Input) -> u8 {
    let name = input.file_name().to_ascii_lowercase();
    if name.ends_with(".tab") || name.ends_with(".tsv") { b'\t' } else { b',' }
}
