//! Gravity against statsmodels, on data beside the repository (`tests/golden/gravity.py`).

use std::io::Write as _;
use std::path::Path;
use suzerain_models::gravity::{Flows, Labels, estimate};

const GOLDEN: &str = include_str!("../../../tests/golden/gravity.csv");

/// Rows of the file, or nothing and a line that says so.
fn read(file: &str) -> Option<Vec<Vec<String>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(file);
    let Ok(bytes) = std::fs::read(&path) else {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "skipped 1 check: {file} is not beside the repository");
        return None;
    };
    let mut text = String::new();
    if file.ends_with(".gz") {
        use std::io::Read;
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    Some(text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect())
}

fn flows(rows: &[Vec<String>], names: &[&str], by_pair: bool) -> Flows {
    let column = |name: &str| rows[0].iter().position(|c| c == name).unwrap();
    let (exporter, importer, trade) = (column("exporter"), column("importer"), column("trade"));
    let mut flows = Flows { cluster: by_pair.then(Labels::default), ..Flows::default() };
    flows.names = names.iter().map(|&n| n.to_owned()).collect();
    flows.covariates = vec![Vec::new(); names.len()];
    for row in &rows[1..] {
        flows.value.push(row[trade].parse().unwrap());
        flows.exporter.push(&row[exporter]);
        flows.importer.push(&row[importer]);
        if let Some(cluster) = &mut flows.cluster {
            let mut pair = [row[exporter].as_str(), row[importer].as_str()];
            pair.sort_unstable();
            cluster.push(&pair.join(" "));
        }
        for (name, values) in names.iter().zip(&mut flows.covariates) {
            values.push(match name.strip_prefix("ln_") {
                Some(logged) => row[column(logged)].parse::<f64>().unwrap().ln(),
                None => row[column(name)].parse().unwrap(),
            });
        }
    }
    flows
}

#[test]
fn coefficients_and_errors_agree_with_statsmodels() {
    for (data, file) in
        [("gegravity_sample", "gegravity_sample/sample_data_set.csv"), ("agtpa_2006", "agtpa_2006/agtpa_2006.csv.gz")]
    {
        let Some(rows) = read(file) else { continue };
        let golden: Vec<Vec<&str>> =
            GOLDEN.lines().map(|l| l.split(',').collect()).filter(|r: &Vec<&str>| r[0] == data).collect();
        let names: Vec<&str> = golden.iter().map(|r| r[1]).collect();
        assert_eq!(names.len(), 5);
        let robust = estimate(&flows(&rows, &names, false)).unwrap();
        let paired = estimate(&flows(&rows, &names, true)).unwrap();
        assert_eq!((robust.without_flow.len(), robust.separated.len()), (0, 0));
        let n = robust.observations as f64;
        for (at, row) in golden.iter().enumerate() {
            let number = |i: usize| row[i].parse::<f64>().unwrap();
            let near = |ours: Option<f64>, theirs: f64, what: &str| {
                let gap = (ours.unwrap() / theirs - 1.0).abs();
                assert!(gap < 1e-7, "{data} {} {what}: {ours:?} {theirs} {gap:e}", row[1]);
            };
            near(robust.coefficients[at].estimate, number(2), "coefficient");
            let factor = n / (n - (5 + robust.effects[0] + robust.effects[1] - 1) as f64);
            near(robust.coefficients[at].error, number(3) * factor.sqrt(), "robust error");
            near(paired.coefficients[at].error, number(4), "clustered error");
        }
    }
}

#[test]
fn the_published_coefficients_of_the_sample_are_reached() {
    let Some(rows) = read("gegravity_sample/sample_data_set.csv") else { return };
    let found =
        estimate(&flows(&rows, &["lndist", "contiguity", "common_language", "pta", "international"], false)).unwrap();
    let published = [-0.389_862_3, 0.891_576_9, 0.032_625_0, 0.471_138_3, -3.412_584_4];
    for (ours, theirs) in found.coefficients.iter().zip(published) {
        assert!((ours.estimate.unwrap() - theirs).abs() < 1e-7, "{} {:?}", ours.name, ours.estimate);
    }
}
