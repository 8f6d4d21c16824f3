//! The landscape by enumeration and by descent.

use std::time::Duration;
use suzerain_benches::{Line, report, time};
use suzerain_models::coalition::landscape::Landscape;
use suzerain_solvers::streams::stream;
use suzerain_tables::Economy;

/// A landscape of the first `n` states with sizes and propensities drawn at random.
fn world(n: usize) -> Result<Landscape, Box<dyn std::error::Error>> {
    use rand::RngExt as _;
    let mut random = stream(1, n as u64);
    let who: Vec<Economy> = Economy::all().filter(|e| e.is_state()).take(n).collect();
    let actors: Vec<(Economy, f64)> = who.iter().map(|e| (*e, random.random::<f64>() + 0.01)).collect();
    let mut pairs = Vec::new();
    for (i, a) in who.iter().enumerate() {
        for b in &who[i + 1..] {
            pairs.push((*a, *b, random.random::<f64>() * 2.0 - 1.0));
        }
    }
    Ok(Landscape::new(&actors, &pairs)?)
}

#[expect(clippy::print_stdout, reason = "the report is what the binary is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let threads = rayon::current_num_threads();
    let mut lines = Vec::new();
    for (n, target) in [(16, None), (20, None), (24, Some(Duration::from_secs(2)))] {
        let world = world(n)?;
        let found = world.exact()?;
        lines.push(Line {
            task: "all minima with their basins".into(),
            size: format!("{n} actors, {} minima", found.minima.len()),
            threads,
            timing: time(|| world.exact()),
            residual: Some(found.certificate.residual),
            target,
            peer: None,
        });
    }
    for n in [24, 190] {
        let world = world(n)?;
        lines.push(Line {
            task: "descent from 10,000 configurations".into(),
            size: format!("{n} actors"),
            threads,
            timing: time(|| world.sampled(1, 10_000)),
            residual: None,
            target: None,
            peer: None,
        });
    }
    print!(
        "{}",
        report(
            "Blocs",
            &lines,
            &["Sizes and propensities are random; the work does not depend on them, the number of minima does."]
        )
    );
    Ok(())
}
