//! What a command works on: the tables that are loaded, and the economies a person means.

use crate::context::Context;
use crate::error::CliError;
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::groups::Group;
use suzerain_tables::library::Library;
use suzerain_tables::outlines::{self, Ring};
use suzerain_tables::sanctions::Sanctions;
use suzerain_tables::store::TableKind;

/// The built-in tables with the user's folders on top, the last one topmost.
///
/// # Errors
/// A user error if a folder cannot be read, has no tables, or holds a damaged one.
pub fn library(context: &Context) -> Result<Library, CliError> {
    let built_in = suzerain_base::library().map_err(|error| CliError::from(error).into_bug())?;
    context.data().iter().try_fold(built_in, |library, folder| library.with_folder(folder).map_err(CliError::from))
}

/// The library with the list of sanctions in `file`, if one is given.
///
/// # Errors
/// A user error if the file cannot be read, or is no list of sanctions.
pub fn with_sanctions(library: Library, file: Option<&Path>) -> Result<Library, CliError> {
    let Some(path) = file else { return Ok(library) };
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, &error))?;
    let sanctions = Sanctions::parse(&text).map_err(|error| {
        CliError::user(format!("{}: {}", path.display(), error.to_string().trim_end()))
            .hint("each [[sanction]] has senders, target, from (YYYY-MM), source, and may have to (YYYY-MM)")
    })?;
    Ok(library.with_sanctions(sanctions))
}

/// The outlines for maps; none where no table has them.
///
/// # Errors
/// If the table is damaged.
pub fn rings(library: &Library) -> Result<Vec<Ring>, CliError> {
    let table = library.of_kind(TableKind::Outlines).next();
    Ok(table.map(outlines::read).transpose()?.unwrap_or_default())
}

/// An economy as a question means it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The state to look up: the continuing one where what was asked for ended.
    pub economy: Economy,
    /// What was asked for.
    pub asked: Economy,
    /// What the reader must know if the two differ.
    pub note: Option<String>,
}

/// Finds the economy a person means, as it is called in `year` if given.
///
/// A state that ended and that political sources treat as continued (`SUN`, `YUG`, ...) becomes the
/// continuing state, with a note that says so.
///
/// # Errors
/// A user error with suggestions if the text names no economy, or none in that year.
pub fn economy(text: &str, year: Option<i16>) -> Result<Resolved, CliError> {
    let asked = Economy::resolve(text, year).map_err(|error| match Group::resolve(text) {
        Ok(group) => CliError::user(format!(
            "{} ({}) is a group, and one economy is asked for",
            group.name(),
            group.code()
        ))
        .hint(
            "name a member; `suzerain products` takes a group as one buyer, and `power-over --coalition` as one side",
        ),
        Err(_) => error.into(),
    })?;
    let Some(economy) = asked.continuer() else {
        return Ok(Resolved { economy: asked, asked, note: None });
    };
    let ended = asked.last_year().map(|last| format!(", which ended in {last},")).unwrap_or_default();
    let note = format!(
        "{} ({asked}){ended} is followed here as {} ({economy}), the state that continues it",
        asked.name(),
        economy.name()
    );
    Ok(Resolved { economy, asked, note: Some(note) })
}

/// Finds two different economies, and prints what the reader must know about either.
///
/// # Errors
/// A user error if one is not found, or if both texts mean the same state.
pub fn pair(a: &str, b: &str, year: Option<i16>, context: &Context) -> Result<(Resolved, Resolved), CliError> {
    let (a, b) = (economy(a, year)?, economy(b, year)?);
    if a.economy == b.economy {
        let both = if a.asked == b.asked {
            format!("{} ({}) is given twice", a.economy.name(), a.economy)
        } else {
            format!("{} and {} are one state here: {} ({})", a.asked, b.asked, a.economy.name(), a.economy)
        };
        return Err(CliError::user(both).hint("give two different states, for example RUS CHN"));
    }
    for note in [&a.note, &b.note].into_iter().flatten() {
        context.note(note);
    }
    Ok((a, b))
}

/// Checks years from the command line.
///
/// # Errors
/// A user error for years no table can hold, or a first year after the last.
pub fn check_years(year: Option<i16>, since: Option<i16>) -> Result<(), CliError> {
    for given in [year, since].into_iter().flatten() {
        if !(1816..=2100).contains(&given) {
            return Err(CliError::user(format!("{given} is no year the tables can hold"))
                .hint("give a year from 1816 on; `suzerain data coverage A B` lists the years each table has"));
        }
    }
    match (year, since) {
        (Some(year), Some(since)) if since > year => {
            Err(CliError::user(format!("the trend would start in {since}, after {year}"))
                .hint("give a --since that is not later than --year"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ended_is_followed_as_what_continues_it() {
        let found = economy("USSR", None).unwrap();
        assert_eq!((found.economy.code(), found.asked.code()), ("RUS", "SUN"));
        let note = found.note.unwrap();
        assert_eq!(
            note,
            "Soviet Union (SUN), which ended in 1991, is followed here as Russia (RUS), the state that continues it"
        );
        assert_eq!(economy("Czechoslovakia", None).unwrap().economy.code(), "CSK");
        assert_eq!(economy("china", None).unwrap().note, None);
    }

    #[test]
    fn names_hold_in_their_years() {
        assert!(economy("USSR", Some(2020)).is_err());
        assert_eq!(economy("USSR", Some(1980)).unwrap().economy.code(), "RUS");
    }
}
