//! The rules with their thresholds, and the distance of a product to each.
//!
//! ```
//! use suzerain_measures::screens::{Facts, rules::Rule};
//! let facts = Facts {
//!     imports: 90.0, imports_total: 90.0, exports: 30.0, exports_total: 30.0,
//!     supplier_hhi: 0.5, world_hhi: 0.3, partner_share: 0.7,
//! };
//! // HHI .5 > .4 and 90 / 30 > 1: dependent by the adapted rule of the Commission.
//! assert!(Rule::EcAdapted.holds(&facts));
//! // World exports are not concentrated: not by the other two.
//! assert!(!Rule::Geodep.holds(&facts) && !Rule::Merics.holds(&facts));
//! let cdi3 = Rule::EcAdapted.criteria(&facts)[1];
//! assert_eq!((cdi3.value, cdi3.distance), (Some(3.0), Some(2.0)));
//! ```

use super::Facts;

/// What GeoDep writes for imports over exports where nothing is exported.
pub const GEODEP_NO_EXPORTS: f64 = 9999.0;

/// Years in GeoDep's window, the last being the year asked for.
pub const GEODEP_WINDOW: usize = 3;

/// Years of the window in which its three criteria must hold.
pub const GEODEP_YEARS: usize = 2;

/// A published rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// European Commission 2021, a bloc.
    Ec,
    /// The same without its second criterion, one economy.
    EcAdapted,
    /// CEPII GeoDep, its three criteria of one year.
    Geodep,
    /// Like MERICS.
    Merics,
}

/// One criterion at work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Criterion {
    /// Its name.
    pub name: &'static str,
    /// What is compared; none where the denominator is zero, which counts as met.
    pub value: Option<f64>,
    /// The threshold.
    pub threshold: f64,
    /// Whether it is met.
    pub met: bool,
    /// Value less threshold: positive beyond it; none as `value`.
    pub distance: Option<f64>,
}

/// A criterion in words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Described {
    /// Its name.
    pub name: &'static str,
    /// What is compared.
    pub meaning: &'static str,
    /// The threshold.
    pub threshold: f64,
    /// Whether the threshold itself meets it (at least), or only what lies above.
    pub inclusive: bool,
}

const fn above(name: &'static str, meaning: &'static str, threshold: f64) -> Described {
    Described { name, meaning, threshold, inclusive: false }
}

const CDI1: Described = above("cdi1", "HHI of suppliers outside the buyer", 0.4);
const CDI2: Described = above("cdi2", "imports from outside over all imports of the members", 0.5);
const CDI3: Described = above("cdi3", "imports from outside over all exports of the members", 1.0);
const GEODEP: [Described; 3] = [
    above("supplier_hhi", "HHI of suppliers", 0.4),
    above("world_hhi", "HHI of world exports", 0.4),
    above("imports_over_exports", "imports over exports, 9999 without exports", 1.0),
];
const MERICS: [Described; 3] = [
    Described { name: "imports_over_exports", meaning: "imports over exports", threshold: 2.0, inclusive: true },
    Described { name: "partner_share", meaning: "partner's share of imports", threshold: 0.3, inclusive: true },
    above("world_hhi", "HHI of world exports, for few alternatives", 0.4),
];

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 4] = [Self::Ec, Self::EcAdapted, Self::Geodep, Self::Merics];

    /// The label printed with every result.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ec => "ec",
            Self::EcAdapted => "ec-adapted",
            Self::Geodep => "geodep",
            Self::Merics => "merics-like",
        }
    }

    /// Where the rule comes from.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Ec => "European Commission, SWD(2021) 352 (secondary)",
            Self::EcAdapted => "European Commission, SWD(2021) 352 (secondary), without CDI2, which needs a bloc",
            Self::Geodep => "CEPII, GeoDep: all three in at least two of three years",
            Self::Merics => {
                "after MERICS (secondary): its third condition is not public, HHI of world exports stands for it"
            }
        }
    }

    /// Its criteria in words.
    #[must_use]
    pub const fn described(self) -> &'static [Described] {
        match self {
            Self::Ec => &[CDI1, CDI2, CDI3],
            Self::EcAdapted => &[CDI1, CDI3],
            Self::Geodep => &GEODEP,
            Self::Merics => &MERICS,
        }
    }

    /// The criteria at work on one product, in the order of [`Rule::described`].
    #[must_use]
    pub fn criteria(self, facts: &Facts) -> Vec<Criterion> {
        self.described().iter().zip(self.values(facts)).map(|(described, value)| described.at(value)).collect()
    }

    /// Whether all criteria of one year are met.
    #[must_use]
    pub fn holds(self, facts: &Facts) -> bool {
        self.described().iter().zip(self.values(facts)).all(|(described, value)| described.met(value))
    }

    /// What each criterion compares; none for a ratio over nothing.
    fn values(self, f: &Facts) -> [Option<f64>; 3] {
        let over = |exports: f64| (exports > 0.0).then(|| f.imports / exports);
        match self {
            Self::Ec => [Some(f.supplier_hhi), Some(f.imports / f.imports_total), over(f.exports_total)],
            Self::EcAdapted => [Some(f.supplier_hhi), over(f.exports_total), None],
            Self::Geodep => {
                [Some(f.supplier_hhi), Some(f.world_hhi), Some(over(f.exports).unwrap_or(GEODEP_NO_EXPORTS))]
            }
            Self::Merics => [over(f.exports), Some(f.partner_share), Some(f.world_hhi)],
        }
    }
}

impl Described {
    fn met(&self, value: Option<f64>) -> bool {
        value.is_none_or(|v| if self.inclusive { v >= self.threshold } else { v > self.threshold })
    }

    fn at(&self, value: Option<f64>) -> Criterion {
        Criterion {
            name: self.name,
            value,
            threshold: self.threshold,
            met: self.met(value),
            distance: value.map(|v| v - self.threshold),
        }
    }
}

/// GeoDep's fourth criterion: whether the first three hold in at least two years of the window; `years`
/// holds what is known of each, none for a year outside the data. None where the unknown years decide.
///
/// ```
/// use suzerain_measures::screens::rules::geodep_over_years;
/// assert_eq!(geodep_over_years([Some(true), Some(false), Some(true)]), Some(true));
/// assert_eq!(geodep_over_years([Some(true), None, Some(false)]), None);
/// assert_eq!(geodep_over_years([Some(false), None, Some(false)]), Some(false));
/// ```
#[must_use]
pub fn geodep_over_years(years: [Option<bool>; GEODEP_WINDOW]) -> Option<bool> {
    let count = |wanted: Option<bool>| years.iter().filter(|y| **y == wanted).count();
    let (yes, unknown) = (count(Some(true)), count(None));
    if yes >= GEODEP_YEARS {
        Some(true)
    } else if yes + unknown >= GEODEP_YEARS {
        None
    } else {
        Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            imports: 60.0,
            imports_total: 100.0,
            exports: 20.0,
            exports_total: 50.0,
            supplier_hhi: 0.41,
            world_hhi: 0.41,
            partner_share: 0.3,
        }
    }

    #[test]
    fn every_threshold_is_where_it_was_published() {
        for rule in Rule::ALL {
            assert!(rule.holds(&facts()), "{}", rule.label());
        }
        type Change = fn(&mut Facts);
        let changed: [(&str, Change, &[Rule]); 6] = [
            ("HHI of .4 is not above .4", |f| f.supplier_hhi = 0.4, &[Rule::Merics]),
            ("world HHI of .4 is not above .4", |f| f.world_hhi = 0.4, &[Rule::Ec, Rule::EcAdapted]),
            ("half of the imports is not above half", |f| f.imports = 50.0, &[Rule::Geodep, Rule::Merics]),
            ("twice the exports is at least twice", |f| f.exports = 30.0, &Rule::ALL),
            ("less than twice is not", |f| f.exports = 31.0, &[Rule::Ec, Rule::EcAdapted, Rule::Geodep]),
            ("29 % is not 30 %", |f| f.partner_share = 0.29, &[Rule::Ec, Rule::EcAdapted, Rule::Geodep]),
        ];
        for (why, change, wanted) in changed {
            let mut f = facts();
            change(&mut f);
            let held: Vec<Rule> = Rule::ALL.into_iter().filter(|r| r.holds(&f)).collect();
            assert_eq!(held, wanted, "{why}");
        }
    }

    #[test]
    fn without_exports_the_ratio_is_9999_in_geodep_and_null_and_met_elsewhere() {
        let none = Facts { exports: 0.0, exports_total: 0.0, ..facts() };
        assert_eq!(Rule::Geodep.criteria(&none)[2].value, Some(9999.0));
        for (rule, at) in [(Rule::Ec, 2), (Rule::EcAdapted, 1), (Rule::Merics, 0)] {
            let c = rule.criteria(&none)[at];
            assert_eq!((c.value, c.met, c.distance), (None, true, None), "{}", rule.label());
        }
    }
}
