//! Time of the fit of UN ideal points to all built-in roll calls.

use std::time::Duration;
use suzerain_benches::{Line, report, time};
use suzerain_models::ideal_points::{DRIFT, ideal_points};
use suzerain_tables::store::TableKind;
use suzerain_tables::votes;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let library = suzerain_base::library()?;
    let table = library.of_kind(TableKind::Votes).next().ok_or("no votes are built in")?;
    let ballots = votes::ballots(table, None)?;
    let fit = || ideal_points(&ballots, DRIFT, |_, _| {});
    let fitted = fit()?;
    let line = Line {
        task: format!("UN ideal points, {} sweeps", fitted.certificate.iterations),
        size: format!(
            "{} votes, {} roll calls, {} state-sessions",
            fitted.votes,
            fitted.roll_calls,
            fitted.points.len()
        ),
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        timing: time(fit),
        residual: Some(fitted.certificate.residual),
        target: Some(Duration::from_secs(60)),
        peer: None,
    };
    std::io::Write::write_all(&mut std::io::stdout(), report("Ideal points", &[line], &[]).as_bytes())?;
    Ok(())
}
