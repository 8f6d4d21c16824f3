//! The partnership model: trajectories and Sobol indices.

use std::time::Duration;
use suzerain_benches::{Line, report, time};
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::simulate::{Plan, run};
use suzerain_models::partnership::sobol;
use suzerain_models::partnership::start::example;

#[expect(clippy::print_stdout, reason = "the report is what the binary is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (start, priors) = (example(), Priors::built_in()?);
    let mut lines = Vec::new();
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let plan = Plan::new(20, 10_000, 1);
        lines.push(Line {
            task: "trajectories".into(),
            size: "10,000 of 20 years".into(),
            threads,
            timing: pool.install(|| time(|| run(&start, &priors, &plan))),
            residual: None,
            target: (threads == 2).then_some(Duration::from_secs(2)),
            peer: None,
        });
        let plan = Plan::new(10, 1, 1);
        lines.push(Line {
            task: "Sobol indices of seven outputs".into(),
            size: "64 points, 10 years".into(),
            threads,
            timing: pool.install(|| time(|| sobol::of_model(&start, &priors, &plan, 64, &|| ()))),
            residual: None,
            target: None,
            peer: None,
        });
    }
    let notes = [
        "A trajectory draws its parameters, then runs nine modules a year.",
        "Same draws whatever the number of threads.",
    ];
    println!("{}", report("Partnership model", &lines, &notes));
    Ok(())
}
