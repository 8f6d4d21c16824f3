//! One-sector equilibrium and exposure: single ruptures, all pairs, elasticity draws.

use std::time::Duration;
use suzerain_benches::{Line, Timing, report, time};
use suzerain_models::elasticity::{DEFAULT_SEED, Horizon};
use suzerain_models::equilibrium::exposure::{Form, over_years};
use suzerain_models::equilibrium::one_sector::{
    BUILT_IN, Calibrated, Draws, Mending, Parameters, Shock, TradeWorld, all_pairs, ensemble, solve,
};
use suzerain_tables::{Economy, Year};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let economy = |code: &str| Economy::from_code(code).ok_or("a code of the vocabulary");
    let (russia, china) = (economy("RUS")?, economy("CHN")?);
    let library = suzerain_base::library()?;
    let world = TradeWorld::from_library(&library, &BUILT_IN, Year(2023), Mending::AsItStands)?;
    let parameters = Parameters::default();
    let shock = Shock::rupture(russia, china);
    let size = format!("{} economies", world.len());
    let mut lines = Vec::new();
    let mut line = |task: &str, size: &str, threads, timing: Timing, residual, target| {
        let (task, size) = (task.to_owned(), size.to_owned());
        lines.push(Line { task, size, threads, timing, residual: Some(residual), target: Some(target), peer: None });
    };

    let one = pool(1)?;
    let outcome = solve(&world, &shock, &parameters)?;
    let residual = outcome.certificate.residual;
    let millisecond = Duration::from_millis(1);
    let cold = one.install(|| time(|| solve(&world, &shock, &parameters).is_ok()));
    line("one rupture, preparation of the world included", &size, 1, cold, residual, millisecond);
    let calibrated = Calibrated::new(&world, &parameters)?;
    let mut solver = calibrated.solver();
    let warm = one.install(|| time(|| solver.solve(&shock).is_ok()));
    let task = format!("one rupture, world prepared, {} iterations", outcome.certificate.iterations);
    line(&task, &size, 1, warm, residual, millisecond);

    let seconds = Duration::from_secs(10);
    let worst = all_pairs(&world, &parameters, || ())?;
    let task = format!("all {} pairs, at most {} iterations", worst.solved, worst.certificate.iterations);
    for threads in [1, 2] {
        let timing = pool(threads)?.install(|| time(|| all_pairs(&world, &parameters, || ()).is_ok()));
        line(&task, &size, threads, timing, worst.certificate.residual, seconds);
    }
    let draws = Draws { theta: Horizon::LongRun.trade_elasticity(), count: 10_000, seed: DEFAULT_SEED };
    let pair = Some((russia, china));
    let worst = ensemble(&world, &shock, &parameters, &draws, pair, || ())?;
    let task = format!("{} draws of a rupture, at most {} iterations", worst.solved, worst.certificate.iterations);
    for threads in [1, 2] {
        let run = || ensemble(&world, &shock, &parameters, &draws, pair, || ()).is_ok();
        let timing = pool(threads)?.install(|| time(run));
        line(&task, &size, threads, timing, worst.certificate.residual, seconds);
    }
    let years = generated_years(&world, 60, 140)?;
    for threads in [1, 2] {
        let mut worst: f64 = 0.0;
        for (_, exposure) in over_years(&years, 4.0, Form::NominalDeficits) {
            worst = worst.max(exposure?.certificate.residual);
        }
        let timing = pool(threads)?.install(|| time(|| over_years(&years, 4.0, Form::NominalDeficits).len()));
        line("exposure W and U", "60 years of 140 economies", threads, timing, worst, Duration::from_millis(100));
    }
    let notes = [
        "Rupture of Russia and China, both directions, theta 4, deficits held.",
        "The years are generated: the 140 largest economies of the built-in world, each flow times a factor from \
         0.7 to 1.3 that differs by cell and year.",
    ];
    print!("{}", report("One-sector equilibrium", &lines, &notes));
    Ok(())
}

fn pool(threads: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build()
}

/// The largest economies of the world, their flows multiplied by factors that differ by year and cell.
fn generated_years(
    world: &TradeWorld,
    years: i16,
    count: usize,
) -> Result<Vec<(Year, TradeWorld)>, Box<dyn std::error::Error>> {
    let n = world.len();
    let (economies, flows) = (world.economies(), world.flows());
    let mut by_size: Vec<usize> = (0..n).collect();
    let sales = |i: usize| flows[i * n..(i + 1) * n].iter().sum::<f64>();
    by_size.sort_by(|a, b| sales(*b).total_cmp(&sales(*a)));
    by_size.truncate(count);
    (0..years)
        .map(|year| {
            let rows = by_size.iter().flat_map(|i| by_size.iter().map(move |j| (*i, *j))).map(|(i, j)| {
                let factor = 1.0 + 0.3 * ((i * 31 + j * 17) as f64 + f64::from(year)).sin();
                (economies[i], economies[j], flows[i * n + j] * factor)
            });
            Ok((Year(1960 + year), TradeWorld::new(rows, Mending::AsItStands)?))
        })
        .collect()
}
