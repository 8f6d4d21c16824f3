//! What a query asks of a computed table, read from its filters.

use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use datafusion::scalar::ScalarValue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use suzerain_tables::{Economy, Year, YearRange};

/// The rows worth computing. Filters that are not understood ask for everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// First and last year.
    pub years: (i16, i16),
    /// Words wanted of `economy`; all if none.
    pub economies: Option<BTreeSet<String>>,
    /// Words wanted of `partner`; all if none.
    pub partners: Option<BTreeSet<String>>,
    /// Words wanted of `item`; all if none. The empty set asks for sums over all items.
    pub items: Option<BTreeSet<String>>,
    /// Words wanted of `source`; all if none.
    pub sources: Option<BTreeSet<String>>,
    /// Which part of how many: economies are shared out among the parts.
    pub share: (usize, usize),
}

impl Default for Ask {
    fn default() -> Self {
        Self { years: (i16::MIN, i16::MAX), economies: None, partners: None, items: None, sources: None, share: (0, 1) }
    }
}

impl Ask {
    /// What a conjunction of filters asks for.
    #[must_use]
    pub fn of(filters: &[Expr]) -> Self {
        let mut ask = Self::default();
        for filter in filters {
            ask.narrow(filter);
        }
        ask
    }

    fn narrow(&mut self, filter: &Expr) {
        match filter {
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
                self.narrow(left);
                self.narrow(right);
            }
            Expr::BinaryExpr(BinaryExpr { left, op, right }) => match (&**left, &**right) {
                (Expr::Column(column), Expr::Literal(value, _)) => self.compare(&column.name, *op, value),
                (Expr::Literal(value, _), Expr::Column(column)) => {
                    if let Some(op) = op.swap() {
                        self.compare(&column.name, op, value);
                    }
                }
                _ => {
                    if let Some((column, words)) = either(filter) {
                        self.one_of(&column, words);
                    }
                }
            },
            Expr::Between(between) if !between.negated => {
                if let (Expr::Column(column), Expr::Literal(low, _), Expr::Literal(high, _)) =
                    (&*between.expr, &*between.low, &*between.high)
                {
                    self.compare(&column.name, Operator::GtEq, low);
                    self.compare(&column.name, Operator::LtEq, high);
                }
            }
            Expr::InList(list) if !list.negated => {
                if let (Expr::Column(column), Some(words)) =
                    (&*list.expr, list.list.iter().map(word).collect::<Option<BTreeSet<String>>>())
                {
                    self.one_of(&column.name, words);
                }
            }
            Expr::IsNull(inner) => {
                if let Expr::Column(column) = &**inner
                    && column.name == "item"
                {
                    self.one_of("item", BTreeSet::new());
                }
            }
            _ => {}
        }
    }

    fn compare(&mut self, column: &str, op: Operator, value: &ScalarValue) {
        if column == "year" {
            let Some(year) = whole(value).and_then(|y| i16::try_from(y).ok()) else { return };
            let (first, last) = match op {
                Operator::Eq => (year, year),
                Operator::Gt => (year.saturating_add(1), i16::MAX),
                Operator::GtEq => (year, i16::MAX),
                Operator::Lt => (i16::MIN, year.saturating_sub(1)),
                Operator::LtEq => (i16::MIN, year),
                _ => return,
            };
            self.years = (self.years.0.max(first), self.years.1.min(last));
        } else if op == Operator::Eq
            && let Some(Some(word)) = value.try_as_str()
        {
            self.one_of(column, BTreeSet::from([word.to_owned()]));
        }
    }

    fn one_of(&mut self, column: &str, words: BTreeSet<String>) {
        let known = match column {
            "economy" => &mut self.economies,
            "partner" => &mut self.partners,
            "item" => &mut self.items,
            "source" => &mut self.sources,
            _ => return,
        };
        *known = Some(match known.take() {
            Some(before) => before.intersection(&words).cloned().collect(),
            None => words,
        });
    }

    /// Whether a year is wanted.
    #[must_use]
    pub fn wants_year(&self, year: Year) -> bool {
        (self.years.0..=self.years.1).contains(&year.0)
    }

    /// The wanted years as a range, none if all are or none is.
    #[must_use]
    pub fn year_range(&self) -> Option<YearRange> {
        let (first, last) = self.years;
        ((first, last) != (i16::MIN, i16::MAX) && first <= last).then(|| YearRange::new(Year(first), Year(last)))
    }

    /// Whether rows of this economy are wanted from this part.
    #[must_use]
    pub fn wants_economy(&self, economy: Economy) -> bool {
        economy.index() % self.share.1 == self.share.0
            && self.economies.as_ref().is_none_or(|w| w.contains(economy.code()))
    }

    /// Whether rows with this partner are wanted.
    #[must_use]
    pub fn wants_partner(&self, partner: Economy) -> bool {
        self.partners.as_ref().is_none_or(|w| w.contains(partner.code()))
    }

    /// Whether rows of a pair of two different economies are wanted.
    #[must_use]
    pub fn wants_pair(&self, economy: Economy, partner: Economy) -> bool {
        economy != partner && self.wants_economy(economy) && self.wants_partner(partner)
    }

    /// Whether sums over all items are wanted.
    #[must_use]
    pub fn wants_sums(&self) -> bool {
        self.items.as_ref().is_none_or(BTreeSet::is_empty)
    }

    /// Whether rows of this item are wanted.
    #[must_use]
    pub fn wants_item(&self, item: &str) -> bool {
        self.items.as_ref().is_none_or(|w| w.contains(item))
    }

    /// Whether rows of this source alone are wanted.
    #[must_use]
    pub fn wants_source(&self, source: &str) -> bool {
        self.sources.as_ref().is_none_or(|w| w.contains(source))
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.years != (i16::MIN, i16::MAX) {
            parts.push(format!("years {} to {}", self.years.0, self.years.1));
        }
        for (name, words) in [
            ("economy", &self.economies),
            ("partner", &self.partners),
            ("item", &self.items),
            ("source", &self.sources),
        ] {
            if let Some(words) = words {
                parts.push(format!("{name} in [{}]", words.iter().cloned().collect::<Vec<_>>().join(", ")));
            }
        }
        f.write_str(&if parts.is_empty() { "everything".to_owned() } else { parts.join(", ") })
    }
}

/// `column = 'a' OR column = 'b'`, as the engine writes short lists.
fn either(filter: &Expr) -> Option<(String, BTreeSet<String>)> {
    let Expr::BinaryExpr(BinaryExpr { left, op, right }) = filter else { return None };
    match op {
        Operator::Or => {
            let ((a, mut words), (b, more)) = (either(left)?, either(right)?);
            (a == b).then(|| {
                words.extend(more);
                (a, words)
            })
        }
        Operator::Eq => match (&**left, &**right) {
            (Expr::Column(column), literal) | (literal, Expr::Column(column)) => {
                Some((column.name.clone(), BTreeSet::from([word(literal)?])))
            }
            _ => None,
        },
        _ => None,
    }
}

fn word(expr: &Expr) -> Option<String> {
    let Expr::Literal(value, _) = expr else { return None };
    value.try_as_str().flatten().map(str::to_owned)
}

fn whole(value: &ScalarValue) -> Option<i64> {
    match value {
        ScalarValue::Int16(v) => v.map(i64::from),
        ScalarValue::Int32(v) => v.map(i64::from),
        ScalarValue::Int64(v) => *v,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::logical_expr::{col, lit};

    #[test]
    fn filters_narrow_what_is_computed_and_others_are_left_to_the_engine() {
        let ask = Ask::of(&[
            col("year").gt_eq(lit(2019)).and(col("year").lt(lit(2022))),
            col("economy").eq(lit("RUS")).or(col("economy").eq(lit("BLR"))),
            col("partner").in_list(vec![lit("CHN"), lit("USA")], false),
            col("value").gt(lit(0.5)),
            col("item").is_null(),
        ]);
        assert_eq!(ask.years, (2019, 2021));
        assert_eq!(ask.economies, Some(["BLR", "RUS"].map(str::to_owned).into()));
        assert_eq!(ask.partners, Some(["CHN", "USA"].map(str::to_owned).into()));
        assert!(ask.wants_sums() && !ask.wants_item("C26") && ask.sources.is_none());
    }

    #[test]
    fn what_is_not_understood_asks_for_everything() {
        let wide = [
            col("economy").eq(lit("RUS")).or(col("partner").eq(lit("RUS"))),
            col("economy").not_eq(lit("RUS")),
            col("partner").in_list(vec![lit("CHN")], true),
            col("year").eq(lit(1.5)),
        ];
        assert_eq!(Ask::of(&wide), Ask::default());
    }

    #[test]
    fn contradictions_ask_for_nothing() {
        let ask = Ask::of(&[col("economy").eq(lit("RUS")), col("economy").eq(lit("CHN"))]);
        assert!(!Economy::all().any(|e| ask.wants_economy(e)));
    }
}
