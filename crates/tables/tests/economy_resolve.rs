//! What people type on the command line, and what they must not get.

use proptest::prelude::*;
use suzerain_tables::economy::{Economy, EconomyError};

fn code(text: &str, year: Option<i16>) -> Option<&'static str> {
    Economy::resolve(text, year).ok().map(Economy::code)
}

#[test]
fn usual_spellings() {
    for (text, expected) in [
        ("russian federation", "RUS"),
        ("Côte d'Ivoire", "CIV"),
        ("cote divoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("S. Korea", "KOR"),
        ("Korea, Rep.", "KOR"),
        ("Korea, Dem. People's Rep. of", "PRK"),
        ("north korea", "PRK"),
        ("uk", "GBR"),
        ("U.K.", "GBR"),
        ("Great Britain", "GBR"),
        ("GB", "GBR"),
        ("Burma", "MMR"),
        ("Czechia", "CZE"),
        ("Czech Rep.", "CZE"),
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("TURKEY", "TUR"),
        ("usa", "USA"),
        ("U.S.A.", "USA"),
        ("the United States of America", "USA"),
        ("de", "DEU"),
        ("  France ", "FRA"),
        ("Congo, Dem. Rep.", "COD"),
        ("Congo, Rep.", "COG"),
        ("Congo (Brazzaville)", "COG"),
        ("DR Congo", "COD"),
        ("Egypt, Arab Rep.", "EGY"),
        ("Iran, Islamic Rep.", "IRN"),
        ("Venezuela, RB", "VEN"),
        ("Gambia, The", "GMB"),
        ("St. Lucia", "LCA"),
        ("Lao PDR", "LAO"),
        ("Viet Nam", "VNM"),
        ("Hong Kong SAR, China", "HKG"),
        ("Macedonia, FYR", "MKD"),
        ("West Bank and Gaza", "PSE"),
        ("Kosovo", "XKX"),
        ("Bosnia-Herzegovina", "BIH"),
        ("Swaziland", "SWZ"),
        ("eSwatini", "SWZ"),
        ("Rest of the World", "ROW"),
        ("Republic of Zambia", "ZMB"),
        ("Kingdom of Sweden", "SWE"),
        ("Democratic Republic of Timor-Leste", "TLS"),
        ("People's Democratic Republic of Algeria", "DZA"),
        ("Republic of Korea", "KOR"),
        ("Republic of China", "TWN"),
        ("People's Republic of China", "CHN"),
        ("Republic of the Congo", "COG"),
        ("Democratic Republic of the Congo", "COD"),
        ("Two Sicilies", "SIC"),
        ("Austria-Hungary", "AUH"),
    ] {
        assert_eq!(code(text, None), Some(expected), "{text}");
    }
}

#[test]
fn russia_is_russia_in_any_year() {
    for year in [1816, 1914, 1922, 1955, 1991, 1992, 2023] {
        assert_eq!(code("Russia", Some(year)), Some("RUS"));
        assert_eq!(code("RUS", Some(year)), Some("RUS"));
    }
}

#[test]
fn states_that_ended_hold_in_their_years_only() {
    for (text, expected, within, after, instead) in [
        ("USSR", "SUN", 1955, 1992, "RUS"),
        ("Soviet Union", "SUN", 1922, 2020, "RUS"),
        ("SUN", "SUN", 1991, 2020, "RUS"),
        ("YUG", "YUG", 1970, 1999, "SRB"),
        ("Yugoslavia", "YUG", 1970, 2020, "SRB"),
        ("Czechoslovakia", "CSK", 1992, 1993, "CZE"),
        ("CSK", "CSK", 1930, 2000, "CZE"),
        ("East Germany", "DDR", 1949, 1991, "DEU"),
        ("GDR", "DDR", 1989, 2000, "DEU"),
        ("West Germany", "DEU", 1970, 2000, "DEU"),
        ("Serbia and Montenegro", "SCG", 2003, 2010, "SRB"),
        ("South Yemen", "YMD", 1980, 1995, "YEM"),
        ("North Yemen", "YEM", 1980, 1995, "YEM"),
        ("South Vietnam", "RVN", 1960, 1980, "VNM"),
        ("Ottoman Empire", "TUR", 1900, 1950, "TUR"),
        ("Austria-Hungary", "AUH", 1900, 1920, "AUT"),
        ("Netherlands Antilles", "ANT", 2000, 2015, "BES"),
    ] {
        assert_eq!(code(text, Some(within)), Some(expected), "{text} in {within}");
        match Economy::resolve(text, Some(after)) {
            Err(EconomyError::NotInYear { instead: found, year, .. }) => {
                assert_eq!(year, after);
                assert_eq!(found.first().map(|economy| economy.code()), Some(instead), "{text}");
                assert!(found.iter().all(|economy| economy.exists_in(after)), "{found:?}");
            }
            other => panic!("{text} in {after}: {other:?}"),
        }
    }
    // Before their time too.
    assert!(Economy::resolve("USSR", Some(1900)).is_err());
    // The Yugoslavia of 1992 to 2002 was the federation of Serbia and Montenegro.
    assert_eq!(code("Yugoslavia", Some(1999)), Some("SCG"));
    // Without a year the name is the name.
    assert_eq!(code("USSR", None), Some("SUN"));
    assert_eq!(code("Yugoslavia", None), Some("YUG"));
    assert_eq!(code("Korea", None), Some("KOR"));
    assert_eq!(code("Korea", Some(1890)), Some("JOS"));
}

#[test]
fn slips_are_answered_with_suggestions() {
    for (text, expected) in [
        ("Rusia", "RUS"),
        ("Germny", "DEU"),
        ("Kazahstan", "KAZ"),
        ("Untied States", "USA"),
        ("Azerbaidjan", "AZE"),
        ("Phillipines", "PHL"),
        ("Argentinia", "ARG"),
        ("RSU", "RUS"),
    ] {
        match Economy::resolve(text, None) {
            Err(EconomyError::UnknownEconomy { input, suggestions }) => {
                assert_eq!(input, text);
                assert!(suggestions.len() <= 5);
                assert!(suggestions.iter().any(|economy| economy.code() == expected), "{text}: {suggestions:?}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    for text in ["", " ", "?", "12", "xqzzw kvv"] {
        assert!(
            matches!(
                Economy::resolve(text, None),
                Err(EconomyError::UnknownEconomy { suggestions, .. }) if suggestions.is_empty()
            ),
            "{text}"
        );
    }
}

#[test]
fn groups_of_fighters_are_not_states() {
    for text in [
        "Hamas (Palestine)*",
        "Northern Cyprus",
        "Libya HoR*",
        "Katanga",
        "People's Republic of Korea",
        "NATO**",
        "Unknown supplier(s)",
    ] {
        assert_eq!(code(text, None), None, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn resolve_never_panics(text in any::<String>(), year in any::<Option<i16>>()) {
        if let Err(error) = Economy::resolve(&text, year) {
            prop_assert!(!error.to_string().is_empty());
        }
        let _ = Economy::from_code(&text);
        let _ = Economy::from_iso2(&text);
    }

    #[test]
    fn resolve_never_panics_on_name_like_text(text in "[A-Za-zÀ-ž .,'()&*-]{0,40}", year in 1700i16..2100) {
        let _ = Economy::resolve(&text, Some(year));
    }

    #[test]
    fn numbers_never_panic(code in any::<u16>(), year in any::<i16>()) {
        let _ = Economy::from_baci(code);
        let _ = Economy::from_comtrade(code);
        let _ = Economy::from_m49(code);
        let _ = Economy::from_cow(code, year);
        let _ = Economy::from_gw(code, year);
        let _ = Economy::from_index(usize::from(code)).map(|economy| economy.name_in(year));
    }

    #[test]
    fn case_and_outer_space_do_not_matter(index in 0..Economy::count()) {
        let economy = Economy::from_index(index).unwrap();
        let typed = format!("  {}\t", economy.name().to_lowercase());
        prop_assert_eq!(Economy::resolve(&typed, None).ok(), Some(economy));
    }
}
