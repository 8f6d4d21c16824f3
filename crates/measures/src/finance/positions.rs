//! Finance, debt and people: the other side's part of a position, as share of the whole and over product.
//!
//! share = position of dependent with on / position of dependent with everybody
//! over product = position of dependent with on / GDP of dependent (population for migrants)
//!
//! A cell that the publisher withholds (confidential) is missing, never zero. The whole is the publisher's own
//! total where it gives one; otherwise the sum over partners, and missing if one of them is withheld.

use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Role, Rows, SourceRef, Subject, Unit};
use suzerain_tables::positions::{Position, Variable};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::TableMeta;
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange};

const PAGE: &str = "docs/methods/finance-and-people.md";

const fn share_of(
    id: &'static str,
    title: &'static str,
    formula: &'static str,
    direction: &'static str,
    source: &'static str,
) -> Definition {
    Definition {
        id,
        title,
        formula,
        range: "share, 0 upwards (0 to 1 unless other positions are negative)",
        direction,
        reading: Reading::Sensitivity,
        edge_cases: "confidential cells are missing, never zero; not defined for a negative position; missing where the publisher gives no total and withholds a part; null without the user's file",
        source,
        page: PAGE,
    }
}

const fn over_scale(
    id: &'static str,
    title: &'static str,
    formula: &'static str,
    direction: &'static str,
    source: &'static str,
) -> Definition {
    Definition {
        id,
        title,
        formula,
        range: "ratio, 0 upwards",
        direction,
        reading: Reading::Sensitivity,
        edge_cases: "confidential cells are missing, never zero; missing where product or population of the year is; null without the user's file",
        source,
        page: PAGE,
    }
}

const CPIS: &str = "IMF, Coordinated Portfolio Investment Survey";
const CDIS: &str = "IMF, Coordinated Direct Investment Survey";
const LBS: &str = "BIS, locational banking statistics";
const CBS: &str = "BIS, consolidated banking statistics";
const IDS: &str = "World Bank, International Debt Statistics";
const KNOMAD: &str = "World Bank/KNOMAD, bilateral remittance matrix (estimates after Ratha, Shaw 2007)";
const DESA: &str = "United Nations, Department of Economic and Social Affairs, International Migrant Stock";

/// Portfolio investment, share.
pub const PORTFOLIO: Definition = share_of(
    "portfolio_investment_share",
    "Portfolio investment in the other side",
    "portfolio assets of dependent in on / portfolio assets of dependent",
    "the dependent side holds the assets",
    CPIS,
);
/// Portfolio investment over product.
pub const PORTFOLIO_GDP: Definition = over_scale(
    "portfolio_investment_gdp",
    "Portfolio investment in the other side over GDP",
    "portfolio assets of dependent in on / GDP of dependent",
    "the dependent side holds the assets",
    CPIS,
);
/// Inward direct investment, share.
pub const DIRECT: Definition = share_of(
    "direct_investment_share",
    "Direct investment from the other side",
    "inward direct investment in dependent from on / all inward",
    "the dependent side hosts the investment",
    CDIS,
);
/// Inward direct investment over product.
pub const DIRECT_GDP: Definition = over_scale(
    "direct_investment_gdp",
    "Direct investment from the other side over GDP",
    "inward direct investment in dependent from on / GDP of dependent",
    "the dependent side hosts the investment",
    CDIS,
);
/// Outward direct investment, share.
pub const OUTWARD: Definition = share_of(
    "direct_investment_abroad_share",
    "Direct investment in the other side",
    "outward direct investment of dependent in on / all outward",
    "the dependent side owns the investment",
    CDIS,
);
/// Outward direct investment over product.
pub const OUTWARD_GDP: Definition = over_scale(
    "direct_investment_abroad_gdp",
    "Direct investment in the other side over GDP",
    "outward direct investment of dependent in on / GDP of dependent",
    "the dependent side owns the investment",
    CDIS,
);
/// Bank claims by location, share.
pub const BANKS: Definition = share_of(
    "bank_claims_share",
    "Bank claims of the other side",
    "claims on dependent of banks located in on / claims on dependent of all reporting banks",
    "the dependent side borrows",
    LBS,
);
/// Bank claims by location over product.
pub const BANKS_GDP: Definition = over_scale(
    "bank_claims_gdp",
    "Bank claims of the other side over GDP",
    "claims on dependent of banks located in on / GDP of dependent",
    "the dependent side borrows",
    LBS,
);
/// Bank claims by nationality, share.
pub const BANKS_CONSOLIDATED: Definition = share_of(
    "bank_claims_consolidated_share",
    "Bank claims of the other side, consolidated",
    "claims on dependent of banks whose parents are of on / claims of all reporting banks",
    "the dependent side borrows",
    CBS,
);
/// Bank claims by nationality over product.
pub const BANKS_CONSOLIDATED_GDP: Definition = over_scale(
    "bank_claims_consolidated_gdp",
    "Bank claims of the other side over GDP, consolidated",
    "claims on dependent of banks whose parents are of on / GDP of dependent",
    "the dependent side borrows",
    CBS,
);
/// Public debt, share.
pub const DEBT: Definition = share_of(
    "public_debt_share",
    "Public debt owed to the other side",
    "external public debt of dependent owed to creditors of on / all external public debt",
    "the dependent side owes",
    IDS,
);
/// Public debt over product.
pub const DEBT_GDP: Definition = over_scale(
    "public_debt_gdp",
    "Public debt owed to the other side over GDP",
    "external public debt of dependent owed to creditors of on / GDP of dependent",
    "the dependent side owes",
    IDS,
);
/// Remittances, share.
pub const REMITTANCES: Definition = share_of(
    "remittances_share",
    "Remittances from the other side",
    "remittances received by dependent from on / all received",
    "the dependent side receives",
    KNOMAD,
);
/// Remittances over product.
pub const REMITTANCES_GDP: Definition = over_scale(
    "remittances_gdp",
    "Remittances from the other side over GDP",
    "remittances received by dependent from on / GDP of dependent",
    "the dependent side receives",
    KNOMAD,
);
/// Emigrants, share.
pub const EMIGRANTS: Definition = share_of(
    "emigrants_share",
    "Emigrants living with the other side",
    "persons from dependent living in on / persons from dependent living abroad",
    "the dependent side is the origin",
    DESA,
);
/// Emigrants over population.
pub const EMIGRANTS_POPULATION: Definition = over_scale(
    "migrants_population",
    "Emigrants living with the other side over population",
    "persons from dependent living in on / population of dependent",
    "the dependent side is the origin",
    DESA,
);

/// The two measures of a variable: share of the whole, and over product or population.
#[must_use]
pub const fn measures(variable: Variable) -> [&'static Definition; 2] {
    match variable {
        Variable::PortfolioAssets => [&PORTFOLIO, &PORTFOLIO_GDP],
        Variable::DirectInward => [&DIRECT, &DIRECT_GDP],
        Variable::DirectOutward => [&OUTWARD, &OUTWARD_GDP],
        Variable::BankClaims => [&BANKS, &BANKS_GDP],
        Variable::BankClaimsConsolidated => [&BANKS_CONSOLIDATED, &BANKS_CONSOLIDATED_GDP],
        Variable::PublicDebt => [&DEBT, &DEBT_GDP],
        Variable::Remittances => [&REMITTANCES, &REMITTANCES_GDP],
        Variable::Emigrants => [&EMIGRANTS, &EMIGRANTS_POPULATION],
    }
}

/// The domain a variable's figures stand in.
#[must_use]
pub const fn domain(variable: Variable) -> Domain {
    match variable {
        Variable::Remittances | Variable::Emigrants => Domain::People,
        _ => Domain::Finance,
    }
}

/// Product or population of a year, with its source.
#[derive(Clone, Debug)]
pub struct Scale {
    /// The value, current US dollars or persons, or why it is missing.
    pub value: Observation,
    /// Source.
    pub source: SourceRef,
}

fn withheld(why: &str) -> Missing {
    Missing::NotDefined { why: format!("withheld by the publisher ({why})") }
}

fn cell(rows: &[&Position], counterpart: Option<Economy>) -> Option<Observation> {
    rows.iter().find(|r| r.counterpart == counterpart).map(|r| match &r.value {
        Ok(value) => Observation::Known(*value),
        Err(why) => Observation::Missing(withheld(why)),
    })
}

/// Share and ratio of one variable for the pair in a year.
///
/// `scale` is the product (population for emigrants) of the dependent side in the year.
#[must_use]
pub fn position_figures(
    rows: &[Position],
    meta: &TableMeta,
    variable: Variable,
    dyad: Dyad,
    year: Year,
    scale: &Scale,
) -> [Figure; 2] {
    let mut mine: Vec<&Position> =
        rows.iter().filter(|r| r.variable == variable && r.owner == dyad.dependent && r.year == year).collect();
    mine.sort_by_key(|r| r.counterpart);
    let with = cell(&mine, Some(dyad.on)).unwrap_or(Observation::Missing(if mine.is_empty() {
        Missing::NotCovered { economy: dyad.dependent }
    } else {
        Missing::Gap
    }));
    let total = cell(&mine, None).unwrap_or_else(|| {
        let parts = mine.iter().map(|r| r.value.as_ref().copied().map_err(|why| withheld(why)));
        parts.sum::<Result<f64, Missing>>().map_or_else(Observation::Missing, Observation::Known)
    });
    let source = SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() };
    let [share, ratio] = measures(variable);
    let make = |definition: &Definition,
                whole: &Observation,
                denominator: &str,
                unit: Unit,
                sources: Vec<SourceRef>,
                label: &str| {
        let mut figure = Figure::new(definition.id, domain(variable), Subject::Directed(dyad), year, unit);
        figure.sources = sources;
        figure.denominator = Some(denominator.to_owned());
        figure.flag(Flag::Sensitivity);
        let value = match (with.known(), whole.known()) {
            (Some(part), Some(all)) if part < 0.0 || all < 0.0 => {
                Observation::Missing(Missing::NotDefined { why: "the position is negative".into() })
            }
            _ => Observation::ratio(with.clone(), whole.clone()),
        };
        figure = figure.with_value(value, meta.status.figure());
        if let (Some(part), Some(all), Some(_)) = (with.known(), whole.known(), figure.value.known()) {
            let rows = |source: &str| Rows {
                source: source.to_owned(),
                exporter: Some(dyad.dependent),
                importer: Some(dyad.on),
                years: Some(YearRange::new(year, year)),
                variables: vec![variable.name().to_owned()],
                ..Rows::default()
            };
            let input = |role, label: &str, value| Input {
                role,
                label: label.to_owned(),
                value,
                unit: variable.unit(),
                rows: rows(&meta.source),
            };
            figure.inputs = vec![
                input(Role::Numerator, "position with the other side", part),
                input(Role::Denominator, label, all),
            ];
        }
        figure
    };
    let whole = if variable == Variable::Emigrants { "population" } else { "gdp-current-usd" };
    [
        make(share, &total, "publisher-total", Unit::Share, vec![source.clone()], "position with everybody"),
        make(ratio, &scale.value, whole, Unit::Ratio, vec![source, scale.source.clone()], whole),
    ]
}

/// The latest year up to `until` in which the publisher has the dependent side's position with the other.
#[must_use]
pub fn latest_year(rows: &[Position], variable: Variable, dyad: Dyad, until: Option<Year>) -> Option<Year> {
    rows.iter()
        .filter(|r| r.variable == variable && r.owner == dyad.dependent && r.counterpart == Some(dyad.on))
        .map(|r| r.year)
        .filter(|y| until.is_none_or(|u| *y <= u))
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn economy(code: &str) -> Economy {
        Economy::from_code(code).unwrap()
    }

    fn row(counterpart: Option<&str>, value: Result<f64, String>) -> Position {
        Position {
            year: Year(2022),
            owner: economy("RUS"),
            counterpart: counterpart.map(economy),
            variable: Variable::PortfolioAssets,
            value,
        }
    }

    fn ask(rows: &[Position], on: &str) -> [Option<f64>; 2] {
        let meta: TableMeta = serde_json::from_str(
            r#"{"kind":"positions","source":"s","vintage":"v","status":"observed","coverage":[]}"#,
        )
        .unwrap();
        let scale = Scale {
            value: Observation::Known(2000.0),
            source: SourceRef { id: SourceId("w".into()), vintage: "v".into() },
        };
        let dyad = Dyad { dependent: economy("RUS"), on: economy(on) };
        position_figures(rows, &meta, Variable::PortfolioAssets, dyad, Year(2022), &scale).map(|f| f.value.known())
    }

    #[test]
    fn confidential_cells_are_missing_and_never_zero() {
        let mut rows =
            vec![row(Some("CHN"), Ok(20.0)), row(Some("DEU"), Ok(60.0)), row(Some("CYP"), Err("confidential".into()))];
        assert_eq!(ask(&rows, "CHN"), [None, Some(0.01)], "a part of the whole is withheld and no total published");
        assert_eq!(ask(&rows, "CYP"), [None, None]);
        assert_eq!(ask(&rows, "IND"), [None, None]);
        rows.push(row(None, Ok(200.0)));
        assert_eq!(ask(&rows, "CHN"), [Some(0.1), Some(0.01)]);
        rows.reverse();
        assert_eq!(ask(&rows, "CHN"), [Some(0.1), Some(0.01)]);
    }
}
