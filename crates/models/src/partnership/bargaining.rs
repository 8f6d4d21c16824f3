//! Equation 6: the concession c that the weaker side makes in a year, by Nash bargaining with outside options.
//!
//! S is the joint value of the tie. The weaker gets (1 - c) S - psi Q c, the stronger c S; left alone they
//! have d_R and d_C, in units of S. The least that the stronger accepts is c_lo = d_C / S, the most that
//! the weaker accepts c_hi = (S - d_R) / (S + psi Q). If c_lo > c_hi or c_hi < 0 there is no bargain;
//! otherwise c is the middle, held within [0, c_max]. With psi Q = 0 it is 1/2 + (d_C - d_R) / (2 S).
//!
//! **Not identified**: concessions are not observed. The module runs on priors alone.

/// What the two bargain about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Table {
    /// Joint value of the tie, above 0.
    pub value: f64,
    /// What the weaker has without it.
    pub weaker: f64,
    /// What the stronger has without it.
    pub stronger: f64,
    /// Status cost of a whole concession, psi Q, at least 0.
    pub status_cost: f64,
}

/// The concession, 0 to `c_max`; none if no division satisfies both.
///
/// ```
/// use suzerain_models::partnership::bargaining::{bargain, Table};
/// let even = Table { value: 2.0, weaker: 0.3, stronger: 0.7, status_cost: 0.0 };
/// assert!((bargain(&even, 0.95).unwrap() - (0.5 + 0.4 / 4.0)).abs() < 1e-12);
/// assert_eq!(bargain(&Table { weaker: 1.9, ..even }, 0.95), None);
/// ```
#[must_use]
pub fn bargain(table: &Table, c_max: f64) -> Option<f64> {
    let least = table.stronger / table.value;
    let most = (table.value - table.weaker) / (table.value + table.status_cost);
    if least > most || most < 0.0 {
        return None;
    }
    Some(((least + most) / 2.0).clamp(0.0, c_max))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn closed_form_without_status(value in 0.1..5.0_f64, weaker in -1.0..1.0_f64, stronger in -1.0..1.0_f64) {
            let table = Table { value, weaker, stronger, status_cost: 0.0 };
            let middle = 0.5 + (stronger - weaker) / (2.0 * value);
            match bargain(&table, 0.95) {
                Some(c) => prop_assert!((c - middle.clamp(0.0, 0.95)).abs() < 1e-12),
                None => prop_assert!(stronger + weaker > value - 1e-12 || weaker > value),
            }
        }

        #[test]
        fn monotone(value in 0.5..3.0_f64, weaker in -0.4..0.2_f64, stronger in -0.4..0.2_f64, cost in 0.0..2.0_f64) {
            let at = |t: Table| bargain(&t, 1.0);
            let table = Table { value, weaker, stronger, status_cost: cost };
            // More to fall back on for the stronger raises the concession, for the weaker lowers it; status lowers it.
            if let (Some(c), Some(more)) = (at(table), at(Table { stronger: stronger + 0.05, ..table })) {
                prop_assert!(more >= c - 1e-12);
            }
            if let (Some(c), Some(less)) = (at(table), at(Table { weaker: weaker + 0.05, ..table })) {
                prop_assert!(less <= c + 1e-12);
            }
            if let (Some(c), Some(less)) = (at(table), at(Table { status_cost: cost + 0.1, ..table })) {
                prop_assert!(less <= c + 1e-12);
            }
        }

        /// Sides exchanged, without status: what one concedes is what the other keeps.
        #[test]
        fn swapped_sides_mirror(value in 0.5..3.0_f64, weaker in -0.4..0.4_f64, stronger in -0.4..0.4_f64) {
            let there = bargain(&Table { value, weaker, stronger, status_cost: 0.0 }, 1.0);
            let back = bargain(&Table { value, weaker: stronger, stronger: weaker, status_cost: 0.0 }, 1.0);
            match (there, back) {
                (Some(c), Some(d)) => prop_assert!((c + d - 1.0).abs() < 1e-12),
                // At the edge either may fall to rounding.
                (c, d) => prop_assert!(c.is_none() == d.is_none() || (weaker + stronger - value).abs() < 1e-9),
            }
        }
    }

    #[test]
    fn concessions_are_held_within_their_bounds() {
        let table = Table { value: 1.0, weaker: -3.0, stronger: 0.9, status_cost: 0.0 };
        assert_eq!(bargain(&table, 0.95), Some(0.95));
        assert_eq!(bargain(&Table { weaker: 0.9, stronger: -3.0, ..table }, 0.95), Some(0.0));
        assert_eq!(bargain(&Table { weaker: 1.5, stronger: -3.0, ..table }, 0.95), None, "c_hi below 0");
    }
}
