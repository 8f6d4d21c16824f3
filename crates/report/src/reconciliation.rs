//! Reconciled flows as CSV, and the estimate behind them as JSON.

use serde_json::{Value, json};
use suzerain_measures::reconciliation::Reconciled;
use suzerain_measures::reconciliation::cif::Estimate;

/// One line a flow, in the order of the labels.
///
/// # Errors
/// The writer's, which does not occur in memory.
pub fn flows(flows: &[Reconciled]) -> Result<String, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "year",
        "exporter",
        "importer",
        "item",
        "exporter_report_kusd",
        "importer_report_kusd",
        "cif_rate",
        "exporter_weight",
        "log_gap",
        "value_kusd",
        "status",
    ])?;
    let number = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    for f in flows {
        writer.write_record([
            f.key.year.to_string(),
            f.key.exporter.code().to_owned(),
            f.key.importer.code().to_owned(),
            f.key.item.clone(),
            number(f.exporter_kusd),
            number(f.importer_kusd),
            f.cif_rate.to_string(),
            f.weight.to_string(),
            number(f.gap),
            f.value_kusd.to_string(),
            f.status.name().to_owned(),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|e| ::csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Coefficients and fit of what freight adds.
#[must_use]
pub fn estimate(e: &Estimate) -> Value {
    let c = &e.coefficients;
    json!({
        "alpha": c.alpha,
        "ln_distance": c.distance,
        "ln_distance_squared": c.distance_squared,
        "contiguous": c.contiguous,
        "landlocked_exporter": c.landlocked_exporter,
        "landlocked_importer": c.landlocked_importer,
        "ln_unit_value": c.unit_value,
        "observations": e.observations,
        "dropped": e.dropped,
        "r_squared": e.regression.r_squared,
        "residual": e.regression.certificate.residual,
    })
}
