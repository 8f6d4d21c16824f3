//! From values to lengths: nice ticks, linear and logarithmic axes, classes of a map.

use suzerain_studies::words;
use suzerain_tables::figure::Unit;

/// An axis from `low` to `high` over `length` units of the drawing.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    low: f64,
    high: f64,
    length: f64,
    log: bool,
}

impl Axis {
    /// An axis that holds all values and ends on ticks. Zero is on it where it is near, or where `zero` asks for it.
    #[must_use]
    pub fn over(values: impl Iterator<Item = f64>, length: f64, zero: bool) -> Self {
        let (mut low, mut high) = ends(values);
        if zero || (low > 0.0 && low < 0.5 * high) {
            low = low.min(0.0);
        }
        if zero || (high < 0.0 && high > 0.5 * low) {
            high = high.max(0.0);
        }
        if low == high {
            let pad = if low == 0.0 { 1.0 } else { low.abs() * 0.5 };
            (low, high) = (low - if low == 0.0 { 0.0 } else { pad }, high + pad);
        }
        let step = step(low, high, 4);
        Self { low: (low / step + 1e-9).floor() * step, high: (high / step - 1e-9).ceil() * step, length, log: false }
    }

    /// A logarithmic axis; none unless all values are above zero.
    #[must_use]
    pub fn log(values: impl Iterator<Item = f64>, length: f64) -> Option<Self> {
        let (low, high) = ends(values);
        (low > 0.0 && high > low).then_some(Self { low: low / 1.1, high: high * 1.1, length, log: true })
    }

    /// An axis without rounding, e.g. of years.
    #[must_use]
    pub fn exact(low: f64, high: f64, length: f64) -> Self {
        Self { low, high: if high > low { high } else { low + 1.0 }, length, log: false }
    }

    /// Distance of a value from the axis' beginning.
    #[must_use]
    pub fn at(&self, value: f64) -> f64 {
        let part = if self.log {
            (value.max(f64::MIN_POSITIVE) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        part * self.length
    }

    /// Values to label.
    #[must_use]
    pub fn ticks(&self) -> Vec<f64> {
        if self.log {
            let decades = (self.low.log10().floor() as i32)..=(self.high.log10().ceil() as i32);
            return decades
                .flat_map(|d| [1.0, 2.0, 5.0].map(|m| m * 10f64.powi(d)))
                .filter(|v| *v >= self.low && *v <= self.high)
                .collect();
        }
        let step = step(self.low, self.high, 4);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last).map(|k| k as f64 * step).collect()
    }
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let ends = values
        .filter(|v| v.is_finite())
        .fold(None, |ends: Option<(f64, f64)>, v| Some(ends.map_or((v, v), |(low, high)| (low.min(v), high.max(v)))));
    ends.unwrap_or((0.0, 1.0))
}

/// A step of 1, 2 or 5 times a power of ten that cuts the range into about `count` parts.
fn step(low: f64, high: f64, count: u32) -> f64 {
    let rough = (high - low) / f64::from(count);
    let power = 10f64.powf(rough.log10().floor());
    let times = [1.0, 2.0, 5.0].into_iter().find(|m| m * power >= rough * 0.999).unwrap_or(10.0);
    times * power
}

/// Years to label: at most six, round ones.
#[must_use]
pub fn years(first: i16, last: i16) -> Vec<i16> {
    let span = last - first;
    let step = [1, 2, 5, 10, 20, 25, 50, 100].into_iter().find(|s| span / s <= 5).unwrap_or(100);
    (first..=last).filter(|y| y % step == 0).collect()
}

/// A unit in words, for the line under a title; empty where values carry it.
#[must_use]
pub fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Share | Unit::Percent => "per cent",
        Unit::ShareDifference => "percentage points",
        Unit::Ratio => "ratio",
        Unit::LogRatio => "logarithm of the ratio",
        Unit::KiloUsd | Unit::MillionUsd | Unit::Usd => "US dollars",
        Unit::KiloGbp => "pounds sterling",
        Unit::Usd2015 => "US dollars of 2015",
        Unit::IntlUsd => "international dollars",
        Unit::IntlUsd2011 => "international dollars of 2011",
        Unit::IntlUsd2017 => "international dollars of 2017",
        Unit::UsdPerTonne => "US dollars per tonne",
        Unit::Tonnes | Unit::KiloTonnes => "tonnes",
        Unit::KiloTonnesCoal => "tonnes of coal equivalent",
        Unit::Persons | Unit::ThousandPersons => "persons",
        Unit::MillionTiv => "million trend-indicator values",
        Unit::Years => "years",
        Unit::CalendarYear => "year",
        Unit::Count => "count",
        Unit::PerMillion => "per million inhabitants",
        Unit::Kilometres => "kilometres",
        Unit::Index => "index",
        Unit::StandardDeviations => "standard deviations",
        Unit::Usd2015SquaredPerHead => "squared US dollars of 2015 per head",
    }
}

/// A tick's label: the value without the unit that the title names.
#[must_use]
pub fn tick(value: f64, unit: Unit) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if unit == Unit::Share {
        return share(value);
    }
    let said = words::quantity(value, unit);
    let bare = [" USD of 2015", " intl USD", " USD/t", " USD", " GBP", " persons", " m TIV", " sd", " points", " km"]
        .iter()
        .find_map(|suffix| said.strip_suffix(suffix))
        .unwrap_or(&said);
    trimmed(bare)
}

/// A share in per cent with as many decimals as two significant digits need.
#[must_use]
pub fn share(value: f64) -> String {
    let percent = value * 100.0;
    let decimals = if percent.abs() >= 1.0 || percent == 0.0 { 1.0 } else { 1.0 - percent.abs().log10().floor() };
    trimmed(&format!("{} %", words::number(percent, decimals as usize)))
}

/// Without zeros that say nothing: `20.0 %` is `20 %`.
fn trimmed(text: &str) -> String {
    let (number, rest) = text.split_once(' ').map_or((text, ""), |(n, r)| (n, r));
    let number = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    if rest.is_empty() { number.to_owned() } else { format!("{number} {rest}") }
}

/// Borders between the classes of a map of values at or above zero: five, of 1, 2 or 5 times powers of ten.
#[must_use]
pub fn sequential(values: &[f64]) -> Vec<f64> {
    let high = values.iter().copied().fold(0.0, f64::max);
    let mut steps = round_numbers(high);
    let first = steps.len().saturating_sub(5);
    steps.drain(..first);
    steps
}

/// Borders of the classes on either side of zero: three, the outermost below the largest distance from zero.
#[must_use]
pub fn diverging(values: &[f64]) -> Vec<f64> {
    let mut sizes: Vec<f64> = values.iter().map(|v| v.abs()).filter(|v| *v > 0.0).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    // The largest effects are few: the outer class begins where one in twelve lies.
    let Some(high) = sizes.get(sizes.len() * 11 / 12).copied() else { return Vec::new() };
    let steps = round_numbers(high);
    let pick = |back: usize| steps.len().checked_sub(back).and_then(|at| steps.get(at).copied());
    [pick(5), pick(3), pick(1)].into_iter().flatten().collect()
}

/// Numbers 1, 2 and 5 times powers of ten, rising, the last not above `high`.
fn round_numbers(high: f64) -> Vec<f64> {
    if high <= 0.0 {
        return Vec::new();
    }
    let top = high.log10().floor() as i32;
    let all = (top - 2..=top).flat_map(|d| [1.0, 2.0, 5.0].map(|m| m * 10f64.powi(d)));
    all.filter(|v| *v <= high * 1.000_001).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        let axis = Axis::over([0.031, 0.41].into_iter(), 100.0, false);
        assert_eq!(
            axis.ticks().iter().map(|t| tick(*t, Unit::Share)).collect::<Vec<_>>(),
            ["0", "20 %", "40 %", "60 %"]
        );
        assert!((axis.at(0.3) - 50.0).abs() < 1e-9);
        let flat = Axis::over([5.0, 5.0].into_iter(), 10.0, false);
        assert!(flat.at(5.0) > 0.0 && flat.at(5.0) < 10.0);
    }

    #[test]
    fn classes_are_round_numbers_below_the_largest() {
        assert_eq!(sequential(&[0.003, 0.3, 0.61]).len(), 5);
        assert!((sequential(&[0.61])[4] - 0.5).abs() < 1e-12);
        assert_eq!(diverging(&[]), Vec::<f64>::new());
    }

    #[test]
    fn years_to_label_are_few_and_round() {
        assert_eq!(years(1946, 2023), [1960, 1980, 2000, 2020]);
        assert_eq!(years(2019, 2021), [2019, 2020, 2021]);
    }
}
