//! The multi-sector model on the built-in world.

use suzerain_models::equilibrium::multi_sector::{self, Deficits, Options, Shock, rebase, solve, tables};
use suzerain_tables::{Economy, Year};

fn code(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

#[test]
fn rupture_of_russia_and_china() {
    let library = suzerain_base::library().unwrap();
    let world = tables::world(&library, Year(2021), tables::DEFAULT_SET).unwrap();
    println!("{} x {}", world.economies().len(), world.sectors().len());
    println!("{}", world.repairs().len());
    for r in world.repairs().iter().take(20) {
        println!("{r}");
    }
    for r in world.assumptions() {
        println!("{r}");
    }
    let options = Options::default();
    let t = std::time::Instant::now();
    let baseline = rebase(&world, Deficits::Nominal, &options).unwrap();
    println!("{:?} {:?} moved {}", t.elapsed(), baseline.certificate, baseline.moved);
    let t = std::time::Instant::now();
    let theta = baseline.world().theta().to_vec();
    let out = solve(&baseline, &Shock::rupture(code("RUS"), code("CHN")), &theta, &options).unwrap();
    println!("{:?} {:?}", t.elapsed(), out.certificate);
    for c in ["RUS", "CHN", "USA", "DEU", "KAZ"] {
        let at = out.economies.iter().position(|e| *e == code(c)).unwrap();
        println!(
            "{c} {} {} {}",
            100.0 * (out.welfare[at] - 1.0),
            100.0 * (out.real_wage[at] - 1.0),
            100.0 * (out.output[at] - 1.0)
        );
    }
    let _ = multi_sector::gains_from_trade(&baseline, &theta);
}
