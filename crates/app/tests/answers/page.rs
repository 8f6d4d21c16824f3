//! The HTML page and the figures from outside: its numbers are those of the JSON, nothing is fetched, nothing breaks
//! for pairs without data.

use crate::{stdout, suzerain};
use serde_json::Value;
use std::collections::BTreeSet;

/// The JSON that a page carries.
fn carried(page: &str) -> &str {
    let from = page.split("<script type=\"application/json\" id=\"answer\">").nth(1).expect("an answer");
    from.split("</script>").next().unwrap()
}

/// Every number of a JSON text as it is written there.
fn literals(json: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (mut within, mut escaped) = (false, false);
    let mut token = String::new();
    for c in json.chars() {
        if within {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => within = false,
                _ => {}
            }
            continue;
        }
        if c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E') {
            token.push(c);
            continue;
        }
        if token.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            found.insert(std::mem::take(&mut token));
        }
        token.clear();
        within = c == '"';
    }
    found
}

/// An attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// The elements `data` of a page: the tag and the words in it.
fn cells(page: &str) -> Vec<(&str, String)> {
    let element =
        |rest: &'_ str| -> Option<(usize, usize, usize)> { Some((0, rest.find('>')?, rest.find("</data>")?)) };
    page.split("<data")
        .skip(1)
        .filter_map(|rest| {
            let (_, tag, end) = element(rest)?;
            let words = rest[tag + 1..end].replace("<sup>", "").replace("</sup>", "");
            Some((&rest[..tag], words))
        })
        .collect()
}

/// Checks that `words` say `value` to their last digit; false where they hold no number that could be checked.
fn agrees(words: &str, value: f64, unit: &str) -> bool {
    let words = words.trim_end_matches(['°', '~', '^', '*', '!', '?', '†', '‡']);
    let (number, rest) = words.split_once(' ').unwrap_or((words, ""));
    let number = number.replace(',', "");
    let Ok(printed) = number.trim_start_matches('+').parse::<f64>() else { return false };
    let decimals = number.split_once('.').map_or(0, |(_, d)| d.len());
    let base = match unit {
        "share" | "share_difference" => 100.0,
        "kusd" | "thousand_persons" | "kilotonnes" | "kilotonnes_coal_equivalent" => 1e3,
        "musd" => 1e6,
        "usd_2015_squared_per_head" => return false,
        _ => 1.0,
    };
    let prefix = match (unit, rest.split(' ').next()) {
        ("million_tiv", _) => 1.0,
        (_, Some("trn")) => 1e12,
        (_, Some("bn")) => 1e9,
        (_, Some("m")) => 1e6,
        (_, Some("k")) => 1e3,
        _ => 1.0,
    };
    let least = 0.500_001 * 10f64.powi(-i32::try_from(decimals).unwrap());
    let exact = value * base / prefix;
    assert!((exact - printed).abs() <= least, "`{words}` stands for {value} {unit}, which is {exact}");
    true
}

#[test]
fn the_numbers_on_the_page_are_those_of_the_json_to_the_printed_digit() {
    let page = stdout(&["brief", "RUS", "CHN", "--format", "html"]);
    let json = stdout(&["brief", "RUS", "CHN", "--format", "json", "--all-models"]);
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    let carried = carried(&page).replace("<\\/", "</").replace("<\\u0021--", "<!--");
    let numbers = literals(&json);
    assert_eq!(literals(&carried), numbers, "the page carries other numbers than the JSON");
    let answer: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&carried).unwrap(), answer);
    let records = answer["records"].as_array().unwrap();
    let (mut full, mut checked) = (0, 0);
    for (tag, words) in cells(&page) {
        let Some(value) = attribute(tag, "value") else { continue };
        full += 1;
        assert!(numbers.contains(value), "{value} on the page is not in the JSON");
        if let Some(at) = attribute(tag, "data-r") {
            let record = &records[at.parse::<usize>().unwrap()];
            let exact = record["value"].as_f64().unwrap();
            assert_eq!(exact, value.parse::<f64>().unwrap(), "cell and record differ: {record}");
            checked += usize::from(agrees(&words, exact, record["unit"].as_str().unwrap()));
        }
    }
    assert!(full > 150 && checked > 120, "{full} cells, {checked} checked");
    // Numbers that are no records: claims, base rates.
    let mut told = 0;
    for cell in answer["tables"].as_array().unwrap().iter().flat_map(|t| t["rows"].as_array().unwrap()) {
        for number in cell.as_array().unwrap().iter().filter(|c| c["value"].is_number()) {
            let [shown, unit] = ["shown", "unit"].map(|key| number[key].as_str().unwrap());
            assert!(page.contains(&format!(">{shown}</data>")), "{shown} is not on the page");
            told += usize::from(agrees(shown, number["value"].as_f64().unwrap(), unit));
        }
    }
    assert!(told > 30, "{told} told numbers checked");
    let mut shown = 0;
    for chart in answer["charts"].as_array().unwrap() {
        let columns: Vec<&str> = chart["columns"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
        let [Some(value), Some(said)] = ["value", "shown"].map(|c| columns.iter().position(|n| *n == c)) else {
            continue;
        };
        for row in chart["rows"].as_array().unwrap() {
            if let (Some(value), Some(words)) = (row[value].as_f64(), row[said].as_str()) {
                shown += usize::from(agrees(words, value, chart["unit"].as_str().unwrap()));
            }
        }
    }
    assert!(shown > 1500, "{shown} points checked");
}

/// Every number of a JSON value, wherever it stands.
fn numbers_in(value: &Value, found: &mut Vec<f64>) {
    match value {
        Value::Number(n) => found.extend(n.as_f64()),
        Value::Array(all) => all.iter().for_each(|v| numbers_in(v, found)),
        Value::Object(all) => all.values().for_each(|v| numbers_in(v, found)),
        _ => {}
    }
}

/// The words of a page without its drawings, its script and the oddities, which are rounded texts of the JSON.
fn prose(page: &str) -> String {
    let mut rest = page.split("<body>").nth(1).unwrap().split("<div id=\"tip\"").next().unwrap();
    let mut words = String::new();
    while let Some(at) = rest.find('<') {
        words.push_str(&rest[..at]);
        words.push(' ');
        let skipped = [("<svg", "</svg>"), ("<details class=\"repairs\"", "</details>")];
        let end = skipped.iter().find(|(from, _)| rest[at..].starts_with(from)).map_or(">", |(_, to)| to);
        let after = rest[at..].find(end).unwrap() + end.len();
        rest = &rest[at + after..];
    }
    words + rest
}

#[test]
fn per_cents_in_words_are_numbers_of_the_json() {
    let page = stdout(&["brief", "RUS", "CHN", "--format", "html"]);
    let answer: Value = serde_json::from_str(&carried(&page).replace("<\\/", "</")).unwrap();
    let mut known = Vec::new();
    for part in ["records", "charts", "tables"] {
        numbers_in(&answer[part], &mut known);
    }
    let words = prose(&page);
    let (mut checked, mut lost) = (0, Vec::new());
    let pieces: Vec<&str> = words.split(" %").collect();
    for piece in &pieces[..pieces.len() - 1] {
        let token = piece.rsplit(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').next().unwrap();
        let Some((_, decimals)) = token.split_once('.') else { continue };
        let printed: f64 = token.replace(',', "").parse().unwrap();
        let least = 0.500_001 * 10f64.powi(-i32::try_from(decimals.len()).unwrap());
        checked += 1;
        if !known.iter().any(|v| [v.abs() * 100.0, v.abs()].iter().any(|exact| (exact - printed).abs() <= least)) {
            lost.push(token);
        }
    }
    assert!(checked > 200 && lost.is_empty(), "{checked} checked, not in the JSON: {lost:?}");
}

#[test]
fn every_mark_names_a_row_of_its_chart() {
    let page = stdout(&["brief", "USA", "CAN", "--format", "html"]);
    let answer: Value = serde_json::from_str(carried(&page)).unwrap();
    let charts = answer["charts"].as_array().unwrap();
    let figures: Vec<&str> = page.split("<figure ").skip(1).collect();
    assert_eq!(figures.len(), charts.len());
    for (figure, chart) in figures.iter().zip(charts) {
        let id = chart["id"].as_str().unwrap();
        assert!(figure.contains(&format!("data-chart=\"{id}\"")), "{id} is not drawn in its place");
        let rows = chart["rows"].as_array().unwrap().len();
        let marks: Vec<usize> =
            figure.split(" data-i=\"").skip(1).map(|m| m.split('"').next().unwrap().parse().unwrap()).collect();
        assert!(marks.iter().all(|m| *m < rows), "{id}: a mark beyond {rows} rows");
        let drawn: BTreeSet<&usize> = marks.iter().collect();
        assert_eq!(drawn.len(), marks.len(), "{id}: two marks of one row");
        let table = figure.contains("<table");
        assert!(table || !marks.is_empty(), "{id} has no mark");
    }
    let ids: BTreeSet<&str> = charts.iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), charts.len(), "two charts of one name");
    for wanted in ["dependence-by-domain", "partners", "rupture-losses", "third-parties", "capability", "un-positions"]
    {
        assert!(ids.contains(wanted), "{wanted} is not among {ids:?}");
    }
}

#[test]
fn a_page_fetches_nothing_and_stands_without_data() {
    for pair in [["RUS", "BLR"], ["PRK", "CUB"], ["USA", "TWN"]] {
        let page = stdout(&["brief", pair[0], pair[1], "--format", "html"]);
        assert!(page.contains("default-src 'none'"));
        for fetching in [" src=\"http", "@import", "url(http", "<iframe", "<img"] {
            assert!(!page.contains(fetching), "{pair:?}: {fetching}");
        }
        let links = page.split("<link ").skip(1).filter(|l| l.split('>').next().unwrap().contains("http")).count();
        assert_eq!(links, 0);
        for landmark in ["<main ", "<nav ", "<header>", "<footer>", "class=\"skip\"", "lang=\"en\""] {
            assert!(page.contains(landmark), "{pair:?}: no {landmark}");
        }
        assert_eq!(page.matches("<section ").count(), page.matches("</section>").count());
        assert!(page.contains("no data") || page.contains("unknown"));
    }
}

#[test]
fn figures_are_drawings_with_their_data() {
    let refused = suzerain(&["brief", "USA", "CAN", "--format", "figures"]);
    assert_eq!(refused.status.code(), Some(2));
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("deep/figures");
    stdout(&["brief", "RUS", "CHN", "--format", "figures", "--out", into.to_str().unwrap()]);
    let mut drawings = 0;
    for entry in std::fs::read_dir(&into).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if path.extension().is_some_and(|e| e == "svg") {
            drawings += 1;
            assert!(text.starts_with("<svg xmlns=") && text.ends_with("</svg>\n"), "{path:?}");
            assert!(!text.contains("var(--") && !text.contains("href=\"#o-"), "{path:?} leans on a page");
            assert!(path.with_extension("csv").is_file(), "{path:?} has no data beside it");
        } else {
            assert!(text.lines().count() > 1, "{path:?} is empty");
        }
    }
    assert!(drawings > 12, "{drawings} drawings");
}
