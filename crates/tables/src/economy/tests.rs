use super::*;

fn code(text: &str, year: Option<i16>) -> Result<&'static str, EconomyError> {
    Economy::resolve(text, year).map(Economy::code)
}

#[test]
fn every_line_of_the_built_in_files_is_read() {
    for (text, fields) in [(ECONOMIES, 12), (ALIASES, 5), (NAMES, 4)] {
        assert!(!text.contains(['"', '\r']), "fields are slices of the text: no quotes");
        for line in text.lines() {
            assert_eq!(line.split(',').count(), fields, "{line}");
        }
    }
    assert_eq!(Economy::count(), ECONOMIES.lines().count() - 1);
    let own = all_spellings().iter().filter(|spelling| spelling.own).count();
    assert_eq!(all_spellings().len() - own, ALIASES.lines().count() - 1);
    let names: usize = vocabulary().entries.iter().map(|entry| entry.names.len()).sum();
    assert_eq!(names, NAMES.lines().count() - 1);
}

#[test]
fn codes_are_sorted_and_unique() {
    let entries = &vocabulary().entries;
    assert!(entries.windows(2).all(|pair| pair[0].code < pair[1].code));
    assert!(entries.iter().all(|entry| entry.code.len() == 3));
}

#[test]
fn every_field_of_every_line_parses() {
    for record in records::<12>(ECONOMIES) {
        let entry = Economy::from_code(record[0]).map(Economy::entry).expect("code is known");
        let words = |text: &str| text.split_whitespace().count();
        assert_eq!(entry.m49.len(), words(record[2]), "{record:?}");
        assert_eq!(entry.baci.len(), words(record[3]), "{record:?}");
        assert_eq!(entry.comtrade.len(), words(record[4]), "{record:?}");
        assert_eq!(entry.cow.len(), words(record[5]), "{record:?}");
        assert_eq!(entry.gw.len(), words(record[6]), "{record:?}");
        assert!(["state", "territory", "aggregate"].contains(&record[7]), "{record:?}");
        assert_eq!(entry.spans.len(), words(record[8]), "{record:?}");
        assert!(!entry.spans.is_empty(), "{record:?}");
        assert!(entry.spans.iter().all(|span| span.first.is_some()), "{record:?}");
        assert_eq!(usize::from(entry.continuer.is_some()), words(record[9]), "{record:?}");
        assert_eq!(entry.successors.len(), words(record[10]), "{record:?}");
    }
    for record in records::<5>(ALIASES) {
        assert!(["name", "code", "superseded"].contains(&record[1]), "{record:?}");
        assert!(Economy::from_code(record[2]).is_some(), "{record:?}");
        for year in [record[3], record[4]] {
            assert!(year.is_empty() || year.parse::<i16>().is_ok(), "{record:?}");
        }
    }
    for record in records::<4>(NAMES) {
        assert!(Economy::from_code(record[0]).is_some(), "{record:?}");
        for year in [record[1], record[2]] {
            assert!(year.is_empty() || year.parse::<i16>().is_ok(), "{record:?}");
        }
    }
}

#[test]
fn spans_are_ordered_and_ended_entries_say_where_they_went() {
    for economy in Economy::all() {
        let spans = &economy.entry().spans;
        assert!(spans.windows(2).all(|pair| pair[0].last < pair[1].first && pair[0].last.is_some()), "{economy}");
        assert!(spans.iter().all(|span| span.last.is_none_or(|last| span.first <= Some(last))));
        assert_eq!(
            economy.last_year().is_some(),
            !economy.successors().is_empty(),
            "{economy} ended without successors or has them while it exists"
        );
        assert!(economy.successors().is_sorted(), "{economy}");
        if let Some(continuer) = economy.continuer() {
            assert!(continuer.last_year().is_none(), "{economy} continued by {continuer}");
        }
    }
}

#[test]
fn numbers_belong_to_one_economy() {
    let vocabulary = vocabulary();
    for (what, index) in [("m49", &vocabulary.m49), ("baci", &vocabulary.baci), ("comtrade", &vocabulary.comtrade)] {
        assert!(index.windows(2).all(|pair| pair[0].0 != pair[1].0), "{what}");
    }
    for (what, index) in [("cow", &vocabulary.cow), ("gw", &vocabulary.gw)] {
        assert!(index.windows(2).all(|pair| (pair[0].0, pair[0].1) != (pair[1].0, pair[1].1)), "{what}");
    }
    let twice: Vec<&str> =
        vocabulary.iso2.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0).collect();
    assert_eq!(twice, ["CS"]);
    // A Comtrade number of its own never hides the M49 number of somebody else.
    for (number, economy) in &vocabulary.comtrade {
        let m49 = Economy::from_m49(*number);
        assert!(m49.is_none() || m49 == Some(*economy), "{number}");
    }
}

#[test]
fn a_spelling_means_one_economy_in_any_one_year() {
    let spellings = all_spellings();
    for pair in spellings.windows(2) {
        let [a, b] = pair else { continue };
        if a.key != b.key || a.economy == b.economy {
            continue;
        }
        for year in 1700..2100 {
            assert!(
                !(a.window.holds(year) && b.window.holds(year)),
                "{} means {} and {} in {year}",
                a.key,
                a.economy,
                b.economy
            );
        }
    }
}

#[test]
fn codes_and_names_resolve_to_themselves() {
    for economy in Economy::all() {
        assert_eq!(Economy::resolve(economy.code(), None), Ok(economy));
        assert_eq!(Economy::resolve(economy.name(), None), Ok(economy));
        assert_eq!(Economy::resolve(&economy.name().to_uppercase(), None), Ok(economy));
        if let Some(iso2) = economy.iso2().filter(|iso2| *iso2 != "CS") {
            assert_eq!(Economy::resolve(iso2, None), Ok(economy));
            assert_eq!(Economy::from_iso2(&iso2.to_lowercase()), Some(economy));
        }
    }
}

#[test]
fn names_of_past_years_resolve_in_their_years() {
    for economy in Economy::all() {
        for named in &economy.entry().names {
            for year in [named.window.first, named.window.last].into_iter().flatten() {
                let found = Economy::resolve(named.name, Some(year));
                // A customs territory may bear the name in the same year: Soviet Union, SUN.
                let same = found.as_ref().is_ok_and(|found| {
                    *found == economy || found.continuer() == Some(economy) || economy.continuer() == Some(*found)
                });
                assert!(same, "{} in {year}: {found:?}, not {economy}", named.name);
            }
        }
    }
}

#[test]
fn spelling_rules() {
    assert_eq!(key("Côte d’Ivoire"), "cotedivoire");
    assert_eq!(key("Co\u{302}te d'Ivoire"), "cotedivoire");
    assert_eq!(key("U.S.S.R."), "ussr");
    assert_eq!(key("S.Korea"), "southkorea");
    assert_eq!(key("Bosnia & Herzegovina"), key("Bosnia and Herzegovina"));
    assert_eq!(key("IS"), "is");
    assert_eq!(key("Cook Isds"), "cookislands");
    assert_eq!(key(""), "");
}

#[test]
fn a_remark_in_brackets_is_dropped_only_if_it_changes_nothing() {
    assert_eq!(code("East Germany (GDR)", None), Ok("DDR"));
    assert_eq!(code("USSR (...1990)", None), Ok("SUN"));
    assert_eq!(code("Iran (Islamic Republic of)", None), Ok("IRN"));
    assert!(code("Cyprus (Northern)", None).is_err());
    assert!(code("ANC (South Africa)*", None).is_err());
}

#[test]
fn a_code_assigned_twice_needs_a_year() {
    assert!(matches!(
        Economy::resolve("CS", None),
        Err(EconomyError::Ambiguous { candidates, .. }) if candidates.len() == 2
    ));
    assert_eq!(code("CS", Some(1990)), Ok("CSK"));
    assert_eq!(code("CS", Some(2005)), Ok("SCG"));
    assert_eq!(Economy::from_iso2("CS"), None);
}

#[test]
fn handovers_do_not_give_one_economy_two_values() {
    let codes = |found: Option<Economy>| found.map(Economy::code);
    assert_eq!(codes(Economy::from_cow(260, 1989)), Some("DEU"));
    assert_eq!(codes(Economy::from_cow(260, 1990)), Some("BRD"));
    assert_eq!(codes(Economy::from_cow(255, 1990)), Some("DEU"));
    assert_eq!(codes(Economy::from_gw(260, 1990)), Some("DEU"));
    assert_eq!(codes(Economy::from_cow(678, 1990)), Some("YAR"));
    assert_eq!(codes(Economy::from_gw(345, 2006)), Some("SCG"));
    assert_eq!(codes(Economy::from_gw(340, 2006)), Some("SRB"));
    assert_eq!(codes(Economy::from_gw(345, 2005)), Some("SRB"));
}

#[test]
fn messages_help() {
    let unknown = Economy::resolve("Rusia", None).unwrap_err().to_string();
    assert!(unknown.starts_with("unknown economy \"Rusia\"; did you mean Russia (RUS)"), "{unknown}");
    let gone = Economy::resolve("USSR", Some(2020)).unwrap_err().to_string();
    assert!(
        gone.starts_with("\"USSR\" stands for Soviet Union (SUN) only in 1922-1991, not in 2020; use Russia (RUS), "),
        "{gone}"
    );
    let twice = Economy::resolve("cs", None).unwrap_err().to_string();
    assert!(twice.contains("CSK") && twice.contains("SCG"), "{twice}");
    let long = Economy::resolve(&"x".repeat(10_000), None).unwrap_err().to_string();
    assert!(long.len() < 200, "{long}");
}

#[test]
fn aggregates_of_comtrade_are_no_economies() {
    for number in [0, 97, 697, 837, 838, 839, 899] {
        assert!(comtrade_is_aggregate(number));
        assert_eq!(Economy::from_comtrade(number), None);
    }
    assert!(!comtrade_is_aggregate(490));
    assert!(!comtrade_is_aggregate(842));
}
