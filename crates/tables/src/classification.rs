//! Classifications of sectors and products, their codes and their names.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A classification of what is traded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Classification {
    /// All goods together; the only code is `TOTAL`.
    Total,
    /// OECD ICIO, 50 industries (2025 release).
    Icio50,
    /// OECD ICIO, 27 goods sectors and one for utilities, construction and services.
    Icio28,
    /// OECD ICIO, 15 goods groups and one for utilities, construction and services.
    Icio16,
    /// WIOD 2013 release, 35 industries `c1` to `c35`.
    Wiod35,
    /// WIOD 2016 release, 56 industries.
    Wiod56,
    /// WIOD 2016 release, 16 groups.
    Wiod16,
    /// Harmonized System, 2-digit chapters.
    Hs2,
    /// Harmonized System of 1992, 6 digits.
    Hs92,
    /// Harmonized System of 1996, 6 digits.
    Hs96,
    /// Harmonized System of 2002, 6 digits.
    Hs02,
    /// Harmonized System of 2007, 6 digits.
    Hs07,
    /// Harmonized System of 2012, 6 digits.
    Hs12,
    /// Harmonized System of 2017, 6 digits.
    Hs17,
    /// Harmonized System of 2022, 6 digits.
    Hs22,
    /// Harmonized System as reported, edition not stated.
    HsReported,
}

impl Classification {
    /// Every classification.
    pub const ALL: [Self; 16] = [
        Self::Total,
        Self::Icio50,
        Self::Icio28,
        Self::Icio16,
        Self::Wiod35,
        Self::Wiod56,
        Self::Wiod16,
        Self::Hs2,
        Self::Hs92,
        Self::Hs96,
        Self::Hs02,
        Self::Hs07,
        Self::Hs12,
        Self::Hs17,
        Self::Hs22,
        Self::HsReported,
    ];

    /// The identifier used in tables and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Icio50 => "icio50",
            Self::Icio28 => "icio28",
            Self::Icio16 => "icio16",
            Self::Wiod35 => "wiod35",
            Self::Wiod56 => "wiod56",
            Self::Wiod16 => "wiod16",
            Self::Hs2 => "hs2",
            Self::Hs92 => "hs92",
            Self::Hs96 => "hs96",
            Self::Hs02 => "hs02",
            Self::Hs07 => "hs07",
            Self::Hs12 => "hs12",
            Self::Hs17 => "hs17",
            Self::Hs22 => "hs22",
            Self::HsReported => "hs",
        }
    }

    /// The classification with this identifier.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.id() == id)
    }

    /// Whether its codes are customs products (otherwise industries).
    #[must_use]
    pub const fn is_products(self) -> bool {
        matches!(
            self,
            Self::Hs2
                | Self::Hs92
                | Self::Hs96
                | Self::Hs02
                | Self::Hs07
                | Self::Hs12
                | Self::Hs17
                | Self::Hs22
                | Self::HsReported
        )
    }

    /// Whether `code` is goods in this classification. Customs products and totals are goods; in
    /// industry classifications agriculture, mining and manufacturing are.
    #[must_use]
    pub fn is_goods(self, code: &str) -> bool {
        match self {
            Self::Icio50 | Self::Icio28 | Self::Wiod56 => {
                matches!(code.as_bytes().first(), Some(b'A' | b'B'))
                    || (code.starts_with('C') && code.as_bytes().get(1).is_some_and(u8::is_ascii_digit))
            }
            Self::Icio16 | Self::Wiod16 => code != "SRV",
            Self::Wiod35 => code.strip_prefix('c').and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| n <= 16),
            _ => true,
        }
    }
}

impl fmt::Display for Classification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The code of everything together in [`Classification::Total`].
pub const TOTAL: &str = "TOTAL";

/// The code of utilities, construction and services (ISIC D to T) in [`Classification::Icio28`].
pub const ICIO28_SERVICES: &str = "D_T";

/// An industry of the OECD ICIO tables.
#[derive(Clone, Copy, Debug)]
pub struct IcioSector {
    /// Code of the 50-industry list (2025 release).
    pub code: &'static str,
    /// Short name.
    pub name: &'static str,
    /// Group in [`Classification::Icio16`].
    pub group16: &'static str,
}

impl IcioSector {
    /// Its code in [`Classification::Icio28`].
    #[must_use]
    pub fn code28(&self) -> &'static str {
        if self.group16 == "SRV" { ICIO28_SERVICES } else { self.code }
    }
}

macro_rules! icio {
    ($($code:literal $name:literal $group:literal;)*) => {
        /// The 50 industries in the publisher's order.
        pub const ICIO50: &[IcioSector] = &[$(IcioSector { code: $code, name: $name, group16: $group }),*];
    };
}
icio! {
    "A01" "Agriculture and hunting" "AGR";
    "A02" "Forestry and logging" "AGR";
    "A03" "Fishing and aquaculture" "AGR";
    "B05" "Coal and lignite" "ENE";
    "B06" "Crude oil and natural gas" "ENE";
    "B07" "Metal ores" "MIN";
    "B08" "Other mining" "MIN";
    "B09" "Mining support" "MIN";
    "C10T12" "Food, beverages, tobacco" "FOO";
    "C13T15" "Textiles, apparel, leather" "TEX";
    "C16" "Wood products" "WPP";
    "C17_18" "Paper and printing" "WPP";
    "C19" "Coke and refined petroleum" "PET";
    "C20" "Chemicals" "CHE";
    "C21" "Pharmaceuticals" "CHE";
    "C22" "Rubber and plastics" "RNM";
    "C23" "Other non-metallic minerals" "RNM";
    "C24A" "Iron and steel" "MET";
    "C24B" "Precious and non-ferrous metals" "MET";
    "C25" "Fabricated metal products" "MET";
    "C26" "Computers, electronics, optics" "ELE";
    "C27" "Electrical equipment" "EQP";
    "C28" "Machinery n.e.c." "MAC";
    "C29" "Motor vehicles" "TRA";
    "C301" "Ships and boats" "TRA";
    "C302T309" "Other transport equipment" "TRA";
    "C31T33" "Furniture, other manufacturing" "OTH";
    "D" "Electricity, gas, steam" "SRV";
    "E" "Water and waste" "SRV";
    "F" "Construction" "SRV";
    "G" "Trade and repair" "SRV";
    "H49" "Land transport, pipelines" "SRV";
    "H50" "Water transport" "SRV";
    "H51" "Air transport" "SRV";
    "H52" "Warehousing" "SRV";
    "H53" "Post and courier" "SRV";
    "I" "Accommodation and food" "SRV";
    "J58T60" "Publishing and broadcasting" "SRV";
    "J61" "Telecommunications" "SRV";
    "J62_63" "Programming and information" "SRV";
    "K" "Finance and insurance" "SRV";
    "L" "Real estate" "SRV";
    "M" "Professional and scientific" "SRV";
    "N" "Administrative and support" "SRV";
    "O" "Public administration, defence" "SRV";
    "P" "Education" "SRV";
    "Q" "Health and social work" "SRV";
    "R" "Arts and recreation" "SRV";
    "S" "Other services" "SRV";
    "T" "Households as employers" "SRV";
}

/// Groups of [`Classification::Icio16`] with their names.
pub const ICIO16: &[(&str, &str)] = &[
    ("AGR", "Agriculture, forestry, fishing"),
    ("ENE", "Coal, oil and gas extraction"),
    ("MIN", "Ores, other mining, mining support"),
    ("FOO", "Food, beverages, tobacco"),
    ("TEX", "Textiles, apparel, leather"),
    ("WPP", "Wood, paper, printing"),
    ("PET", "Coke and refined petroleum"),
    ("CHE", "Chemicals and pharmaceuticals"),
    ("RNM", "Rubber, plastics, minerals"),
    ("MET", "Metals and metal products"),
    ("ELE", "Computers, electronics, optics"),
    ("EQP", "Electrical equipment"),
    ("MAC", "Machinery n.e.c."),
    ("TRA", "Transport equipment"),
    ("OTH", "Furniture, other manufacturing"),
    ("SRV", "Utilities, construction, services"),
];

/// The 28 codes of [`Classification::Icio28`] in order.
#[must_use]
pub fn icio28_codes() -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = ICIO50.iter().map(IcioSector::code28).collect();
    codes.dedup();
    codes
}

/// The name of a sector code, where the classification is one of the built-in lists.
#[must_use]
pub fn sector_name(classification: Classification, code: &str) -> Option<&'static str> {
    match classification {
        Classification::Icio50 => ICIO50.iter().find(|s| s.code == code).map(|s| s.name),
        Classification::Icio28 if code == ICIO28_SERVICES => Some("Utilities, construction, services"),
        Classification::Icio28 => ICIO50.iter().find(|s| s.code28() == code).map(|s| s.name),
        Classification::Icio16 => ICIO16.iter().find(|(c, _)| *c == code).map(|(_, n)| *n),
        Classification::Total if code == TOTAL => Some("All goods"),
        _ => None,
    }
}

/// Short names of the fuels and metals that briefs show most, by six-digit code; the codes are the
/// same in every edition of the Harmonized System.
const SHORT_PRODUCT_NAMES: &[(&str, &str)] = &[
    ("260111", "Iron ore, raw"),
    ("260112", "Iron ore, agglom."),
    ("260200", "Manganese ore"),
    ("260300", "Copper ore"),
    ("260400", "Nickel ore"),
    ("260600", "Aluminium ore"),
    ("260700", "Lead ore"),
    ("260800", "Zinc ore"),
    ("261000", "Chromium ore"),
    ("261400", "Titanium ore"),
    ("270111", "Anthracite"),
    ("270112", "Bituminous coal"),
    ("270119", "Other coal"),
    ("270210", "Lignite"),
    ("270900", "Crude oil"),
    ("271111", "LNG"),
    ("271121", "Pipeline gas"),
    ("710812", "Gold, unwrought"),
    ("740311", "Copper cathodes"),
    ("750210", "Nickel, unwrought"),
    ("760110", "Aluminium, unalloyed"),
    ("760120", "Aluminium alloys"),
];

/// The short name of a six-digit product, if it has one here.
#[must_use]
pub fn short_product_name(code: &str) -> Option<&'static str> {
    SHORT_PRODUCT_NAMES.iter().find(|(c, _)| *c == code).map(|(_, n)| *n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_28_sectors_are_27_goods_and_the_rest() {
        let codes = icio28_codes();
        assert_eq!(codes.len(), 28);
        let goods = codes.iter().filter(|c| Classification::Icio28.is_goods(c)).count();
        assert_eq!(goods, 27);
        assert!(!Classification::Icio28.is_goods(ICIO28_SERVICES));
    }

    #[test]
    fn every_group_of_16_is_named_once() {
        assert_eq!(ICIO16.len(), 16);
        for sector in ICIO50 {
            assert!(sector_name(Classification::Icio16, sector.group16).is_some());
        }
    }
}
