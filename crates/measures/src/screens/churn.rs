//! Churn: how many products change sides of a rule between two years.
//!
//! Vicard and Wibaux (2023) find one in five of the dependent products of 2018 not dependent a year
//! later: a threshold says less than the distance to it.

use std::collections::BTreeSet;

/// Dependent products of two years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Churn {
    /// Dependent in both.
    pub stayed: usize,
    /// Dependent in the earlier year only.
    pub left: usize,
    /// Dependent in the later year only.
    pub entered: usize,
}

impl Churn {
    /// Churn between two sets of codes.
    ///
    /// ```
    /// use suzerain_measures::screens::churn::Churn;
    /// let churn = Churn::between(&["a", "b"].into(), &["b", "c", "d"].into());
    /// assert_eq!((churn.stayed, churn.left, churn.entered, churn.share_left()), (1, 1, 2, Some(0.5)));
    /// ```
    #[must_use]
    pub fn between(earlier: &BTreeSet<&str>, later: &BTreeSet<&str>) -> Self {
        let stayed = earlier.intersection(later).count();
        Self { stayed, left: earlier.len() - stayed, entered: later.len() - stayed }
    }

    /// Of the products dependent in the earlier year, the share that is not in the later one.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of products")]
    pub fn share_left(self) -> Option<f64> {
        let earlier = self.stayed + self.left;
        (earlier > 0).then(|| self.left as f64 / earlier as f64)
    }
}
