//! Claims against the built-in tables, and against tables with exporter and importer exchanged.

use std::path::Path;
use suzerain_studies::claims::{self, Checked, Claim, Evidence, Outcome, Verdict, built_in, check};
use suzerain_tables::classification::Classification;
use suzerain_tables::library::Library;
use suzerain_tables::store::{self, TableKind};
use suzerain_tables::trade::{self, FlowFilter};

const TABLE: &str = "baci-2023-194";

fn checked(library: &Library, ids: &[&str]) -> Vec<Checked> {
    let claims = built_in().unwrap();
    let chosen: Vec<&Claim> = ids.iter().map(|id| claims.iter().find(|c| c.id == *id).unwrap()).collect();
    let evidence = Evidence::new(library, chosen[0].pair.unwrap());
    chosen.into_iter().map(|claim| check(&evidence, claim).unwrap()).collect()
}

fn value(checked: &Checked) -> f64 {
    checked.parts[0].readings[0].number.as_ref().unwrap().value
}

/// The built-in tables, with exporter and importer of the trade of 2023 exchanged.
fn exchanged(folder: &Path) -> Library {
    let library = suzerain_base::library().unwrap();
    let table = library.table(TableKind::Trade, TABLE).unwrap();
    let mut flows = trade::read(table, &FlowFilter::default()).unwrap();
    std::mem::swap(&mut flows.exporter, &mut flows.importer);
    let frame = flows.to_frame(table.meta().classification.unwrap_or(Classification::Total), TABLE).unwrap();
    store::write(&folder.join("trade.parquet"), &frame, table.meta()).unwrap();
    suzerain_base::library().unwrap().with_folder(folder).unwrap()
}

#[test]
fn the_shares_of_2023_are_the_measures_own_and_exchanging_sides_changes_them() {
    let ids = ["q01", "q02", "q03", "q04"];
    let as_is = checked(&suzerain_base::library().unwrap(), &ids);
    // RUS to CHN 129.0 and CHN to RUS 110.0 bn USD over the totals of the same table (tests/golden/independent.csv).
    assert!((value(&as_is[1]) - 0.544_389_317_298_991_9).abs() < 1e-12);
    let folder = tempfile::tempdir().unwrap();
    let other_way = checked(&exchanged(folder.path()), &ids);
    for (one, other) in as_is.iter().zip(&other_way) {
        assert!((value(one) - value(other)).abs() > 0.005, "{}: {} {}", one.claim.id, value(one), value(other));
    }
    // What was Russia's share of exports is now its share of imports.
    assert!((value(&other_way[0]) - value(&as_is[1])).abs() < 1e-12);
    assert!((value(&other_way[2]) - value(&as_is[3])).abs() < 1e-12);
    let verdicts = |all: &[Checked]| all.iter().map(|c| c.verdict).collect::<Vec<Verdict>>();
    assert_ne!(verdicts(&as_is), verdicts(&other_way));
    // The first stays open: trade that nobody reported leaves room for 31 % on either side of Russia's books.
    assert_eq!(verdicts(&other_way)[1..], [Verdict::Contradicted; 3]);
}

#[test]
fn what_turns_within_the_bounds_of_unreported_trade_is_not_contradicted() {
    let all = checked(&suzerain_base::library().unwrap(), &["q01", "q02", "q04"]);
    for one in &all {
        let reading = &one.parts[0].readings[0];
        let number = reading.number.as_ref().unwrap();
        // Missing trade can only lower a share: the value itself is the upper end.
        assert!(
            number.low < number.value && (number.high - number.value).abs() < 1e-12,
            "{}: {number:?}",
            one.claim.id
        );
        assert!(reading.remarks.iter().any(|r| r.contains("put in from 0 to")), "{:?}", reading.remarks);
        assert_ne!(one.verdict, Verdict::Contradicted, "{}", one.claim.id);
        assert_eq!(reading.outcome, Outcome::Open, "{}", one.claim.id);
    }
}

#[test]
fn a_claim_about_another_pair_needs_no_code() {
    let text = include_str!("../../../studies/claims/example-usa-can.toml");
    let claim = Claim::parse(text).unwrap();
    let library = suzerain_base::library().unwrap();
    let evidence = Evidence::new(&library, claim.pair.unwrap());
    let found = check(&evidence, &claim).unwrap();
    assert!(!found.surprises(), "{:?}", found.verdict);
    let opposite = Claim::parse(&text.replace("at-least = 0.5", "at-most = 0.5")).unwrap();
    assert_eq!(check(&evidence, &opposite).unwrap().verdict, Verdict::Contradicted);
}

#[test]
fn a_modelled_probability_stands_beside_its_base_rate_and_within_the_spread_of_the_sets() {
    let claim = Claim::parse(include_str!("../../../studies/claims/example-modelled.toml")).unwrap();
    let library = suzerain_base::library().unwrap();
    let found = check(&Evidence::new(&library, claim.pair.unwrap()), &claim).unwrap();
    let reading = &found.parts[0].readings[0];
    let number = reading.number.as_ref().unwrap();
    let base = reading.figures[0].inputs.iter().find(|i| i.label == "base rate").unwrap().value;
    assert!(number.low <= number.value && number.value <= number.high && number.low < number.high, "{number:?}");
    for said in ["modelled, not observed", "spread across rival sets", "How far to trust it"] {
        assert!(reading.remarks.iter().any(|r| r.contains(said)), "{said}: {:?}", reading.remarks);
    }
    let over = found.parts[1].readings[0].number.as_ref().unwrap().value;
    assert!((over - number.value / base).abs() < 1e-12, "{over} {} {base}", number.value);
    // The event models' own probabilities carry theirs as well.
    let text = "schema = \"suzerain.claim/1\"\nid = \"x\"\nstatement = \"x\"\n[[part]]\nsays = \"x\"\nabove = 0\nbecause = \"x\"\n\
                [[part.by]]\nmeasure = \"rift_within_10\"\nbetween = [\"RUS\", \"CHN\"]\n";
    let rift = check(&Evidence::new(&library, claim.pair.unwrap()), &Claim::parse(text).unwrap()).unwrap();
    let reading = &rift.parts[0].readings[0];
    assert!(reading.figures[0].inputs.iter().any(|i| i.label == "base rate"), "{reading:?}");
    assert!(reading.remarks.iter().any(|r| r.starts_with("Trust")), "{:?}", reading.remarks);
    let page = claims::page(std::slice::from_ref(&found));
    let told = format!("{:?}", page.sections);
    assert!(told.contains("base rate"), "{told}");
}

#[test]
fn a_verdict_that_turns_between_the_thresholds_of_a_vague_word_depends_on_the_measure() {
    let library = suzerain_base::library().unwrap();
    let [found] = <[Checked; 1]>::try_from(checked(&library, &["q11"])).unwrap();
    let burden = &found.parts[0].readings[0];
    let value = burden.number.as_ref().unwrap().value;
    // Russia spent between the two guidelines: the verdict is on the word.
    assert!((0.02..0.035).contains(&value), "{value}");
    assert_eq!((burden.outcome, found.verdict), (Outcome::Turns, Verdict::MeasureDependent));
    assert_eq!(burden.at, [(0.02, Outcome::Holds), (0.035, Outcome::Fails)]);
}

#[test]
fn operators_agree_with_arithmetic_by_hand() {
    let claim = |by: &str, test: &str| {
        let text = format!(
            "schema = \"suzerain.claim/1\"\nid = \"x\"\nstatement = \"x\"\n[[part]]\nsays = \"x\"\n{test}\nbecause = \"x\"\n[[part.by]]\n{by}\n"
        );
        Claim::parse(&text).unwrap_or_else(|e| panic!("{e} at {:?}\n{text}", e.position(&text)))
    };
    let library = suzerain_base::library().unwrap();
    let pair = ["RUS", "CHN"].map(|c| suzerain_tables::Economy::from_code(c).unwrap());
    let evidence = Evidence::new(&library, pair);
    let number = |by: &str| {
        let found = check(&evidence, &claim(by, "above = 0")).unwrap();
        let reading = &found.parts[0].readings[0];
        reading.number.clone().unwrap_or_else(|e| panic!("{by}: {e}")).value
    };
    let gdp = |e: &str, y: i32| number(&format!("measure = \"gdp_current_usd\"\neconomy = \"{e}\"\nyear = {y}"));
    let leaf = |e: &str| format!("{{ measure = \"gdp_current_usd\", economy = \"{e}\", year = 2020 }}");
    let (rus, chn) = (gdp("RUS", 2020), gdp("CHN", 2020));
    let two = format!("[{}, {}]", leaf("RUS"), leaf("CHN"));
    let close = |found: f64, wanted: f64| assert!((found / wanted - 1.0).abs() < 1e-12, "{found} {wanted}");
    close(number(&format!("ratio = {two}")), rus / chn);
    close(number(&format!("difference = {two}")), rus - chn);
    close(number(&format!("sum = {two}")), rus + chn);
    let ratio = format!("{{ ratio = {two} }}");
    close(number(&format!("times = [{ratio}, {ratio}]")), (rus / chn).powi(2));
    close(number(&format!("share = {}\namong = {two}", leaf("RUS"))), rus / (rus + chn));
    let change = "change = { measure = \"gdp_current_usd\", economy = \"CHN\" }\nfrom = 2010\nto = 2020\nin = ";
    close(number(&format!("{change}\"relative\"")), chn / gdp("CHN", 2010) - 1.0);
    close(number(&format!("{change}\"log\"")), (chn / gdp("CHN", 2010)).ln());
    let place = "rank = { measure = \"cinc\", economy = \"CHN\", year = 2022 }\nvary = \"economy\"";
    close(number(place), 1.0);
    let first = "first-year-when = { measure = \"gdp_current_usd\", economy = \"CHN\" }\nis = { above = 1e13 }\nfrom = 2000\nto = 2020";
    let year = number(first);
    #[expect(clippy::cast_possible_truncation, reason = "a year")]
    let year = year as i32;
    assert!(gdp("CHN", year) > 1e13 && gdp("CHN", year - 1) <= 1e13, "{year}");
}
