//! Time of the fit of UN ideal points to all built-in roll calls.
//!
//! One warm run and three timed ones, since a run takes seconds.

use std::time::{Duration, Instant};
use suzerain_benches::{Line, Timing, report};
use suzerain_models::ideal_points::{DRIFT, ideal_points};
use suzerain_tables::store::TableKind;
use suzerain_tables::votes;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let library = suzerain_base::library()?;
    let table = library.of_kind(TableKind::Votes).next().ok_or("no votes are built in")?;
    let ballots = votes::ballots(table, None)?;
    let (mut runs, mut last) = (Vec::new(), ideal_points(&ballots, DRIFT, |_, _| {})?);
    for _ in 0..3 {
        let start = Instant::now();
        last = ideal_points(&ballots, DRIFT, |_, _| {})?;
        runs.push(start.elapsed());
    }
    runs.sort_unstable();
    let line = Line {
        task: format!("UN ideal points, {} sweeps", last.certificate.iterations),
        size: format!("{} votes, {} roll calls, {} state-sessions", last.votes, last.roll_calls, last.points.len()),
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        timing: Timing { median: runs[1], least: runs[0], most: runs[2] },
        residual: Some(last.certificate.residual),
        target: Some(Duration::from_secs(60)),
        peer: None,
    };
    let notes = ["Three timed runs after one to warm up, not ten: the harness's heading does not hold here."];
    std::io::Write::write_all(&mut std::io::stdout(), report("Ideal points", &[line], &notes).as_bytes())?;
    Ok(())
}
