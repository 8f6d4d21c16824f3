//! Ratio, speed and parity: how two states' power compares and how fast that changes.
//!
//! ratio = P(dependent) / P(on); speed = ln ratio(t) - ln ratio(t - 5), the change over five years;
//! year of parity = t - 5 ln ratio / (k speed), with the trend extrapolated in half (k = 1/2) or in full (k = 1). The parity
//! band of the power-transition literature is 0.8 to 1.2 (Organski and Kugler 1980).
//!
//! Extrapolating a trend in full loses out of sample against half drift and against no drift, so the
//! year of parity is a reading aid, not a forecast. It is not defined where the ratio moves away
//! from one, or lies in the parity band already.
//!
//! ```
//! use suzerain_measures::power::ratio::years_to_parity;
//! // A quarter as strong, doubling its ratio every five years: parity in ten years, or in twenty
//! // with half of that drift.
//! let (log_ratio, speed) = (0.25_f64.ln(), 2.0_f64.ln());
//! assert!((years_to_parity(log_ratio, speed, 1.0).unwrap() - 10.0).abs() < 1e-12);
//! assert!((years_to_parity(log_ratio, speed, 0.5).unwrap() - 20.0).abs() < 1e-12);
//! assert_eq!(years_to_parity(log_ratio, -speed, 1.0), None);
//! ```

use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Role, Subject, Unit};
use suzerain_tables::{Missing, Observation, Year};

/// Years over which the speed is taken.
pub const SPEED_YEARS: i16 = 5;

const SOURCE: &str = "Organski and Kugler 1980, The War Ledger; parity band 0.8 to 1.2";
const PAGE: &str = "docs/methods/power-ratio.md";

const fn definition(id: &'static str, title: &'static str, formula: &'static str, range: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula,
        range,
        direction: "the dependent side over the other",
        reading: Reading::Neither,
        edge_cases: "missing if either side's value is; not defined where a value is zero, the ratio diverges from one, or parity is reached",
        source: SOURCE,
        page: PAGE,
    }
}

/// The ratio.
pub const RATIO: Definition = definition("power_ratio", "Power ratio", "P(dependent) / P(on)", "ratio, above 0");
/// Its five-year change.
pub const SPEED: Definition =
    definition("power_ratio_speed", "Five-year change of the log ratio", "ln r(t) - ln r(t-5)", "log ratio, any sign");
/// Year of parity with half the drift.
pub const PARITY_HALF: Definition = definition(
    "parity_year_half_drift",
    "Year of parity if half the drift goes on",
    "t - 5 ln r / (speed / 2)",
    "calendar year",
);
/// Year of parity with all of it.
pub const PARITY_FULL: Definition = definition(
    "parity_year_full_drift",
    "Year of parity if all the drift goes on",
    "t - 5 ln r / speed",
    "calendar year",
);

/// The parity band.
pub const PARITY_BAND: (f64, f64) = (0.8, 1.2);
/// Years of parity later than this many years ahead are not told.
const HORIZON_YEARS: f64 = 200.0;

/// Ratio, speed and years of parity from a measure of power, given for both sides now and five
/// years before; `basis` names it in the flags.
#[must_use]
pub fn ratios(dyad: Dyad, basis: &'static str, now: [&Figure; 2], before: [&Figure; 2]) -> [Figure; 4] {
    let year = now[0].year;
    let base = |definition: &Definition, unit| {
        let mut f = Figure::new(definition.id, Domain::Power, Subject::Directed(dyad), year, unit);
        f.sources = now[0].sources.clone();
        f.flag(Flag::Remark(format!("basis:{basis}").into()));
        f.inputs = now
            .iter()
            .chain(&before)
            .filter_map(|p| {
                p.value.known().map(|value| Input {
                    role: if p.subject == Subject::State(dyad.dependent) { Role::Numerator } else { Role::Denominator },
                    label: format!("{basis} of {}, {}", p.subject, p.year),
                    value,
                    unit: p.unit,
                    rows: p.inputs.first().map(|i| i.rows.clone()).unwrap_or_default(),
                })
            })
            .collect();
        f
    };
    let status = now[0].status.worst(now[1].status);
    let log_ratio = |pair: [&Figure; 2]| {
        let r = Observation::ratio(pair[0].value.clone(), pair[1].value.clone());
        match r.known() {
            Some(r) if r <= 0.0 => Observation::Missing(Missing::NotDefined { why: "a value is zero".into() }),
            _ => r.map(f64::ln),
        }
    };
    let (log_now, log_before) = (log_ratio(now), log_ratio(before));
    let speed = match (&log_now, &log_before) {
        (Observation::Known(a), Observation::Known(b)) => Observation::Known(a - b),
        (Observation::Missing(m), _) | (_, Observation::Missing(m)) => Observation::Missing(m.clone()),
    };
    let status_then = status.worst(before[0].status.worst(before[1].status));
    [
        base(&RATIO, Unit::Ratio).with_value(log_now.clone().map(f64::exp), status),
        base(&SPEED, Unit::LogRatio).with_value(speed.clone(), status_then),
        base(&PARITY_HALF, Unit::CalendarYear).with_value(parity(year, &log_now, &speed, 0.5), status_then),
        base(&PARITY_FULL, Unit::CalendarYear).with_value(parity(year, &log_now, &speed, 1.0), status_then),
    ]
}

/// Years until the ratio is one, if `kept` of its five-year change goes on; none if it moves away.
#[must_use]
pub fn years_to_parity(log_ratio: f64, speed: f64, kept: f64) -> Option<f64> {
    let years = -log_ratio / (kept * speed / f64::from(SPEED_YEARS));
    (years > 0.0).then_some(years)
}

fn parity(year: Year, log_ratio: &Observation, speed: &Observation, kept: f64) -> Observation {
    let not_defined = |why: &str| Observation::Missing(Missing::NotDefined { why: why.into() });
    let (Some(log_ratio), Some(speed)) = (log_ratio.known(), speed.known()) else {
        return not_defined("the ratio or its change is missing");
    };
    if (PARITY_BAND.0.ln()..=PARITY_BAND.1.ln()).contains(&log_ratio) {
        return not_defined("the two are within the parity band 0.8 to 1.2");
    }
    let Some(years) = years_to_parity(log_ratio, speed, kept) else {
        return not_defined("the ratio moves away from parity");
    };
    if years > HORIZON_YEARS {
        return not_defined("more than two centuries ahead");
    }
    Observation::Known((f64::from(year.0) + years).round())
}

#[cfg(test)]
mod tests {
    use super::*;
    use suzerain_tables::Economy;
    use suzerain_tables::figure::Status;

    fn state(code: &str, year: i16, value: f64) -> Figure {
        let e = Economy::from_code(code).unwrap();
        Figure::new("cinc", Domain::Power, Subject::State(e), Year(year), Unit::Share)
            .with_value(Observation::Known(value), Status::Observed)
    }

    #[test]
    fn a_quarter_that_doubles_every_five_years_is_at_parity_in_ten_or_twenty() {
        let dyad = Dyad { dependent: Economy::from_code("RUS").unwrap(), on: Economy::from_code("CHN").unwrap() };
        let (a1, b1) = (state("RUS", 2020, 1.0), state("CHN", 2020, 4.0));
        let (a0, b0) = (state("RUS", 2015, 1.0), state("CHN", 2015, 8.0));
        let [ratio, speed, half, full] = ratios(dyad, "cinc", [&a1, &b1], [&a0, &b0]);
        assert!((ratio.value.known().unwrap() - 0.25).abs() < 1e-15);
        assert!((speed.value.known().unwrap() - 2.0_f64.ln()).abs() < 1e-15);
        assert_eq!(half.value.known(), Some(2040.0));
        assert_eq!(full.value.known(), Some(2030.0));
        let [_, _, _, away] = ratios(dyad, "cinc", [&a0, &b0], [&a1, &b1]);
        assert!(away.value.known().is_none());
    }
}
