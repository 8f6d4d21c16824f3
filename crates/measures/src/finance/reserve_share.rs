//! Reserve shares: how much of one side's foreign-exchange reserves stands in the other's currency,
//! and how much lies with the other.
//!
//! Range 0 to 1. The dependent side is the holder. The two breakdowns answer different questions:
//! a currency can be held at a third place. Missing where the holder publishes nothing.
//!
//! ```
//! use suzerain_measures::finance::reserve_share::{currency_of, year_of};
//! use suzerain_tables::{Economy, Year};
//! assert_eq!(currency_of(Economy::from_code("CHN").unwrap()), Some("CNY"));
//! assert_eq!(currency_of(Economy::from_code("DEU").unwrap()), None); // the euro has many issuers
//! assert_eq!(year_of(20180630), Year(2018));
//! ```

use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Role, Rows, SourceRef, Status, Subject, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::reserves::ReserveShare;
use suzerain_tables::store::TableMeta;
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange};

const PAGE: &str = "docs/methods/reserves.md";

/// Share held in the other side's currency.
pub const CURRENCY: Definition = Definition {
    id: "reserve_currency_share",
    title: "Reserves in the other side's currency",
    formula: "reserves of dependent in the currency of on / reserves of dependent",
    range: "share, 0 to 1",
    direction: "the dependent side holds the reserves",
    reading: Reading::Sensitivity,
    edge_cases: "missing where the holder publishes nothing or the other side issues no currency of its own",
    source: "composition of reserves as published by the holder's central bank",
    page: PAGE,
};

/// Share held at a place.
pub const PLACE: Definition = Definition {
    id: "reserve_place_share",
    title: "Reserves held with the other side",
    formula: "reserves of dependent held in on / reserves of dependent",
    range: "share, 0 to 1",
    direction: "the dependent side holds the reserves",
    reading: Reading::Sensitivity,
    edge_cases: "missing where the holder publishes nothing",
    source: "location of reserves as published by the holder's central bank",
    page: PAGE,
};

/// The currency an economy issues, for currencies that are reported in reserves (ISO 4217).
#[must_use]
pub fn currency_of(issuer: Economy) -> Option<&'static str> {
    Some(match issuer.code() {
        "CHN" => "CNY",
        "USA" => "USD",
        "JPN" => "JPY",
        "GBR" => "GBP",
        "CAN" => "CAD",
        "AUS" => "AUD",
        "CHE" => "CHF",
        "SGP" => "SGD",
        _ => return None,
    })
}

/// The calendar year of a day given as yyyymmdd.
#[must_use]
pub fn year_of(date: i32) -> Year {
    Year(i16::try_from(date / 10_000).unwrap_or(0))
}

fn figure(definition: &Definition, meta: &TableMeta, dyad: Dyad, date: i32) -> Figure {
    let mut f = Figure::new(definition.id, Domain::Finance, Subject::Directed(dyad), year_of(date), Unit::Share);
    f.denominator = Some("reserves-of-holder".into());
    f.sources = vec![SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() }];
    f.flag(Flag::Sensitivity);
    f
}

/// Shares of the dependent side's reserves in the other's currency, by date, oldest first.
#[must_use]
pub fn currency_shares(rows: &[ReserveShare], meta: &TableMeta, dyad: Dyad) -> Vec<Figure> {
    let Some(currency) = currency_of(dyad.on) else { return Vec::new() };
    shares(rows, meta, dyad, &CURRENCY, "currency", currency)
}

/// Shares of the dependent side's reserves held with the other, by date, oldest first.
#[must_use]
pub fn place_shares(rows: &[ReserveShare], meta: &TableMeta, dyad: Dyad) -> Vec<Figure> {
    shares(rows, meta, dyad, &PLACE, "place", dyad.on.code())
}

fn shares(
    rows: &[ReserveShare],
    meta: &TableMeta,
    dyad: Dyad,
    definition: &Definition,
    breakdown: &str,
    asset: &str,
) -> Vec<Figure> {
    let mut dated: Vec<&ReserveShare> =
        rows.iter().filter(|r| r.holder == dyad.dependent && r.breakdown == breakdown && r.asset == asset).collect();
    dated.sort_by_key(|r| r.date);
    dated
        .into_iter()
        .map(|r| {
            let mut f =
                figure(definition, meta, dyad, r.date).with_value(Observation::Known(r.share), Status::Observed);
            f.flag(Flag::Remark(
                format!("date:{}-{:02}-{:02}", r.date / 10_000, r.date / 100 % 100, r.date % 100).into(),
            ));
            f.flag(Flag::SecondarySource);
            f.inputs = vec![Input {
                role: Role::Numerator,
                label: format!("{asset} share of the reserves of {} (read from: {})", r.holder.name(), r.basis),
                value: r.share,
                unit: Unit::Share,
                rows: Rows {
                    source: meta.source.clone(),
                    exporter: Some(r.holder),
                    years: Some(YearRange::new(f.year, f.year)),
                    variables: vec![asset.to_owned()],
                    ..Rows::default()
                },
            }];
            f
        })
        .collect()
}

/// A figure that says the holder's composition is unknown.
#[must_use]
pub fn unknown(definition: &Definition, dyad: Dyad, year: Year, missing: Missing) -> Figure {
    let mut f = Figure::new(definition.id, Domain::Finance, Subject::Directed(dyad), year, Unit::Share);
    f.value = Observation::Missing(missing);
    f
}
