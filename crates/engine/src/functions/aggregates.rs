//! Aggregates: one line a kernel over the rows of a group.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Accumulator, AggregateUDF, Volatility, create_udaf};
use datafusion::scalar::ScalarValue;
use std::cmp::Ordering;
use std::sync::Arc;
use suzerain_measures::coercion::power::{Nest, loss, price_change};
use suzerain_measures::concentration::{hhi, hirschman};
use suzerain_measures::power::cinc;

/// A kernel over the rows of a group under its SQL name.
#[derive(Clone, Copy, Debug)]
pub struct Aggregate {
    /// Name in SQL.
    pub name: &'static str,
    /// What each argument is.
    pub arguments: &'static [&'static str],
    /// The kernel: the group's rows without a null, argument by argument, in ascending order.
    pub kernel: fn(&[Vec<f64>]) -> Option<f64>,
}

/// Every aggregate.
pub const AGGREGATES: &[Aggregate] = &[
    Aggregate { name: "hhi", arguments: &["flow or share"], kernel: |rows| hhi::hhi(&first(rows)) },
    Aggregate { name: "hhi_normalised", arguments: &["flow or share"], kernel: |rows| hhi::normalised(&first(rows)) },
    Aggregate {
        name: "hirschman_concentration",
        arguments: &["flow or share"],
        kernel: |rows| hirschman::index(&first(rows)),
    },
    Aggregate {
        name: "mean_of_known",
        arguments: &["share of a component, if known"],
        kernel: |rows| cinc::mean_of_known(&first(rows).into_iter().map(Some).collect::<Vec<_>>()),
    },
    Aggregate {
        name: "coercive_power",
        arguments: &[
            "share of spending",
            "part of it withheld",
            "elasticity between suppliers",
            "elasticity between sectors",
        ],
        kernel: coercive_power,
    },
];

fn first(rows: &[Vec<f64>]) -> Vec<f64> {
    rows.iter().filter_map(|row| row.first().copied()).collect()
}

/// Sectors of one target; none where an elasticity is not above its bound or the sectors have several between them.
fn coercive_power(rows: &[Vec<f64>]) -> Option<f64> {
    let mut nests = Vec::with_capacity(rows.len());
    for row in rows {
        let [spending_share, control, sigma, _] = *row.as_slice() else { return None };
        nests.push(Nest { spending_share, control, theta: sigma - 1.0 });
    }
    let rho = rows.first()?.last().copied()?;
    let one_rho = rows.iter().all(|row| row.last() == Some(&rho));
    let sound = nests.iter().all(|n| n.theta > 0.0 && n.spending_share >= 0.0 && (0.0..=1.0).contains(&n.control));
    (one_rho && rho > 0.0 && sound).then(|| price_change(&nests, rho).map(loss)).flatten()
}

impl Aggregate {
    /// The function as the engine registers it.
    #[must_use]
    pub fn function(&self) -> AggregateUDF {
        let (kernel, width) = (self.kernel, self.arguments.len());
        let state = DataType::List(Arc::new(Field::new_list_field(DataType::Float64, true)));
        create_udaf(
            self.name,
            vec![DataType::Float64; width],
            Arc::new(DataType::Float64),
            Volatility::Immutable,
            Arc::new(move |_| Ok(Box::new(Values { kernel, width, values: Vec::new() }))),
            Arc::new(vec![state]),
        )
    }
}

/// The rows of one group, end to end. They are sorted before the kernel sees them, so that the answer does not
/// depend on which thread or machine read which row.
#[derive(Debug)]
struct Values {
    kernel: fn(&[Vec<f64>]) -> Option<f64>,
    width: usize,
    values: Vec<f64>,
}

fn numbers(column: &dyn Array) -> Result<&Float64Array> {
    column
        .as_primitive_opt::<Float64Type>()
        .ok_or_else(|| DataFusionError::Internal(format!("{} instead of numbers", column.data_type())))
}

impl Accumulator for Values {
    fn update_batch(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let columns = columns.iter().map(|column| numbers(column)).collect::<Result<Vec<_>>>()?;
        for row in 0..columns.first().map_or(0, |column| Array::len(*column)) {
            if columns.iter().all(|column| column.is_valid(row)) {
                self.values.extend(columns.iter().map(|column| column.value(row)));
            }
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for state in states {
            for group in state.as_list::<i32>().iter().flatten() {
                self.values.extend(numbers(&group)?.iter().flatten());
            }
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let values: Vec<ScalarValue> =
            std::mem::take(&mut self.values).into_iter().map(|v| ScalarValue::Float64(Some(v))).collect();
        Ok(vec![ScalarValue::List(ScalarValue::new_list_nullable(&values, &DataType::Float64))])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mut rows: Vec<Vec<f64>> = self.values.chunks_exact(self.width.max(1)).map(<[f64]>::to_vec).collect();
        let order = |a: &Vec<f64>, b: &Vec<f64>| {
            a.iter().zip(b).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
        };
        rows.sort_by(order);
        Ok(ScalarValue::Float64((self.kernel)(&rows)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.values.capacity() * size_of::<f64>()
    }
}
