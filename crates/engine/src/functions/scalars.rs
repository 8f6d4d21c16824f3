//! Scalar functions: one line a kernel.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int32Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use std::sync::Arc;
use suzerain_measures::dependence::{barbieri, hirschman_asymmetry, unit_value};
use suzerain_measures::finance::reserve_share;
use suzerain_measures::power::{beckley, ratio};
use suzerain_measures::screens::Facts;
use suzerain_measures::screens::rules::Rule;
use suzerain_measures::substitution::effective::Sigma;
use suzerain_tables::Observation;
use suzerain_tables::votes::session_year;

/// A kernel under its SQL name.
#[derive(Clone, Copy, Debug)]
pub struct Scalar {
    /// Name in SQL.
    pub name: &'static str,
    /// What each argument is.
    pub arguments: &'static [&'static str],
    /// Whether the answer is a whole number.
    pub whole: bool,
    /// The kernel: as many numbers as there are arguments, none of them null.
    pub kernel: fn(&[f64]) -> Option<f64>,
}

/// Every scalar function.
pub const SCALARS: &[Scalar] = &[
    scalar("share", &["part", "whole"], |v| {
        Observation::ratio(Observation::Known(v[0]), Observation::Known(v[1])).known()
    }),
    scalar("hirschman_asymmetry", &["share of the dependent side", "share of the other"], |v| {
        Some(hirschman_asymmetry::asymmetry(v[0], v[1]))
    }),
    scalar("mutual_dependence", &["share of one side", "share of the other"], |v| {
        Some(hirschman_asymmetry::mutual(v[0], v[1]))
    }),
    scalar("salience", &["share of one side", "share of the other"], |v| Some(barbieri::salience(v[0], v[1]))),
    scalar("symmetry", &["share of one side", "share of the other"], |v| Some(barbieri::symmetry(v[0], v[1]))),
    scalar("interdependence", &["share of one side", "share of the other"], |v| {
        Some(barbieri::salience(v[0], v[1]) * barbieri::symmetry(v[0], v[1]))
    }),
    scalar("effective_dependence", &["share", "reachable alternatives", "ease of substitution"], |v| {
        Some(Sigma { mean: v[2] }.effective(v[0], v[1]))
    }),
    Scalar {
        whole: true,
        ..scalar("screen_ec", &["HHI of suppliers", "imports from outside", "all imports", "all exports"], |v| {
            let [supplier_hhi, imports, imports_total, exports_total] = *v else { return None };
            Some(f64::from(u8::from(Rule::Ec.holds(&Facts {
                supplier_hhi,
                imports,
                imports_total,
                exports_total,
                ..NO_TRADE
            }))))
        })
    },
    Scalar {
        whole: true,
        ..scalar("screen_ec_adapted", &["HHI of suppliers", "imports", "exports"], |v| {
            let [supplier_hhi, imports, exports_total] = *v else { return None };
            Some(f64::from(u8::from(Rule::EcAdapted.holds(&Facts {
                supplier_hhi,
                imports,
                exports_total,
                ..NO_TRADE
            }))))
        })
    },
    Scalar {
        whole: true,
        ..scalar("screen_geodep", &["HHI of suppliers", "HHI of world exports", "imports", "exports"], |v| {
            let [supplier_hhi, world_hhi, imports, exports] = *v else { return None };
            Some(f64::from(u8::from(Rule::Geodep.holds(&Facts {
                supplier_hhi,
                world_hhi,
                imports,
                exports,
                ..NO_TRADE
            }))))
        })
    },
    Scalar {
        whole: true,
        ..scalar("screen_merics", &["imports", "exports", "partner's share", "HHI of world exports"], |v| {
            let [imports, exports, partner_share, world_hhi] = *v else { return None };
            Some(f64::from(u8::from(Rule::Merics.holds(&Facts {
                imports,
                exports,
                partner_share,
                world_hhi,
                ..NO_TRADE
            }))))
        })
    },
    scalar("unit_value", &["thousand US dollars", "tonnes"], |v| {
        unit_value::per_tonne(Observation::Known(v[0]), Observation::Known(v[1])).known()
    }),
    Scalar {
        whole: true,
        ..scalar("suspect_quantity", &["ratio", "unit value", "ratio a year before", "unit value a year before"], |v| {
            let now = unit_value::Point { ratio: v[0], unit_value: v[1] };
            let before = unit_value::Point { ratio: v[2], unit_value: v[3] };
            Some(f64::from(u8::from(unit_value::is_suspect(now, Some(before)))))
        })
    },
    scalar("beckley", &["gross domestic product", "population"], |v| beckley::product(v[0], v[1])),
    scalar("beckley_share", &["of the dependent side", "of the other"], |v| beckley::share(v[0], v[1])),
    scalar("years_to_parity", &["log ratio", "its change over five years", "part of the change that goes on"], |v| {
        ratio::years_to_parity(v[0], v[1], v[2])
    }),
    Scalar {
        whole: true,
        ..scalar("session_year", &["session of the General Assembly"], |v| {
            whole(v[0]).map(|s| f64::from(session_year(s).0))
        })
    },
    Scalar {
        whole: true,
        ..scalar("year_of_date", &["date as yyyymmdd"], |v| whole(v[0]).map(|d| f64::from(reserve_share::year_of(d).0)))
    },
];

/// What a screen that does not ask for it leaves out.
const NO_TRADE: Facts = Facts {
    imports: 0.0,
    imports_total: 0.0,
    exports: 0.0,
    exports_total: 0.0,
    supplier_hhi: 0.0,
    world_hhi: 0.0,
    partner_share: 0.0,
};

const fn scalar(name: &'static str, arguments: &'static [&'static str], kernel: fn(&[f64]) -> Option<f64>) -> Scalar {
    Scalar { name, arguments, whole: false, kernel }
}

/// A whole number of a type that can hold it; none for fractions and what is too large.
#[expect(clippy::cast_possible_truncation, reason = "compared with the number it came from")]
fn whole<T: TryFrom<i64>>(value: f64) -> Option<T> {
    let rounded = value as i64;
    #[expect(clippy::cast_precision_loss, reason = "a loss makes the comparison fail, as it should")]
    let same = rounded as f64 == value;
    same.then(|| T::try_from(rounded).ok()).flatten()
}

impl Scalar {
    /// The function as the engine registers it.
    #[must_use]
    pub fn function(&self) -> ScalarUDF {
        let Self { name, kernel, whole, .. } = *self;
        let answer = if whole { DataType::Int32 } else { DataType::Float64 };
        let inputs = vec![DataType::Float64; self.arguments.len()];
        create_udf(
            name,
            inputs,
            answer,
            Volatility::Immutable,
            Arc::new(move |arguments: &[ColumnarValue]| {
                let one = arguments.iter().all(|a| matches!(a, ColumnarValue::Scalar(_)));
                let columns = ColumnarValue::values_to_arrays(arguments)?;
                let numbers: Vec<&Float64Array> = columns
                    .iter()
                    .map(|c| {
                        c.as_primitive_opt::<Float64Type>()
                            .ok_or_else(|| DataFusionError::Execution(format!("{name} takes numbers")))
                    })
                    .collect::<Result<_>>()?;
                let rows = numbers.first().map_or(0, |c| Array::len(*c));
                let mut row_of = vec![0.0; numbers.len()];
                let answers: Float64Array = (0..rows)
                    .map(|row| {
                        for (cell, column) in row_of.iter_mut().zip(&numbers) {
                            if column.is_null(row) {
                                return None;
                            }
                            *cell = column.value(row);
                        }
                        kernel(&row_of)
                    })
                    .collect();
                #[expect(clippy::cast_possible_truncation, reason = "kernels of whole numbers answer in 32 bits")]
                let answers: ArrayRef =
                    if whole { Arc::new(answers.unary::<_, Int32Type>(|v| v as i32)) } else { Arc::new(answers) };
                if one {
                    return Ok(ColumnarValue::Scalar(datafusion::scalar::ScalarValue::try_from_array(&answers, 0)?));
                }
                Ok(ColumnarValue::Array(answers))
            }),
        )
    }
}
