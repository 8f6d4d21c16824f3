//! The short-run models on generated networks: a year of inventories in days beside BoARIO, a rerouted rupture
//! beside sanction-simulator, the production bound.
//!
//! The peers are run on the same network by `PYTHON` (or `python3`) in the same run, where it has them; notes say
//! how far the answers are apart.

use rand::RngExt;
use std::time::Duration;
use suzerain_benches::{Line, python, report, time};
use suzerain_models::shortage::{Cut, Network, ces_bound, inventories, rerouting};
use suzerain_solvers::streams::stream;

/// Economies and sectors of the networks.
const SIZES: [(usize, usize); 2] = [(6, 8), (40, 16)];
/// Runs of a peer.
const PEER_RUNS: usize = 3;

#[expect(clippy::print_stdout, reason = "the report")]
fn main() {
    let (mut lines, mut notes) = (Vec::new(), Vec::new());
    for size in SIZES {
        let (intermediate, finals) = generated(size);
        let network = Network {
            economies: size.0,
            sectors: size.1,
            intermediate: &intermediate,
            final_sales: &finals,
            other_sales: &[],
        };
        let input: Vec<f64> = intermediate.iter().chain(&finals).copied().collect();
        let arguments = [size.0, size.1, PEER_RUNS];
        let peers: Vec<(String, Duration, f64)> = python("shortage.py", &arguments, &input)
            .into_iter()
            .filter_map(|(name, time, answers)| Some((name, time, *answers.first()?)))
            .collect();
        let peer = |name: &str| peers.iter().find(|(n, ..)| n == name);
        let total: f64 = network.output().iter().sum();
        let kept = |hats: &[f64]| hats.iter().zip(network.output()).map(|(h, x)| h * x).sum::<f64>() / total;
        let both: Vec<Cut> = (0..size.1)
            .flat_map(|s| [(s, 1), (size.1 + s, 0)])
            .map(|(seller, buyer)| Cut { seller, buyer, share: 1.0 })
            .collect();
        let lost = network.lost(&both).expect("cuts");
        let nothing = network.lost(&[]).expect("no cuts");
        let mut capacity = vec![0.0; network.nodes()];
        capacity[0] = 0.25;
        // The peer's first two days are without the shock.
        let year = inventories::Parameters { days: 363.0, ..Default::default() };
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
            let days = || inventories::simulate(&network, &nothing, &capacity, &year, |_| ()).expect("a path");
            let reroute = || rerouting::solve(&network, &both, &rerouting::Parameters::default()).expect("a solution");
            let (path, after) = pool.install(|| (days(), reroute()));
            for (task, name, timing, residual, answer) in [
                (
                    "a year of inventories in days",
                    "BoARIO",
                    pool.install(|| time(days)),
                    path.certificate.residual,
                    kept(&path.output),
                ),
                (
                    "a rupture rerouted",
                    "sanction-simulator",
                    pool.install(|| time(reroute)),
                    after.certificate.residual,
                    kept(&after.output),
                ),
            ] {
                if let (1, Some((_, _, theirs))) = (threads, peer(name)) {
                    notes.push(format!(
                        "{task}, {} x {}: output kept {answer:.12}, {name} {theirs:.12}",
                        size.0, size.1
                    ));
                }
                lines.push(Line {
                    task: task.to_owned(),
                    size: format!("{} x {}", size.0, size.1),
                    threads,
                    timing,
                    residual: Some(residual),
                    target: None,
                    peer: peer(name).map(|(name, time, _)| (name.clone(), *time)),
                });
            }
        }
        lines.push(Line {
            task: "production bound of every economy".to_owned(),
            size: format!("{} x {}", size.0, size.1),
            threads: 1,
            timing: time(|| ces_bound::bounds(&network, &lost, 0.1).expect("bounds")),
            residual: None,
            target: None,
            peer: None,
        });
    }
    notes.push(format!("Peers: median of {PEER_RUNS} warm runs, with the threads they take by themselves."));
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    println!("{}", report("Shortage models", &lines, &notes));
}

/// Sales of a network: inputs about half of output, more of them from home.
fn generated((n, m): (usize, usize)) -> (Vec<f64>, Vec<f64>) {
    let mut stream = stream(1, 0);
    let nodes = n * m;
    let mut draw = |home: bool, scale: f64| stream.random::<f64>() * if home { 20.0 * scale } else { scale };
    let mut intermediate = Vec::with_capacity(nodes * nodes);
    for i in 0..nodes {
        intermediate.extend((0..nodes).map(|j| draw(i / m == j / m, 1.0 / m as f64)));
    }
    let mut finals = Vec::with_capacity(nodes * n);
    for i in 0..nodes {
        finals.extend((0..n).map(|q| draw(i / m == q, 1.0)));
    }
    (intermediate, finals)
}
