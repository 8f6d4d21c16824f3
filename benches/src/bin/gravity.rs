//! Gravity by Poisson pseudo-maximum likelihood with two sets of effects, beside pyfixest and statsmodels.
//!
//! The peers are run on the same generated flows by `PYTHON` (or `python3`) in the same run, where it has them;
//! notes say how far the coefficients are apart.

use rand::RngExt;
use rand_distr::{Distribution as _, StandardNormal};
use suzerain_benches::{Line, python, report, time};
use suzerain_models::gravity::{Flows, Labels, estimate};
use suzerain_solvers::streams::stream;

/// Economies of the generated worlds; every ordered pair, own sales included, is a row.
const SIZES: [usize; 2] = [70, 150];
/// What moves trade, at the truth.
const TRUTH: [f64; 3] = [-0.9, 0.4, -1.5];
/// Runs of a peer.
const PEER_RUNS: usize = 3;

#[expect(clippy::print_stdout, reason = "the report")]
fn main() {
    let (mut lines, mut notes) = (Vec::new(), Vec::new());
    for size in SIZES {
        let flows = generated(size);
        let found = estimate(&flows).expect("an estimate");
        let ours: Vec<f64> = found.coefficients.iter().filter_map(|c| c.estimate).collect();
        let input: Vec<f64> = flows.value.iter().chain(flows.covariates.iter().flatten()).copied().collect();
        let peers = python("gravity.py", &[size, TRUTH.len(), PEER_RUNS], &input);
        for (name, _, theirs) in &peers {
            let apart = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            notes.push(format!("{size} economies: coefficients within {apart:.1e} of {name}"));
        }
        let first = peers.into_iter().next();
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
            lines.push(Line {
                task: "estimate with clustered errors".to_owned(),
                size: format!("{} rows, {} effects", flows.value.len(), 2 * size),
                threads,
                timing: pool.install(|| time(|| estimate(&flows).expect("an estimate"))),
                residual: Some(found.certificate.residual),
                target: None,
                peer: first.as_ref().map(|(name, time, _)| (name.clone(), *time)),
            });
        }
    }
    notes.push(format!("Peers: median of {PEER_RUNS} warm runs, with the threads they take by themselves."));
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    println!("{}", report("Gravity", &lines, &notes));
}

/// Flows with effects, three covariates, noise, and one flow in ten at zero.
fn generated(n: usize) -> Flows {
    let mut stream = stream(1, 0);
    let mut normal = || -> f64 { StandardNormal.sample(&mut stream) };
    let effects: Vec<[f64; 2]> = (0..n).map(|_| [normal(), normal()]).collect();
    let mut flows = Flows {
        names: ["ln_distance", "contiguity", "border"].map(str::to_owned).to_vec(),
        covariates: vec![Vec::new(); TRUTH.len()],
        cluster: Some(Labels::default()),
        ..Flows::default()
    };
    for i in 0..n {
        for j in 0..n {
            let distance = if i == j { 5.0 } else { 8.0 + normal() };
            let x = [distance, f64::from(u8::from(distance < 7.5 && i != j)), f64::from(u8::from(i != j))];
            let log: f64 = effects[i][0] + effects[j][1] + x.iter().zip(TRUTH).map(|(x, b)| x * b).sum::<f64>();
            let noise = (0.7 * normal()).exp();
            for (column, x) in flows.covariates.iter_mut().zip(x) {
                column.push(x);
            }
            flows.value.push((10.0 + log).exp() * noise);
            flows.exporter.push(&i.to_string());
            flows.importer.push(&j.to_string());
            if let Some(cluster) = &mut flows.cluster {
                cluster.push(&format!("{} {}", i.min(j), i.max(j)));
            }
        }
    }
    let mut zeros = suzerain_solvers::streams::stream(2, 0);
    for (row, value) in flows.value.iter_mut().enumerate() {
        if zeros.random::<f64>() < 0.1 && row / n != row % n {
            *value = 0.0;
        }
    }
    flows
}
