//! The variables of the `indicators` table: identifier, unit, name.

use crate::Year;
use crate::figure::Unit;

/// A variable of the `indicators` table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Identifier in tables and JSON.
    pub id: &'static str,
    /// Unit of its values.
    pub unit: Unit,
    /// Name for people.
    pub name: &'static str,
    /// Series code at the publisher, if it has one.
    pub publisher_code: &'static str,
}

const fn v(id: &'static str, unit: Unit, name: &'static str, publisher_code: &'static str) -> Variable {
    Variable { id, unit, name, publisher_code }
}

/// Gross domestic product in current US dollars.
pub const GDP_CURRENT: &str = "gdp_current_usd";
/// Gross domestic product in constant US dollars of 2015.
pub const GDP_CONSTANT: &str = "gdp_constant_2015_usd";
/// Gross domestic product in current international dollars.
pub const GDP_PPP: &str = "gdp_ppp_intl_usd";
/// Research and development expenditure over GDP.
pub const RD_SHARE: &str = "rd_expenditure_gdp";
/// Researchers per million inhabitants.
pub const RESEARCHERS: &str = "researchers_per_million";
/// Population.
pub const POPULATION: &str = "population";

/// Position of a state in a session of the UN General Assembly, in the year the session began.
pub const IDEAL_POINT: &str = "ideal_point";
/// Standard deviation of that position.
pub const IDEAL_POINT_SD: &str = "ideal_point_sd";

/// Real gross domestic product of 1816 to 2019, estimated from several sources together.
pub const GDP_ESTIMATED: &str = "gdp_estimated";
/// Real product per head of the same estimates.
pub const GDP_PER_HEAD_ESTIMATED: &str = "gdp_per_head_estimated";
/// Population of the same estimates.
pub const POPULATION_ESTIMATED: &str = "population_estimated";

/// Military expenditure of the years before 1914, which the source gives in pounds sterling.
pub const MILEX_STERLING: &str = "milex_kgbp";
/// First year of military expenditure in US dollars.
pub const MILEX_IN_USD_SINCE: i16 = 1914;

/// Every variable the tables know.
pub const VARIABLES: &[Variable] = &[
    v(GDP_CURRENT, Unit::Usd, "GDP, current USD", "NY.GDP.MKTP.CD"),
    v(GDP_CONSTANT, Unit::Usd2015, "GDP, constant 2015 USD", "NY.GDP.MKTP.KD"),
    v(GDP_PPP, Unit::IntlUsd, "GDP, PPP, current international dollars", "NY.GDP.MKTP.PP.CD"),
    v("gdp_growth", Unit::Percent, "GDP growth, per cent a year", "NY.GDP.MKTP.KD.ZG"),
    v("gdp_per_capita_usd", Unit::Usd, "GDP per head, current USD", "NY.GDP.PCAP.CD"),
    v("trade_gdp", Unit::Percent, "Exports and imports of goods and services, per cent of GDP", "NE.TRD.GNFS.ZS"),
    v(RD_SHARE, Unit::Percent, "R&D expenditure, per cent of GDP", "GB.XPD.RSDV.GD.ZS"),
    v(RESEARCHERS, Unit::PerMillion, "Researchers in R&D per million people", "SP.POP.SCIE.RD.P6"),
    v(
        "fdi_inflow_gdp",
        Unit::Percent,
        "Foreign direct investment, net inflows, per cent of GDP",
        "BX.KLT.DINV.WD.GD.ZS",
    ),
    v("broad_money_gdp", Unit::Percent, "Broad money, per cent of GDP", "FM.LBL.BMNY.GD.ZS"),
    v("inflation_cpi", Unit::Percent, "Consumer price inflation, per cent a year", "FP.CPI.TOTL.ZG"),
    v("capital_formation_gdp", Unit::Percent, "Gross capital formation, per cent of GDP", "NE.GDI.TOTL.ZS"),
    v(
        "unemployment",
        Unit::Percent,
        "Unemployment, per cent of the labour force (modelled ILO estimate)",
        "SL.UEM.TOTL.ZS",
    ),
    v("secondary_enrolment", Unit::Percent, "Secondary school enrolment, per cent gross", "SE.SEC.ENRR"),
    v(POPULATION, Unit::Persons, "Population", "SP.POP.TOTL"),
    v("milex_kusd", Unit::KiloUsd, "Military expenditure, thousand current USD", "milex"),
    v(MILEX_STERLING, Unit::KiloGbp, "Military expenditure before 1914, thousand current pounds sterling", "milex"),
    v("milper_k", Unit::ThousandPersons, "Military personnel, thousands", "milper"),
    v("irst_kt", Unit::KiloTonnes, "Iron and steel production, thousand tonnes", "irst"),
    v("pec_kt", Unit::KiloTonnesCoal, "Primary energy consumption, thousand tonnes of coal equivalent", "pec"),
    v("tpop_k", Unit::ThousandPersons, "Total population, thousands", "tpop"),
    v("upop_k", Unit::ThousandPersons, "Urban population, thousands", "upop"),
    v("cinc_published", Unit::Share, "Composite index of national capability, as published", "cinc"),
    v(GDP_ESTIMATED, Unit::IntlUsd2017, "GDP, estimated, international dollars of 2017", "pwtrgdp"),
    v("gdp_estimated_sd", Unit::IntlUsd2017, "Standard deviation of the estimated GDP", "sd_pwtrgdp"),
    v(GDP_PER_HEAD_ESTIMATED, Unit::IntlUsd2011, "GDP per head, estimated, international dollars of 2011", "mrgdppc"),
    v("gdp_per_head_estimated_sd", Unit::IntlUsd2011, "Standard deviation of the estimated GDP per head", "sd_mrgdppc"),
    v(POPULATION_ESTIMATED, Unit::Persons, "Population, estimated", "pwtpop"),
    v("population_estimated_sd", Unit::Persons, "Standard deviation of the estimated population", "sd_pwtpop"),
    v(IDEAL_POINT, Unit::StandardDeviations, "UN ideal point", ""),
    v(IDEAL_POINT_SD, Unit::StandardDeviations, "Standard deviation of the UN ideal point", ""),
];

/// The six capability components of the Correlates of War project, in its order.
pub const CAPABILITY_COMPONENTS: [&str; 6] = ["milex_kusd", "milper_k", "irst_kt", "pec_kt", "tpop_k", "upop_k"];

/// The variable that holds a capability component in a year: military expenditure changes its
/// currency in 1914.
#[must_use]
pub fn component_in(component: &'static str, year: Year) -> &'static str {
    if component == CAPABILITY_COMPONENTS[0] && year.0 < MILEX_IN_USD_SINCE { MILEX_STERLING } else { component }
}

/// The variable with this identifier.
#[must_use]
pub fn variable(id: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|v| v.id == id)
}

/// The variable that holds the standard deviation of another, if one does.
#[must_use]
pub fn deviation_of(id: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|v| v.id.strip_suffix("_sd") == Some(id))
}

/// The variable with this series code at its publisher.
#[must_use]
pub fn by_publisher_code(code: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|v| !code.is_empty() && v.publisher_code == code)
}
