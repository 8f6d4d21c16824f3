//! Series by year on the scale they are forecast on, and panels of them.

use serde::{Deserialize, Serialize};

/// Shares are held inside [EDGE, 1 - EDGE] before their logit is taken.
pub const EDGE: f64 = 0.001;

/// The scale on which a series is forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// ln x, for ratios above 0.
    Log,
    /// ln (x / (1 - x)), for shares; held inside [`EDGE`] and one less that.
    Logit,
    /// x itself.
    Level,
    /// ln (1 + x), for volumes of at least 0.
    LogPlusOne,
}

impl Scale {
    /// The value on the scale; none outside its domain. The flag says that a share was at an edge and clipped.
    #[must_use]
    pub fn forward(self, x: f64) -> Option<(f64, bool)> {
        if !x.is_finite() {
            return None;
        }
        match self {
            Self::Log => (x > 0.0).then(|| (x.ln(), false)),
            Self::Logit => (0.0..=1.0).contains(&x).then(|| {
                let held = x.clamp(EDGE, 1.0 - EDGE);
                ((held / (1.0 - held)).ln(), held.to_bits() != x.to_bits())
            }),
            Self::Level => Some((x, false)),
            Self::LogPlusOne => (x >= 0.0).then(|| (x.ln_1p(), false)),
        }
    }

    /// The value that stands at `y` on the scale.
    #[must_use]
    pub fn back(self, y: f64) -> f64 {
        match self {
            Self::Log => y.exp(),
            Self::Logit => 1.0 / (1.0 + (-y).exp()),
            Self::Level => y,
            Self::LogPlusOne => y.exp_m1().max(0.0),
        }
    }

    /// Its name in sentences.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Logit => "logit",
            Self::Level => "level",
            Self::LogPlusOne => "log of one plus the value",
        }
    }
}

/// One series on its scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The pair it belongs to, the same for both directions and all items: forecasts of one pair go wrong
    /// together.
    pub block: String,
    /// The measure it is of, where its panel holds several; empty otherwise.
    pub kind: String,
    /// First year.
    pub first: i16,
    /// Values by year from the first; NaN where unknown.
    pub values: Vec<f64>,
    /// Years in which a share was clipped.
    pub clipped: Vec<i16>,
}

impl Series {
    /// The series of `values` by year, on `scale`. None if none has a place on it.
    #[must_use]
    pub fn new(block: impl Into<String>, values: impl IntoIterator<Item = (i16, f64)>, scale: Scale) -> Option<Self> {
        let known: std::collections::BTreeMap<i16, (f64, bool)> =
            values.into_iter().filter_map(|(year, x)| Some((year, scale.forward(x)?))).collect();
        let (first, last) = (*known.keys().next()?, *known.keys().next_back()?);
        let values = (first..=last).map(|year| known.get(&year).map_or(f64::NAN, |v| v.0)).collect();
        let clipped = known.iter().filter(|(_, v)| v.1).map(|(year, _)| *year).collect();
        Some(Self { block: block.into(), kind: String::new(), first, values, clipped })
    }

    /// The value in a year; NaN where unknown.
    #[must_use]
    pub fn at(&self, year: i16) -> f64 {
        usize::try_from(year - self.first).ok().and_then(|i| self.values.get(i)).copied().unwrap_or(f64::NAN)
    }

    /// The last year with a value, at or before `year`.
    #[must_use]
    pub fn last_known(&self, year: i16) -> Option<i16> {
        let end = self.first + i16::try_from(self.values.len()).ok()? - 1;
        (self.first..=end.min(year)).rev().find(|y| !self.at(*y).is_nan())
    }

    /// Changes from each value to the next one known, with the years between, in windows that closed by `year`.
    pub fn changes(&self, year: i16) -> impl DoubleEndedIterator<Item = (i16, f64)> + '_ {
        let known: Vec<(i16, f64)> =
            (self.first..).zip(&self.values).filter(|(y, v)| *y <= year && !v.is_nan()).map(|(y, v)| (y, *v)).collect();
        (1..known.len()).map(move |i| (known[i].0 - known[i - 1].0, known[i].1 - known[i - 1].1))
    }
}

/// Series that share how they move.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Short name.
    pub id: &'static str,
    /// What it is a panel of, in words.
    pub title: &'static str,
    /// Which series of which source, in words.
    pub sample: String,
    /// The scale.
    pub scale: Scale,
    /// The series.
    pub series: Vec<Series>,
    /// Years between two origins.
    pub step: i16,
    /// A value kept from all fitting: number of the series, year, value on the scale.
    pub held_out: Vec<(usize, i16, f64)>,
    /// Whether it is of power or size, whose growth was seen to go on by half; decides what the pool starts from.
    pub of_growth: bool,
}

impl Panel {
    /// The same, said to be of power or size.
    #[must_use]
    pub fn growing(self) -> Self {
        Self { of_growth: true, ..self }
    }

    /// First and last year of any series.
    #[must_use]
    pub fn window(&self) -> Option<(i16, i16)> {
        let ends = |s: &Series| (s.first, s.first + i16::try_from(s.values.len()).unwrap_or(0) - 1);
        self.series.iter().map(ends).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// At most `most` of the series, evenly spaced in their order.
    #[must_use]
    pub fn thinned(mut self, most: usize) -> Self {
        let n = self.series.len();
        if n > most && self.held_out.is_empty() {
            let mut at = 0;
            self.series.retain(|_| {
                at += 1;
                at * most / n != (at - 1) * most / n
            });
        }
        self
    }
}
