//! CSV: one record a line, the keys of the JSON records as columns.

use suzerain_tables::Figure;

const COLUMNS: [&str; 22] = [
    "domain",
    "measure",
    "kind",
    "dependent",
    "on",
    "economy",
    "year",
    "session",
    "sector",
    "product",
    "classification",
    "denominator",
    "value",
    "unit",
    "low",
    "high",
    "level",
    "source",
    "vintage",
    "status",
    "missing",
    "flags",
];

/// Figures as CSV text; flags are joined with blanks.
///
/// # Errors
/// The writer's, which does not occur in memory.
pub fn records<'a>(figures: impl IntoIterator<Item = &'a Figure>) -> Result<String, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    let number = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    for figure in figures {
        let r = figure.record();
        writer.write_record([
            r.domain.to_owned(),
            r.measure.to_owned(),
            r.kind.to_owned(),
            r.dependent.unwrap_or_default().to_owned(),
            r.on.unwrap_or_default().to_owned(),
            r.economy.unwrap_or_default().to_owned(),
            r.year.map(|y| y.to_string()).unwrap_or_default(),
            r.session.map(|s| s.to_string()).unwrap_or_default(),
            r.sector.unwrap_or_default(),
            r.product.unwrap_or_default(),
            r.classification.unwrap_or_default().to_owned(),
            r.denominator.unwrap_or_default(),
            number(r.value),
            r.unit.to_owned(),
            number(r.low),
            number(r.high),
            number(r.level),
            r.source,
            r.vintage,
            r.status.to_owned(),
            r.missing.unwrap_or_default(),
            r.flags.join(" "),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|e| ::csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
