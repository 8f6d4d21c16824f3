//! The kernels behind the measures as SQL functions.
//!
//! A function here names a kernel of `suzerain-measures` and adds nothing to it: arguments and
//! answers are doubles, a null argument gives null, and so does what the kernel cannot answer.
//! Sessions on a cluster register the same index on every node.

mod aggregates;
mod scalars;

pub use aggregates::{AGGREGATES, Aggregate};
pub use scalars::{SCALARS, Scalar};

use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::prelude::SessionContext;
use std::sync::Arc;

/// Every scalar function, ready to register.
#[must_use]
pub fn scalar_functions() -> Vec<Arc<ScalarUDF>> {
    SCALARS.iter().map(|scalar| Arc::new(scalar.function())).collect()
}

/// Every aggregate, ready to register.
#[must_use]
pub fn aggregate_functions() -> Vec<Arc<AggregateUDF>> {
    AGGREGATES.iter().map(|aggregate| Arc::new(aggregate.function())).collect()
}

pub(crate) fn register(context: &SessionContext) {
    for scalar in scalar_functions() {
        context.register_udf(Arc::unwrap_or_clone(scalar));
    }
    for aggregate in aggregate_functions() {
        context.register_udaf(Arc::unwrap_or_clone(aggregate));
    }
}
