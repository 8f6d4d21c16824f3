//! The shortage models against other programs, on a made-up network (`tests/golden`).

use std::collections::BTreeMap;
use suzerain_models::shortage::inventories::{self, simulate};
use suzerain_models::shortage::rerouting;
use suzerain_models::shortage::{Cut, Network};

const NETWORK: &str = include_str!("../../../tests/golden/shortage_network.csv");
const INVENTORIES: &str = include_str!("../../../tests/golden/shortage_inventories.csv");
const REROUTING: &str = include_str!("../../../tests/golden/shortage_rerouting.csv");
const ECONOMIES: [&str; 3] = ["AAA", "BBB", "CCC"];
const SECTORS: [&str; 3] = ["k1", "k2", "k3"];

fn node(economy: &str, sector: &str) -> usize {
    let at = |list: &[&str], what: &str| list.iter().position(|l| *l == what).unwrap();
    at(&ECONOMIES, economy) * SECTORS.len() + at(&SECTORS, sector)
}

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

fn network() -> (Vec<f64>, Vec<f64>) {
    let (mut intermediate, mut finals) = (vec![0.0; 81], vec![0.0; 27]);
    for row in rows(NETWORK) {
        let (seller, value) = (node(row[0], row[1]), row[4].parse::<f64>().unwrap());
        match row[3] {
            "final" => finals[seller * 3 + ECONOMIES.iter().position(|e| *e == row[2]).unwrap()] = value,
            sector => intermediate[seller * 9 + node(row[2], sector)] = value,
        }
    }
    (intermediate, finals)
}

#[test]
fn inventories_follow_boario_day_by_day() {
    let (intermediate, finals) = network();
    let network =
        Network { economies: 3, sectors: 3, intermediate: &intermediate, final_sales: &finals, other_sales: &[] };
    let lost = network.lost(&[]).unwrap();
    let mut paths = BTreeMap::new();
    let (mut compared, mut largest) = (0, 0.0_f64);
    for row in rows(INVENTORIES) {
        let case = (row[0], row[1], row[2], row[3]);
        let path = paths.entry(case).or_insert_with(|| {
            let mut capacity_lost = vec![0.0; 9];
            capacity_lost[node(row[0], row[1])] = row[2].parse().unwrap();
            let parameters = inventories::Parameters {
                days: 363.0,
                stock_days: vec![row[3].parse().unwrap(); 3],
                ..Default::default()
            };
            simulate(&network, &lost, &capacity_lost, &parameters, |_| ()).unwrap()
        });
        // There the first two days are without the shock.
        let day: usize = row[4].parse().unwrap();
        let ours = path.steps[day - 2][node(row[5], row[6])];
        let theirs: f64 = row[7].parse().unwrap();
        largest = largest.max((ours - theirs).abs());
        compared += 1;
    }
    assert_eq!((paths.len(), compared), (2, 2 * 9 * 9));
    assert!(largest < 1e-9, "{largest:e}");
}

#[test]
fn rerouting_agrees_with_the_authors_program() {
    let (intermediate, finals) = network();
    let network =
        Network { economies: 3, sectors: 3, intermediate: &intermediate, final_sales: &finals, other_sales: &[] };
    let mut solved = BTreeMap::new();
    let (mut compared, mut largest) = (0, 0.0_f64);
    for row in rows(REROUTING) {
        let after = solved.entry(row[0].to_owned()).or_insert_with(|| {
            let at = |name: &str| ECONOMIES.iter().position(|e| *e == name).unwrap();
            let (first, second) = (at(&row[0][..3]), at(&row[0][4..7]));
            let mut pairs = vec![(second, first)];
            if row[0].ends_with("both ways") {
                pairs.push((first, second));
            }
            let cuts: Vec<Cut> = pairs
                .into_iter()
                .flat_map(|(seller, buyer)| (0..3).map(move |k| Cut { seller: seller * 3 + k, buyer, share: 1.0 }))
                .collect();
            let number = |i: usize| row[i].parse::<f64>().unwrap();
            let parameters = rerouting::Parameters {
                friction: number(1),
                leakage: number(2),
                inner: number(3),
                tolerance: 1e-12,
                ..Default::default()
            };
            rerouting::solve(&network, &cuts, &parameters).unwrap()
        });
        let theirs: f64 = row[6].parse().unwrap();
        largest = largest.max((after.output[node(row[4], row[5])] - theirs).abs());
        compared += 1;
    }
    assert_eq!((solved.len(), compared), (2, 18));
    assert!(largest < 1e-8, "{largest:e}");
}
