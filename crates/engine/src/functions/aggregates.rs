//! Aggregates: one line a kernel over the values of a group.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Accumulator, AggregateUDF, Volatility, create_udaf};
use datafusion::scalar::ScalarValue;
use std::sync::Arc;
use suzerain_measures::concentration::{hhi, hirschman};
use suzerain_measures::power::cinc;

/// A kernel over a group's values under its SQL name.
#[derive(Clone, Copy, Debug)]
pub struct Aggregate {
    /// Name in SQL.
    pub name: &'static str,
    /// What the values are.
    pub values: &'static str,
    /// The kernel: the group's values that are not null, in ascending order.
    pub kernel: fn(&[f64]) -> Option<f64>,
}

/// Every aggregate.
pub const AGGREGATES: &[Aggregate] = &[
    Aggregate { name: "hhi", values: "flows or shares", kernel: hhi::hhi },
    Aggregate { name: "hhi_normalised", values: "flows or shares", kernel: hhi::normalised },
    Aggregate { name: "hirschman_concentration", values: "flows or shares", kernel: hirschman::index },
    Aggregate {
        name: "mean_of_known",
        values: "shares of the components that are known",
        kernel: |v| cinc::mean_of_known(&v.iter().copied().map(Some).collect::<Vec<_>>()),
    },
];

impl Aggregate {
    /// The function as the engine registers it.
    #[must_use]
    pub fn function(&self) -> AggregateUDF {
        let kernel = self.kernel;
        let state = DataType::List(Arc::new(Field::new_list_field(DataType::Float64, true)));
        create_udaf(
            self.name,
            vec![DataType::Float64],
            Arc::new(DataType::Float64),
            Volatility::Immutable,
            Arc::new(move |_| Ok(Box::new(Values { kernel, values: Vec::new() }))),
            Arc::new(vec![state]),
        )
    }
}

/// The values of one group. They are sorted before the kernel sees them, so that the answer does not
/// depend on which thread or machine read which row.
#[derive(Debug)]
struct Values {
    kernel: fn(&[f64]) -> Option<f64>,
    values: Vec<f64>,
}

impl Values {
    fn take(&mut self, column: &dyn Array) -> Result<()> {
        let numbers = column
            .as_primitive_opt::<Float64Type>()
            .ok_or_else(|| DataFusionError::Internal(format!("{} instead of numbers", column.data_type())))?;
        self.values.extend(numbers.iter().flatten());
        Ok(())
    }
}

impl Accumulator for Values {
    fn update_batch(&mut self, columns: &[ArrayRef]) -> Result<()> {
        columns.iter().try_for_each(|column| self.take(column))
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for state in states {
            for group in state.as_list::<i32>().iter().flatten() {
                self.take(&group)?;
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
        self.values.sort_by(f64::total_cmp);
        Ok(ScalarValue::Float64((self.kernel)(&self.values)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.values.capacity() * size_of::<f64>()
    }
}
