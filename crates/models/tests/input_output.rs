//! Input-output: pymrio's results, textbook numbers, re-inversion, identities.

use proptest::prelude::*;
use std::io::Write as _;
use std::path::Path;
use suzerain_models::input_output::{
    Cut, Extraction, Flows, InputOutputError, Leontief, Note, Role, Table, extraction,
};
use suzerain_solvers::dense::{Matrix, Threads, solve};
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Observation, Year};

/// Economies that stand for the regions of test tables.
const REGIONS: [&str; 6] = ["CHN", "DEU", "FRA", "IND", "RUS", "USA"];

fn economies(n: usize) -> Vec<Economy> {
    REGIONS[..n].iter().map(|c| Economy::from_code(c).unwrap()).collect()
}

fn cut(seller: Economy, buyer: Economy) -> Cut {
    Cut { seller, buyer, sectors: None }
}

fn leontief(flows: Flows) -> Leontief {
    Leontief::new(Table::new(flows).unwrap(), Threads::One).unwrap()
}

/// The lines of a tab-separated file of pymrio with `skip` label columns, as numbers.
fn numbers(text: &str, head: usize, skip: usize) -> Vec<Vec<f64>> {
    let rows = text.lines().skip(head).filter(|l| !l.trim().is_empty());
    rows.map(|l| l.split('\t').skip(skip).map(|v| v.trim().parse().unwrap()).collect()).collect()
}

/// The test MRIO beside the repository, or none (with a printed line) where absent.
fn test_mrio() -> Option<Flows> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pymrio_test_mrio/mrio_data");
    let Ok(z) = std::fs::read_to_string(folder.join("trade_flows_Z.txt")) else {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "skipped 1 check: pymrio_test_mrio is not beside the repository");
        return None;
    };
    let y = std::fs::read_to_string(folder.join("finald_demand_Y.txt")).unwrap();
    let (z, y) = (numbers(&z, 2, 3), numbers(&y, 2, 3));
    let (n, m) = (6, 8);
    let mut intermediate = Matrix::zeros(n * m, n * m);
    let mut finals = Matrix::zeros(n * m, n);
    let mut output = vec![0.0; n * m];
    for row in 0..n * m {
        for (column, value) in z[row].iter().enumerate() {
            intermediate.column_mut(column)[row] = *value;
        }
        for (column, value) in y[row].iter().enumerate() {
            finals.column_mut(column / 7)[row] += value;
        }
        output[row] = z[row].iter().sum::<f64>() + y[row].iter().sum::<f64>();
    }
    let sectors = ["food", "mining", "manufactoring", "electricity", "construction", "trade", "transport", "other"];
    Some(Flows { economies: economies(n), sectors: sectors.map(str::to_owned).to_vec(), intermediate, finals, output })
}

#[test]
fn pymrio_computes_the_same() {
    let Some(flows) = test_mrio() else { return };
    let model = leontief(flows);
    let nodes = model.inverse().rows();
    let columns = model.inverse().row_times(&vec![1.0; nodes]);
    let forward = model.forward_linkage();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/input_output.csv");
    let golden = std::fs::read_to_string(golden).unwrap();
    let rows: Vec<Vec<&str>> = golden.lines().skip(1).map(|l| l.split(',').collect()).collect();
    let region = |name: &str| name.strip_prefix("reg").unwrap().parse::<usize>().unwrap() - 1;
    let sector = |name: &str| model.table().sectors().iter().position(|s| s == name).unwrap();
    let ghosh: Vec<f64> = rows.iter().filter(|r| r[0] == "ghosh_row").map(|r| r[4].parse().unwrap()).collect();
    let mean = ghosh.iter().sum::<f64>() / ghosh.len() as f64;
    let mut compared = 0;
    for row in &rows {
        let wanted: f64 = row[4].parse().unwrap();
        let found = match row[0] {
            "leontief_column" => columns[region(row[3]) * 8 + sector(row[2])],
            "ghosh_row" => mean * forward[region(row[3]) * 8 + sector(row[2])],
            "extracted" => {
                let all = model.table().economies();
                let without = extraction(&model, &[cut(all[region(row[1])], all[region(row[2])])]).unwrap();
                without.node_output[region(row[3]) * 8..][..8].iter().sum()
            }
            other => panic!("{other}"),
        };
        assert!((found / wanted - 1.0).abs() < 1e-10, "{row:?}: {found}");
        compared += 1;
    }
    assert_eq!(compared, 48 + 48 + 180);
}

#[test]
fn textbook_inverses() {
    // Miller and Blair (2009), Input-Output Analysis, tables 2.3 and 12.1: two sectors.
    let model = leontief(Flows {
        economies: economies(1),
        sectors: vec!["1".into(), "2".into()],
        intermediate: Matrix::from_columns(2, 2, vec![150.0, 200.0, 500.0, 100.0]).unwrap(),
        finals: Matrix::from_columns(2, 1, vec![350.0, 1700.0]).unwrap(),
        output: vec![1000.0, 2000.0],
    });
    let known = [1.254, 0.264, 0.330, 1.122];
    for (found, known) in model.inverse().values().iter().zip(known) {
        assert!((found - known).abs() < 6e-4, "{found} {known}");
    }
    // Ghosh rows: 1.254 + .660 and .132 + 1.122.
    let forward = model.forward_linkage();
    assert!((forward[0] / forward[1] - 1.914 / 1.254).abs() < 1e-3, "{forward:?}");
    assert!((model.value_added_share()[0] - 0.65).abs() < 1e-15);
    let backward = model.backward_linkage();
    assert!((backward[0] / backward[1] - (1.254 + 0.264) / (0.330 + 1.122)).abs() < 1e-3);
}

/// A table of three economies and two sectors whose cells come from a list of numbers in 0..1.
fn table(numbers: &[f64]) -> Flows {
    let (n, m) = (3, 2);
    let nodes = n * m;
    let mut next = numbers.iter().cycle().copied();
    let mut intermediate = Matrix::zeros(nodes, nodes);
    for j in 0..nodes {
        intermediate.column_mut(j).iter_mut().for_each(|v| *v = 12.0 * next.next().unwrap_or_default());
    }
    let mut finals = Matrix::zeros(nodes, n);
    for j in 0..n {
        finals.column_mut(j).iter_mut().for_each(|v| *v = 20.0 + 90.0 * next.next().unwrap_or_default());
    }
    let output = (0..nodes)
        .map(|i| {
            let used: f64 = (0..nodes).map(|j| intermediate.at(i, j)).sum();
            used + (0..n).map(|j| finals.at(i, j)).sum::<f64>()
        })
        .collect();
    Flows { economies: economies(n), sectors: vec!["a".into(), "b".into()], intermediate, finals, output }
}

/// Gross output without the cuts, by solving the changed system anew.
fn solved_anew(model: &Leontief, cuts: &[Cut]) -> Vec<f64> {
    let table = model.table();
    let (nodes, m) = (table.output().len(), table.sectors().len());
    let lost = |row: usize, buyer: usize| {
        cuts.iter().any(|c| {
            c.seller == table.economies()[row / m]
                && c.buyer == table.economies()[buyer]
                && c.sectors.as_ref().is_none_or(|s| s.contains(&table.sectors()[row % m]))
        })
    };
    let mut system = Matrix::zeros(nodes, nodes);
    let used = table.coefficients().times(table.output());
    let mut y: Vec<f64> = table.output().iter().zip(used).map(|(x, u)| x - u).collect();
    for row in 0..nodes {
        for column in 0..nodes {
            let a = if lost(row, column / m) { 0.0 } else { table.coefficients().at(row, column) };
            system.column_mut(column)[row] = f64::from(u8::from(row == column)) - a;
        }
        for buyer in 0..table.economies().len() {
            if lost(row, buyer) {
                y[row] -= table.finals().at(row, buyer);
            }
        }
    }
    let (x, _) = solve(&system, &Matrix::from_columns(nodes, 1, y).unwrap(), Threads::One).unwrap();
    x.values().to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn extraction_equals_solving_anew(numbers in prop::collection::vec(0.0_f64..1.0, 54), which in 0_usize..5) {
        let model = leontief(table(&numbers));
        let e = model.table().economies().to_vec();
        let some = Cut { seller: e[2], buyer: e[0], sectors: Some(vec!["b".into()]) };
        let cuts = [
            vec![cut(e[0], e[1])],
            vec![cut(e[0], e[1]), cut(e[1], e[0])],
            vec![cut(e[0], e[1]), cut(e[2], e[1])],
            vec![some.clone()],
            vec![some, cut(e[0], e[2]), cut(e[0], e[1]), cut(e[0], e[1])],
        ];
        let quick = extraction(&model, &cuts[which]).unwrap();
        for (a, b) in quick.node_output.iter().zip(solved_anew(&model, &cuts[which])) {
            prop_assert!((a - b).abs() < 1e-10 * b.abs().max(1.0), "{} {}", a, b);
        }
        prop_assert!(quick.certificate.identities.iter().all(|i| i.gap < 1e-10), "{:?}", quick.certificate);
        prop_assert!(model.certificate.identities.iter().all(|i| i.gap < 1e-12));
    }
}

fn change(result: &Extraction, economy: &str) -> Observation {
    let at = result.economies.iter().position(|e| e.code() == economy).unwrap();
    result.output[at].clone()
}

#[test]
fn the_buyer_is_not_measured() {
    let library = suzerain_base::library().unwrap();
    let file = library.table(TableKind::Io, "icio-2025-16").unwrap();
    let table = Table::read(file, Year(2022)).unwrap();
    assert_eq!((table.economies().len(), table.sectors().len()), (80, 16));
    let model = Leontief::new(table, Threads::Many(2)).unwrap();
    assert!(model.certificate.residual < 1e-12, "{:?}", model.certificate);
    let (russia, china) = (Economy::from_code("RUS").unwrap(), Economy::from_code("CHN").unwrap());
    let one_way = extraction(&model, &[cut(russia, china)]).unwrap();
    let seller = change(&one_way, "RUS").known().unwrap();
    assert!((-0.1..-0.01).contains(&seller), "{seller}");
    let buyer = change(&one_way, "CHN");
    let Observation::Missing(why) = &buyer else { panic!("{buyer:?}") };
    assert!(why.to_string().contains("not measured"), "{why}");
    let third = change(&one_way, "KAZ").known().unwrap();
    assert!(third < 0.0 && third > seller, "{third}");
    let both = extraction(&model, &[cut(russia, china), cut(china, russia)]).unwrap();
    assert!(both.role.iter().all(|r| *r != Role::Buyer));
    assert!(change(&both, "CHN").known().unwrap() < 0.0);
    for (a, b) in one_way.node_output.iter().zip(solved_anew(&model, &[cut(russia, china)])) {
        assert!((a - b).abs() <= 1e-10 * model.table().output().iter().copied().fold(0.0, f64::max), "{a} {b}");
    }
    assert!(Table::read(file, Year(1999)).is_err());
}

#[test]
fn bad_input() {
    let flows = table(&[0.3, 0.7, 0.2]);
    let with = |change: fn(&mut Flows)| {
        let mut flows = flows.clone();
        change(&mut flows);
        Table::new(flows)
    };
    assert!(
        matches!(with(|f| f.intermediate.column_mut(0)[1] = -1.0), Err(InputOutputError::Value { value, .. }) if value == -1.0)
    );
    assert!(matches!(with(|f| f.finals.column_mut(0)[1] = f64::NAN), Err(InputOutputError::Value { .. })));
    assert!(matches!(with(|f| f.output[2] = f64::INFINITY), Err(InputOutputError::Value { .. })));
    assert!(matches!(with(|f| f.output[2] = 0.0), Err(InputOutputError::NoOutput { .. })));
    assert!(matches!(with(|f| f.output.truncate(1)), Err(InputOutputError::Shape { .. })));
    assert!(matches!(with(|f| f.economies[1] = f.economies[0]), Err(InputOutputError::Duplicate { .. })));
    let unbalanced = with(|f| f.output[2] *= 1.1).unwrap();
    assert!(matches!(unbalanced.notes(), [Note::Unbalanced { nodes: 1, .. }]), "{:?}", unbalanced.notes());
    let stocks = with(|f| f.finals.column_mut(0)[1] = -2.0).unwrap();
    assert!(stocks.notes().iter().any(|n| matches!(n, Note::NegativeFinal { cells: 1, .. })));
    let model = leontief(flows);
    let (here, away) = (model.table().economies()[0], Economy::from_code("BRA").unwrap());
    let failed = |cuts: &[Cut]| extraction(&model, cuts).unwrap_err();
    assert!(matches!(failed(&[cut(here, away)]), InputOutputError::Economy(e) if e == away));
    assert!(matches!(failed(&[cut(here, here)]), InputOutputError::OwnSales(_)));
    let sector = Cut { seller: here, buyer: model.table().economies()[1], sectors: Some(vec!["z".into()]) };
    assert!(matches!(failed(&[sector]), InputOutputError::Sector(s) if s == "z"));
    let nothing = extraction(&model, &[]).unwrap();
    assert_eq!(nothing.node_output, model.table().output());
}
