//! Reading a claim, with the place of what is wrong.

use super::{By, ChangeIn, Claim, Expression, Leaf, Part, SCHEMA, Test, Vary, Verdict, Whom, Wording};
use crate::brief::{events, partnership, rupture};
use crate::placed::{self, Fields, FileError};
use crate::why::similar;
use std::ops::Range;
use suzerain_measures::definition::definition;
use suzerain_tables::variables::variable;

/// What to do about most errors.
const HINT: &str = "docs/methods/claims.md lists the fields; studies/claims holds examples";

/// Measures whose values over several partners add up.
const ADDITIVE: [&str; 8] = [
    "sales",
    "quantity",
    "import_share",
    "export_share",
    "trade_share",
    "expenditure_share",
    "arms_transfers",
    "arms_import_share",
];
/// Of these, the ones that add up over those who depend.
const ADDITIVE_BOTH_WAYS: [&str; 3] = ["sales", "quantity", "arms_transfers"];

/// Expressions nested deeper than this are refused.
const DEEPEST: usize = 12;

/// Reads a claim.
pub(super) fn claim(text: &str) -> Result<Claim, FileError> {
    placed::file(text, HINT, |fields| {
        let (schema, at) = fields.needed("schema")?;
        if schema != SCHEMA {
            let message = format!("the schema is {schema:?}; this program reads {SCHEMA:?}");
            return Err(FileError::new(message, at, format!("write schema = {SCHEMA:?} at the top")));
        }
        let expect = match fields.text("expect")? {
            None => None,
            Some((word, at)) => Some(Verdict::named(&word).ok_or_else(|| {
                let known = Verdict::ALL.map(Verdict::name).join(", ");
                FileError::new(format!("{word:?} is no verdict"), at, format!("verdicts are {known}"))
            })?),
        };
        let parts = parts(fields)?;
        if parts.is_empty() {
            return Err(fields.refuse("a claim needs at least one [[part]]"));
        }
        Ok(Claim {
            id: fields.needed("id")?.0,
            study: fields.said("study")?,
            statement: fields.needed("statement")?.0,
            said_by: fields.said("said-by")?,
            outlet: fields.said("outlet")?,
            date: fields.said("date")?,
            pair: fields.pair("pair")?.map(|(pair, _)| pair),
            parts,
            settled_by: fields.said("settled-by")?,
            notes: fields.texts("notes")?.into_iter().map(|(text, _)| text).collect(),
            expect,
        })
    })
}

/// The `[[part]]` tables of a file.
pub(crate) fn parts(fields: &Fields<'_>) -> Result<Vec<Part>, FileError> {
    fields.tables("part")?.iter().map(part).collect()
}

fn part(fields: &Fields<'_>) -> Result<Part, FileError> {
    let says = fields.needed("says")?.0;
    let by: Vec<By> = fields
        .tables("by")?
        .iter()
        .map(|f| Ok(By { label: f.said("label")?, expression: expression(f, false, 0)? }))
        .collect::<Result<_, FileError>>()?;
    let (cannot, shown) = (fields.said("cannot")?, fields.said("shown")?);
    let context = shown.is_some();
    if let Some(why) = cannot.or(shown) {
        fields.finish()?;
        return Ok(Part { says, test: Err(why), because: String::new(), error: 0.0, context, by });
    }
    let test = test(fields, true)?;
    let because = fields.needed("because")?.0;
    let error = match fields.number("error")? {
        Some((e, at)) if !(0.0..1.0).contains(&e) => {
            return Err(FileError::new("the relative error must be from 0 to below 1", at, HINT));
        }
        found => found.map_or(0.0, |(e, _)| e),
    };
    if by.is_empty() {
        return Err(
            fields.refuse("a part needs at least one [[part.by]], or `cannot` with the reason why there is none")
        );
    }
    fields.finish()?;
    Ok(Part { says, test: Ok(test), because, error, context, by })
}

/// A test; `several` if its threshold may be given at several values.
fn test(fields: &Fields<'_>, several: bool) -> Result<Test, FileError> {
    let one = |key, make: fn(f64) -> Wording| -> Result<Option<Wording>, FileError> {
        Ok(fields.number(key)?.map(|(v, _)| make(v)))
    };
    let found = [
        one("about", Wording::About)?,
        fields.span_of("between")?.map(|([a, b], _)| Wording::Between(a, b)),
        one("at-least", Wording::AtLeast)?,
        one("at-most", Wording::AtMost)?,
        one("above", Wording::Above)?,
        one("below", Wording::Below)?,
    ];
    let mut found = found.into_iter().flatten();
    let (Some(wording), None) = (found.next(), found.next()) else {
        return Err(fields.refuse("give exactly one of about, between, at-least, at-most, above, below"));
    };
    let also = match fields.numbers("thresholds")? {
        Some((_, at)) if !several || matches!(wording, Wording::Between(..)) => {
            let hint = "write them beside at-least, at-most, above, below or about of a part";
            return Err(FileError::new("other thresholds cannot stand here", at, hint));
        }
        found => found.map(|(all, _)| all).unwrap_or_default(),
    };
    let tolerance = fields.number("tolerance")?;
    match tolerance {
        Some((t, at)) if t < 0.0 => Err(FileError::new("the tolerance must be 0 or more", at, HINT)),
        Some((_, at)) if matches!(wording, Wording::Above(_) | Wording::Below(_)) => {
            Err(FileError::new("above and below take no tolerance", at, "use at-least or at-most"))
        }
        None if matches!(wording, Wording::About(_)) => {
            Err(fields.refuse("`about` needs a tolerance, and `because` the reason for it"))
        }
        _ => Ok(Test { wording, tolerance: tolerance.map_or(0.0, |(t, _)| t), also }),
    }
}

/// An expression; `dated` if what stands around it gives the year.
pub(crate) fn expression(fields: &Fields<'_>, dated: bool, depth: usize) -> Result<Expression, FileError> {
    if depth > DEEPEST {
        return Err(fields.refuse("the expression is nested too deep"));
    }
    const OPERATORS: [&str; 9] =
        ["measure", "ratio", "difference", "times", "sum", "share", "change", "rank", "first-year-when"];
    let found: Vec<&str> = OPERATORS.into_iter().filter(|key| fields.has(key)).collect();
    let [operator] = found.as_slice() else {
        return Err(fields.refuse(format!("give exactly one of {}", OPERATORS.join(", "))));
    };
    if *operator == "measure" {
        return Ok(Expression::Measure(leaf(fields, dated)?));
    }
    let inner = |f: &Fields<'_>, dated: bool| expression(f, dated, depth + 1);
    let needed =
        |key: &'static str| fields.table(key)?.ok_or_else(|| fields.refuse(format!("`{key}` must be a table")));
    let many = |key: &'static str| -> Result<Vec<Expression>, FileError> {
        fields.tables(key)?.iter().map(|f| inner(f, dated)).collect()
    };
    let two = |key: &'static str| -> Result<Box<[Expression; 2]>, FileError> {
        <[Expression; 2]>::try_from(many(key)?)
            .map(Box::new)
            .map_err(|_| fields.refuse(format!("`{key}` must be a list of two expressions")))
    };
    let out = match *operator {
        "ratio" => Expression::Ratio(two("ratio")?),
        "difference" => Expression::Difference(two("difference")?),
        "times" => Expression::Times(two("times")?),
        "sum" => {
            let all = many("sum")?;
            if all.is_empty() {
                return Err(fields.refuse("`sum` must be a list of expressions"));
            }
            Expression::Sum(all)
        }
        "share" => {
            let whole = many("among")?;
            if whole.is_empty() {
                return Err(fields.refuse("`share` needs `among`, a list of expressions that add up to the whole"));
            }
            Expression::Share(Box::new(inner(&needed("share")?, dated)?), whole)
        }
        "change" => {
            let of = inner(&needed("change")?, true)?;
            let kind = match fields.text("in")? {
                None => ChangeIn::Difference,
                Some((word, at)) => match word.as_str() {
                    "difference" => ChangeIn::Difference,
                    "relative" => ChangeIn::Relative,
                    "log" => ChangeIn::Log,
                    _ => {
                        let hint = "changes are in difference, relative or log";
                        return Err(FileError::new(format!("{word:?} is no kind of change"), at, hint));
                    }
                },
            };
            Expression::Change(Box::new(of), years(fields)?, kind)
        }
        "rank" => {
            let leaf = leaf(&needed("rank")?, dated)?;
            let (word, at) = fields.needed("vary")?;
            let vary = match (word.as_str(), &leaf.whom) {
                ("economy", Whom::State(_)) => Vary::Economy,
                ("dependent", Whom::Directed(..) | Whom::Between(..)) => Vary::Dependent,
                ("on", Whom::Directed(..)) => Vary::On,
                _ => {
                    let hint = "write economy for a measure of states, dependent or on for one of pairs";
                    return Err(FileError::new(format!("the measure has no side {word:?}"), at, hint));
                }
            };
            Expression::Rank(leaf, vary)
        }
        _ => Expression::FirstYear {
            of: Box::new(inner(&needed("first-year-when")?, true)?),
            when: {
                let is = needed("is")?;
                let when = test(&is, false)?;
                is.finish()?;
                when
            },
            years: years(fields)?,
            lasting: fields.flag("lasting")?,
        },
    };
    fields.finish()?;
    Ok(out)
}

fn years(fields: &Fields<'_>) -> Result<[suzerain_tables::Year; 2], FileError> {
    match (fields.year("from")?, fields.year("to")?) {
        (Some(from), Some(to)) if from < to => Ok([from, to]),
        _ => Err(fields.refuse("give the years `from` and `to`, the earlier first")),
    }
}

fn leaf(fields: &Fields<'_>, dated: bool) -> Result<Leaf, FileError> {
    let (name, at) = fields.needed("measure")?;
    let measure = name.replace('-', "_").to_lowercase();
    known(&measure, &name, at)?;
    let (state, between) = (fields.who("economy")?, fields.pair("between")?);
    let (dependent, on) = (fields.who("dependent")?, fields.who("on")?);
    let whom = match (state, between, dependent, on) {
        (Some((who, at)), None, None, None) => {
            Whom::State(who.economy().ok_or_else(|| FileError::new("`economy` must be one economy", at, HINT))?)
        }
        (None, Some(([a, b], _)), None, None) => Whom::Between(a, b),
        (None, None, Some(dependent), Some(on)) => directed(&measure, dependent, on)?,
        _ => {
            return Err(fields.refuse(
                "say whom the measure is about: `economy`, or `between` with two economies, or `dependent` and `on`",
            ));
        }
    };
    let mut item = None;
    for key in ["item", "product", "sector"] {
        if let Some((code, at)) = fields.text(key)?
            && item.replace(code).is_some()
        {
            return Err(FileError::new("give one of item, product, sector", at, HINT));
        }
    }
    let year = fields.year("year")?;
    if year.is_none() && !dated && !of_a_section(&measure) {
        return Err(fields.refuse("the measure needs a `year`"));
    }
    let (source, remark, input) = (fields.said("source")?, fields.said("remark")?, fields.said("input")?);
    let leaf = Leaf { measure, whom, year, item, source, remark, input };
    fields.finish()?;
    Ok(leaf)
}

fn directed(
    measure: &str,
    (dependent, at): (placed::Who, Range<usize>),
    (on, on_at): (placed::Who, Range<usize>),
) -> Result<Whom, FileError> {
    let several = |at| {
        let message = format!("`{measure}` does not add up over several economies");
        FileError::new(message, at, format!("measures that do: {}", ADDITIVE.join(", ")))
    };
    if !on.single && !ADDITIVE.contains(&measure) {
        return Err(several(on_at));
    }
    if !dependent.single && !ADDITIVE_BOTH_WAYS.contains(&measure) {
        return Err(several(at));
    }
    if !dependent.single && !on.single {
        return Err(FileError::new("one of `dependent` and `on` must be one economy", at, HINT));
    }
    if dependent.economy().is_some() && dependent == on {
        return Err(FileError::new("an economy does not depend on itself", on_at, HINT));
    }
    Ok(Whom::Directed(dependent, on))
}

/// Whether a model of the brief has the measure: its newest answer is taken where no year is given.
fn of_a_section(measure: &str) -> bool {
    let of_models = partnership::DEFINITIONS.iter().chain(&events::DEFINITIONS);
    rupture::DEFINITIONS.into_iter().chain(of_models).any(|d| d.id == measure)
}

fn known(measure: &str, name: &str, at: Range<usize>) -> Result<(), FileError> {
    if of_a_section(measure) || definition(measure).is_some() || variable(measure).is_some() {
        return Ok(());
    }
    let hint = format!("measures with similar names: {}", similar(measure).join(", "));
    Err(FileError::new(format!("no measure is called {name:?}"), at, hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: &str = r#"schema = "suzerain.claim/1"
id = "example"
statement = "China takes a third of Russia's exports."
expect = "contradicted"

[[part]]
says = "export share"
about = 0.33
tolerance = 0.01
because = "a third, in round words"

[[part.by]]
measure = "export_share"
dependent = "RUS"
on = "China"
year = 2023

[[part.by]]
change = { ratio = [{ measure = "cinc", economy = "RUS" }, { measure = "cinc", economy = "CHN" }] }
from = 2016
to = 2022
in = "relative"
"#;

    fn place(text: &str) -> (usize, usize, String) {
        let error = claim(text).unwrap_err();
        let (line, column) = error.position(text).unwrap();
        (line, column, error.to_string())
    }

    #[test]
    fn a_claim_is_read_whole() {
        let claim = claim(CLAIM).unwrap();
        assert_eq!((claim.id.as_str(), claim.expect), ("example", Some(Verdict::Contradicted)));
        let part = &claim.parts[0];
        assert_eq!(part.by.len(), 2);
        assert_eq!(part.by[0].expression.to_string(), "export_share of RUS on CHN, 2023");
        assert_eq!(
            part.by[1].expression.to_string(),
            "relative change of (ratio of (cinc of RUS) to (cinc of CHN)) from 2016 to 2022"
        );
    }

    #[test]
    fn errors_name_line_and_column() {
        for (from, to, line, column, says) in [
            ("RUS\"\non", "RUX\"\non", 14, 13, "RUX"),
            ("measure = \"export_share\"", "measure = \"export_shares\"", 13, 11, "export_shares"),
            ("about = 0.33", "about = \"a third\"", 8, 9, "finite number"),
            ("about = 0.33", "abot = 0.33", 6, 1, "exactly one"),
            ("year = 2023", "year = 2023\ntier = 1", 17, 1, "unknown field `tier`"),
            ("year = 2023", "year = 20230", 16, 8, "year"),
            ("expect = \"contradicted\"", "expect = \"wrong\"", 4, 10, "no verdict"),
            ("in = \"relative\"", "in = \"feet\"", 22, 6, "feet"),
            ("claim/1", "claim/9", 1, 10, "claim/9"),
        ] {
            assert!(CLAIM.contains(from));
            let (found_line, found_column, message) = place(&CLAIM.replacen(from, to, 1));
            assert!(message.contains(says), "{message}");
            assert_eq!((found_line, found_column), (line, column), "{message}");
        }
    }
}
