//! A figure's value in words: scaled, rounded, with its unit.

use suzerain_tables::figure::Unit;
use suzerain_tables::{Economy, Figure, Missing, Observation};

/// A number with `decimals` places and thousands separated by thin groups of three.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{:.*}", decimals, value.abs());
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(w, r)| (w, Some(r)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(rest) = rest {
        grouped.push('.');
        grouped.push_str(rest);
    }
    let is_zero = grouped.chars().all(|c| matches!(c, '0' | '.' | ','));
    if value < 0.0 && !is_zero { format!("-{grouped}") } else { grouped }
}

/// Three significant digits at most, in the largest power of a thousand that fits.
fn scaled(value: f64, steps: &[(f64, &str)], unit: &str) -> String {
    let (factor, prefix) = steps.iter().find(|(f, _)| value.abs() >= *f).or(steps.last()).copied().unwrap_or((1.0, ""));
    let v = value / factor;
    let decimals = if v.abs() >= 100.0 { 0 } else { usize::from(v != 0.0) + usize::from(v.abs() < 10.0 && v != 0.0) };
    let gap = if prefix.is_empty() { "" } else { " " };
    format!("{}{gap}{prefix} {unit}", number(v, decimals))
}

const MONEY: [(f64, &str); 4] = [(1e12, "trn"), (1e9, "bn"), (1e6, "m"), (1.0, "")];

/// A value in a unit, e.g. `54.4 %`, `110 bn USD`.
#[must_use]
pub fn quantity(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => share(value),
        Unit::ShareDifference => format!("{}{} points", if value > 0.0 { "+" } else { "" }, number(value * 100.0, 1)),
        Unit::Ratio => number(value, if value.abs() < 0.1 { 3 } else { 2 }),
        Unit::LogRatio => format!("{}{}", if value > 0.0 { "+" } else { "" }, number(value, 3)),
        Unit::KiloUsd => scaled(value * 1e3, &MONEY, "USD"),
        Unit::KiloGbp => scaled(value * 1e3, &MONEY, "GBP"),
        Unit::MillionUsd => scaled(value * 1e6, &MONEY, "USD"),
        Unit::Usd => scaled(value, &MONEY, "USD"),
        Unit::Usd2015 => scaled(value, &MONEY, "USD of 2015"),
        Unit::IntlUsd => scaled(value, &MONEY, "intl USD"),
        Unit::IntlUsd2011 => scaled(value, &MONEY, "intl USD of 2011"),
        Unit::IntlUsd2017 => scaled(value, &MONEY, "intl USD of 2017"),
        Unit::UsdPerTonne => format!("{} USD/t", number(value, if value < 100.0 { 1 } else { 0 })),
        Unit::Tonnes => scaled(value, &[(1e6, "m"), (1e3, "k"), (1.0, "")], "t"),
        Unit::Percent => format!("{} %", number(value, 2)),
        Unit::Persons => scaled(value, &[(1e9, "bn"), (1e6, "m"), (1.0, "")], "persons"),
        Unit::ThousandPersons => scaled(value * 1e3, &[(1e9, "bn"), (1e6, "m"), (1.0, "")], "persons"),
        Unit::MillionTiv => format!("{} m TIV", number(value, usize::from(value < 100.0 && value != 0.0))),
        Unit::KiloTonnes => scaled(value * 1e3, &[(1e6, "m"), (1e3, "k"), (1.0, "")], "t"),
        Unit::KiloTonnesCoal => scaled(value * 1e3, &[(1e6, "m"), (1e3, "k"), (1.0, "")], "t coal eq."),
        Unit::Years => format!("{} years", number(value, 1)),
        Unit::CalendarYear => format!("{value:.0}"),
        Unit::Count => number(value, 0),
        Unit::PerMillion => format!("{} per m", number(value, 0)),
        Unit::Kilometres => format!("{} km", number(value, 0)),
        Unit::Index => number(value, 3),
        Unit::StandardDeviations => format!("{} sd", number(value, 2)),
        Unit::Usd2015SquaredPerHead => {
            let mantissa = value.abs().max(f64::MIN_POSITIVE).log10().floor();
            format!("{}e{mantissa:.0} USD²/head", number(value / 10f64.powf(mantissa), 2))
        }
    }
}

fn share(value: f64) -> String {
    let percent = value * 100.0;
    let decimals = if percent != 0.0 && percent.abs() < 0.1 { 2 } else { 1 };
    format!("{} %", number(percent, decimals))
}

/// The value of a figure with its unit, or a word for why it has none.
#[must_use]
pub fn value(figure: &Figure) -> String {
    match &figure.value {
        Observation::Known(v) => quantity(*v, figure.unit),
        Observation::Missing(why) => absence(why).into(),
    }
}

/// The value of a figure for a column whose head names the unit.
#[must_use]
pub fn bare_value(figure: &Figure) -> String {
    let text = value(figure);
    [" USD/t", " USD", " t", " %"].iter().find_map(|unit| text.strip_suffix(unit)).map_or(text.clone(), str::to_owned)
}

/// One word for why there is no value.
#[must_use]
pub const fn absence(why: &Missing) -> &'static str {
    match why {
        Missing::NeitherReports { .. } | Missing::Gap => "unknown",
        Missing::NotDefined { .. } => "n/a",
        Missing::OutsideWindow { .. } | Missing::NotCovered { .. } | Missing::NoSource { .. } => "no data",
    }
}

/// A text in which numbers with many decimals are rounded to four significant digits.
#[must_use]
pub fn rounded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
        let whole = digits(&rest[start..]);
        let mut end = start + whole;
        let mut decimals = 0;
        if rest[end..].starts_with('.') {
            decimals = digits(&rest[end + 1..]);
            end += if decimals > 0 { 1 + decimals } else { 0 };
        }
        let power = rest[end..].strip_prefix(['e', 'E']).map_or(0, |after| {
            let sign = usize::from(after.starts_with(['-', '+']));
            let figures = digits(&after[sign..]);
            if figures > 0 { 1 + sign + figures } else { 0 }
        });
        // A digit within a word, such as a version or a code, is no number.
        let alone = !rest[..start].ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '_');
        out.push_str(&rest[..start]);
        let token = &rest[start..end + power];
        match token.parse::<f64>() {
            Ok(value) if alone && (decimals > 3 || power > 0) => out.push_str(&four_digits(value)),
            _ => out.push_str(token),
        }
        rest = &rest[end + power..];
    }
    out.push_str(rest);
    out
}

/// Four significant digits, without a power of ten where there need be none.
fn four_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let size = value.abs().log10().floor();
    if !(-5.0..9.0).contains(&size) {
        return format!("{value:.3e}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 8")]
    let decimals = (3.0 - size).max(0.0) as usize;
    let text = number(value, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// An economy's name within a sentence: `the United States`, `China`.
#[must_use]
pub fn in_sentence(economy: Economy) -> String {
    const WITH_ARTICLE: [&str; 13] =
        ["USA", "GBR", "ARE", "NLD", "PHL", "BHS", "GMB", "MDV", "SYC", "COM", "CAF", "DOM", "MHL"];
    let article = if WITH_ARTICLE.contains(&economy.code()) { "the " } else { "" };
    format!("{article}{}", economy.name())
}

/// The same at the beginning of a sentence.
#[must_use]
pub fn opening(economy: Economy) -> String {
    let name = in_sentence(economy);
    name.strip_prefix("the ").map_or(name.clone(), |rest| format!("The {rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        assert_eq!(quantity(0.5443, Unit::Share), "54.4 %");
        assert_eq!(quantity(0.0004, Unit::Share), "0.04 %");
        assert_eq!(quantity(110_010_000.0, Unit::KiloUsd), "110 bn USD");
        assert_eq!(quantity(5_034_000.0, Unit::KiloUsd), "5.03 bn USD");
        assert_eq!(quantity(999.0, Unit::KiloUsd), "999,000 USD");
        assert_eq!(quantity(-0.343, Unit::ShareDifference), "-34.3 points");
        assert_eq!(number(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(number(-0.04, 1), "0.0");
    }

    #[test]
    fn long_numbers_in_a_text_are_rounded_and_names_are_not() {
        let text = "GMB: income 12.345678901 put at 0.000123456, 3 of 1.5 and 2.3456e-12 (baci-2023-194, v1.23456)";
        let short = "GMB: income 12.35 put at 0.0001235, 3 of 1.5 and 2.346e-12 (baci-2023-194, v1.23456)";
        assert_eq!(rounded(text), short);
        assert_eq!(rounded("deficit of 1234567.8901 thousand"), "deficit of 1,234,568 thousand");
    }
}
