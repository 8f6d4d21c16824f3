//! Codes, continuity, years and groups, against facts that need no list.

use suzerain_tables::economy::{Economy, comtrade_is_aggregate};
use suzerain_tables::groups::Group;

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap_or_else(|| panic!("{code}"))
}

fn codes(economies: &[Economy]) -> Vec<&'static str> {
    economies.iter().map(|economy| economy.code()).collect()
}

#[test]
fn order_index_and_text() {
    let all: Vec<Economy> = Economy::all().collect();
    assert_eq!(all.len(), Economy::count());
    assert!(all.is_sorted());
    assert!(all.iter().map(|economy| economy.code()).is_sorted());
    for (index, economy) in all.iter().enumerate() {
        assert_eq!(economy.index(), index);
        assert_eq!(Economy::from_index(index), Some(*economy));
        assert_eq!(economy.to_string(), economy.code());
        assert_eq!(Economy::from_code(&economy.code().to_lowercase()), Some(*economy));
    }
    assert_eq!(Economy::from_index(all.len()), None);
    assert_eq!(format!("{:>5}|", economy("RUS")), "  RUS|");
}

#[test]
fn codes_of_some_states() {
    let russia = economy("RUS");
    assert_eq!(
        (russia.iso2(), russia.m49(), russia.baci(), russia.cow(), russia.gw()),
        (Some("RU"), Some(643), Some(643), Some(365), Some(365))
    );
    let states = economy("USA");
    assert_eq!((states.m49(), states.baci(), states.cow()), (Some(840), Some(842), Some(2)));
    let taiwan = economy("TWN");
    assert_eq!((taiwan.m49(), taiwan.baci(), taiwan.cow()), (Some(158), Some(490), Some(713)));
    let germany = economy("DEU");
    assert_eq!((germany.baci(), germany.cow(), germany.gw()), (Some(276), Some(255), Some(260)));
    assert_eq!((economy("SRB").cow(), economy("SRB").gw()), (Some(345), Some(340)));
    assert_eq!((economy("YEM").cow(), economy("YEM").gw()), (Some(679), Some(678)));
    assert_eq!((economy("KIR").cow(), economy("KIR").gw()), (Some(946), Some(970)));
    assert_eq!((economy("XKX").iso2(), economy("XKX").m49()), (Some("XK"), None));
    assert_eq!(Economy::from_code("ROM"), Some(economy("ROU")));
    assert_eq!(Economy::from_code("XXX"), None);
    assert_eq!(Economy::from_code("RU"), None);
    assert_eq!(Economy::from_code("Ñ1"), None);
}

#[test]
fn own_numbers_lead_back() {
    for economy in Economy::all() {
        for year in [1850, 1955, 1990, 2006, 2020] {
            assert!(economy.cow().is_none_or(|code| Economy::from_cow(code, year) == Some(economy)));
            assert!(economy.gw().is_none_or(|code| Economy::from_gw(code, year) == Some(economy)));
        }
        assert!(economy.baci().is_none_or(|code| Economy::from_baci(code) == Some(economy)));
        assert!(economy.m49().is_none_or(|code| Economy::from_m49(code) == Some(economy)));
        let m49 = economy.m49().filter(|code| !comtrade_is_aggregate(*code));
        assert!(m49.is_none_or(|code| Economy::from_comtrade(code) == Some(economy)), "{economy}");
    }
}

#[test]
fn customs_numbers_with_a_history() {
    for (number, code) in [
        (490, "TWN"),
        (251, "FRA"),
        (842, "USA"),
        (699, "IND"),
        (579, "NOR"),
        (757, "CHE"),
        (381, "ITA"),
        (58, "BEL"),
        (711, "ZA1"),
        (736, "SDN"),
        (729, "SDN"),
        (891, "SCG"),
        (276, "DEU"),
        (280, "DEU"),
        (278, "DDR"),
        (810, "SUN"),
        (200, "CSK"),
        (530, "ANT"),
    ] {
        assert_eq!(Economy::from_baci(number), Some(economy(code)), "BACI {number}");
        assert_eq!(Economy::from_comtrade(number), Some(economy(code)), "Comtrade {number}");
    }
    for (number, code) in [
        (250, "FRA"),
        (356, "IND"),
        (841, "USA"),
        (380, "ITA"),
        (230, "ETH"),
        (588, "PAK"),
        (590, "PAN"),
        (890, "YUG"),
        (886, "YEM"),
        (720, "YMD"),
        (866, "VDR"),
        (868, "RVN"),
        (532, "ANT"),
        (835, "TZA"),
        (717, "RNY"),
        (459, "MYS"),
    ] {
        assert_eq!(Economy::from_comtrade(number), Some(economy(code)), "Comtrade {number}");
    }
    assert_eq!(Economy::from_baci(380), Some(economy("ITA")));
    assert_eq!(Economy::from_baci(697), Some(economy("R20")));
    assert_eq!(Economy::from_comtrade(0), None);
    assert_eq!(Economy::from_baci(1), None);
    // Every partner the Comtrade list has, except the aggregates: none is unknown.
    for number in [80, 457, 459, 461, 536, 582, 592, 647, 658, 698, 717, 836, 849] {
        assert!(Economy::from_comtrade(number).is_some(), "{number}");
    }
}

#[test]
fn political_codes_follow_one_continuing_state() {
    for (cow, year, code) in [
        (365, 1816, "RUS"),
        (365, 1955, "RUS"),
        (365, 2010, "RUS"),
        (345, 1878, "SRB"),
        (345, 1970, "SRB"),
        (345, 2010, "SRB"),
        (255, 1900, "DEU"),
        (260, 1960, "DEU"),
        (265, 1960, "DDR"),
        (678, 1970, "YEM"),
        (679, 2000, "YEM"),
        (680, 1970, "YMD"),
        (315, 1930, "CSK"),
        (300, 1900, "AUH"),
        (329, 1850, "SIC"),
        (817, 1960, "RVN"),
        (816, 1960, "VNM"),
        (970, 2005, "NRU"),
        (730, 1900, "JOS"),
    ] {
        assert_eq!(Economy::from_cow(cow, year), Some(economy(code)), "COW {cow} in {year}");
    }
    for (gw, year, code) in [
        (340, 1900, "SRB"),
        (345, 1970, "SRB"),
        (340, 2010, "SRB"),
        (260, 2010, "DEU"),
        (255, 1930, "DEU"),
        (678, 2010, "YEM"),
        (970, 2005, "KIR"),
        (971, 2005, "NRU"),
        (972, 2005, "TON"),
        (973, 2005, "TUV"),
        (711, 1930, "TBT"),
    ] {
        assert_eq!(Economy::from_gw(gw, year), Some(economy(code)), "GW {gw} in {year}");
    }
    assert_eq!(Economy::from_cow(1, 2000), None);
}

#[test]
fn continuity() {
    assert_eq!(economy("SUN").continuer(), Some(economy("RUS")));
    assert_eq!(economy("YUG").continuer(), Some(economy("SRB")));
    assert_eq!(economy("SCG").continuer(), Some(economy("SRB")));
    assert_eq!(economy("CSK").continuer(), None);
    assert_eq!(economy("DDR").continuer(), None);
    assert_eq!(economy("RUS").continuer(), None);
    assert_eq!(economy("SUN").successors().len(), 15);
    assert_eq!(codes(economy("CSK").successors()), ["CZE", "SVK"]);
    assert_eq!(codes(economy("SCG").successors()), ["MNE", "SRB"]);
    assert_eq!(codes(economy("YUG").successors()), ["BIH", "HRV", "MKD", "SCG", "SVN"]);
    assert!(economy("RUS").successors().is_empty());
}

#[test]
fn names_by_year() {
    let russia = economy("RUS");
    assert_eq!(russia.name(), "Russia");
    assert_eq!(russia.name_in(1914), "Russian Empire");
    assert_eq!(russia.name_in(1955), "Soviet Union");
    assert_eq!(russia.name_in(1992), "Russia");
    let turkey = economy("TUR");
    assert_eq!(turkey.name_in(1900), "Ottoman Empire");
    assert_eq!(turkey.name_in(1990), "Turkey");
    assert_eq!(turkey.name_in(2024), "Türkiye");
    assert_eq!(economy("SRB").name_in(1970), "Yugoslavia");
    assert_eq!(economy("COD").name_in(1980), "Zaire");
    assert_eq!(economy("DEU").name_in(i16::MIN), "Prussia");
    assert_eq!(economy("DEU").name_in(i16::MAX), "Germany");
}

#[test]
fn years_of_existence() {
    let years = |code: &str| (economy(code).first_year(), economy(code).last_year());
    assert_eq!(years("RUS"), (1816, None));
    assert_eq!(years("SUN"), (1922, Some(1991)));
    assert_eq!(years("CSK"), (1918, Some(1992)));
    assert_eq!(years("DDR"), (1949, Some(1990)));
    assert_eq!(years("SSD"), (2011, None));
    assert_eq!(years("SCG"), (1992, Some(2006)));
    let estonia = economy("EST");
    assert!(estonia.exists_in(1930) && !estonia.exists_in(1950) && estonia.exists_in(2020));
    assert!(!economy("SUN").exists_in(1992) && economy("SUN").exists_in(1991));
    for state in ["RUS", "TWN", "XKX", "PSE", "SUN", "BAV", "VAT"] {
        assert!(economy(state).is_state(), "{state}");
    }
    for other in ["HKG", "ROW", "PRI", "ZA1", "GRL", "COK"] {
        assert!(!economy(other).is_state(), "{other}");
    }
    assert!(economy("ROW").is_aggregate() && !economy("HKG").is_aggregate());
}

#[test]
fn sizes_of_groups_by_year() {
    for (group, year, size) in [
        ("EU", 1957, 0),
        ("EU", 1958, 6),
        ("EU", 1973, 9),
        ("EU", 1981, 10),
        ("EU", 1986, 12),
        ("EU", 1995, 15),
        ("EU", 2004, 25),
        ("EU", 2007, 27),
        ("EU", 2013, 28),
        ("EU", 2019, 28),
        ("EU", 2020, 27),
        ("EU27", 1995, 27),
        ("EU28", 2024, 28),
        ("EU15", 2024, 15),
        ("euro area", 1999, 11),
        ("eurozone", 2023, 20),
        ("G7", 1975, 6),
        ("G7", 1976, 7),
        ("G8", 2013, 8),
        ("G8", 2014, 0),
        ("G20", 2020, 19),
        ("BRICS", 2008, 0),
        ("BRICS", 2009, 4),
        ("BRICS", 2010, 5),
        ("BRICS", 2024, 9),
        ("BRICS", 2025, 10),
        ("CSTO", 1994, 9),
        ("CSTO", 2002, 6),
        ("CSTO", 2010, 7),
        ("CSTO", 2013, 6),
        ("EAEU", 2014, 0),
        ("EAEU", 2015, 5),
        ("NATO", 1949, 12),
        ("NATO", 1952, 14),
        ("NATO", 1955, 15),
        ("NATO", 1982, 16),
        ("NATO", 1999, 19),
        ("NATO", 2004, 26),
        ("NATO", 2009, 28),
        ("NATO", 2020, 30),
        ("NATO", 2023, 31),
        ("NATO", 2024, 32),
        ("OECD", 1961, 19),
        ("OECD", 1962, 20),
        ("OECD", 1973, 24),
        ("OECD", 2000, 30),
        ("OECD", 2021, 38),
        ("ASEAN", 1999, 10),
        ("SCO", 2024, 10),
        ("GCC", 2000, 6),
        ("OPEC", 2018, 15),
        ("OPEC", 2024, 12),
        ("EFTA", 1960, 7),
        ("EFTA", 2020, 4),
        ("CIS", 1994, 12),
        ("CIS", 2020, 9),
        ("Mercosur", 2013, 5),
        ("CPTPP", 2018, 6),
        ("CPTPP", 2024, 12),
        ("RCEP", 2023, 14),
        ("NAFTA", 1995, 3),
        ("P5", 1960, 5),
        ("Warsaw Pact", 1960, 8),
        ("Warsaw Pact", 1991, 0),
    ] {
        let members = Group::resolve(group).unwrap().members(year);
        assert_eq!(members.len(), size, "{group} in {year}: {members:?}");
        assert!(members.is_sorted());
    }
}

#[test]
fn members_on_the_last_day_of_the_year() {
    let eu = Group::resolve("EU").unwrap();
    let britain = economy("GBR");
    assert!(eu.contains(britain, 2019) && !eu.contains(britain, 2020));
    let nato = Group::resolve("nato").unwrap();
    assert!(nato.contains(economy("FIN"), 2023) && !nato.contains(economy("FIN"), 2022));
    assert_eq!(eu.members(2020), Group::resolve("EU-27").unwrap().members(2020));
    let csto = Group::resolve("CSTO").unwrap();
    assert!(csto.notes(2024).iter().any(|(member, _)| *member == economy("ARM")));
    let seats = Group::resolve("P5").unwrap();
    assert!(seats.contains(economy("TWN"), 1970) && seats.contains(economy("CHN"), 1971));
    assert!(Group::of(economy("RUS"), 2020).iter().any(|group| group.code() == "EAEU"));
    for group in Group::all() {
        for year in [i16::MIN, -1, 0, 1900, i16::MAX] {
            let _ = group.members(year);
        }
        // Nobody is a member before existing, except on the fixed lists.
        if !group.is_fixed() {
            for year in 1945..2030 {
                for member in group.members(year) {
                    // Kuwait, Qatar and Abu Dhabi joined OPEC before their independence.
                    let early = group.code() == "OPEC" && ["KWT", "QAT", "ARE"].contains(&member.code());
                    assert!(early || member.exists_in(year), "{member} in {group} in {year}");
                }
            }
        }
    }
}

#[test]
fn json_is_the_code() {
    let russia = economy("RUS");
    assert_eq!(serde_json::to_string(&russia).unwrap(), "\"RUS\"");
    assert_eq!(serde_json::from_str::<Economy>("\"rus\"").unwrap(), russia);
    assert!(serde_json::from_str::<Economy>("\"XXX\"").is_err());
}
