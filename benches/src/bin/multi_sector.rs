//! The multi-sector equilibrium: NAFTA (with the authors' files beside the repository), the built-in world, and a
//! generated world of 160 economies and 65 sectors. `multi_sector FOLDER SOURCE` adds an imported table.

use rand::RngExt;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use suzerain_benches::{Line, report, time};
use suzerain_models::equilibrium::multi_sector::{
    Baseline, Data, Deficits, Options, Shock, World, own_sales, rebase, solve, tables,
};
use suzerain_models::equilibrium::one_sector::{Instrument, Measure};
use suzerain_solvers::streams::stream;
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Year, coverage};

struct Case {
    name: &'static str,
    world: World,
    deficits: Deficits,
    shock: Shock,
    target: Option<Duration>,
}

#[expect(clippy::print_stdout, reason = "the report")]
fn main() {
    let mut lines = Vec::new();
    let mut notes = vec![
        "A line is one counterfactual from a baseline to a largest relative residual of 1e-12: shares after the shock, \
         fixed point, identities, welfare. `baseline` is the solve that brings the data to an equilibrium."
            .to_owned(),
    ];
    let options = Options::default();
    let mut cases = vec![built_in(), generated(160, 65)];
    match nafta() {
        Some(case) => cases.insert(0, case),
        None => notes.push("NAFTA: left out, caliendo_parro_2015 is not beside the repository.".to_owned()),
    }
    match imported() {
        Some((case, read)) => {
            cases.push(case);
            notes.push(read);
        }
        None => {
            notes.push("A table of one's own: give FOLDER SOURCE, a folder of imported tables and a name.".to_owned());
        }
    }
    for Case { name, world, deficits, shock, target } in cases {
        let baseline = rebase(&world, deficits, &options).expect("a baseline");
        let run = || solve(&baseline, &shock, world.theta(), &options).expect("an equilibrium");
        let certificate = run().certificate;
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
            let line = |task: String, target, residual, timing| Line {
                task,
                size: format!("{} x {}", world.economies().len(), world.sectors().len()),
                threads,
                timing,
                residual: Some(residual),
                target,
                peer: None,
            };
            let timing = pool.install(|| time(|| rebase(&world, deficits, &options)));
            lines.push(line(format!("{name}: baseline"), None, baseline.certificate.residual, timing));
            let task = format!("{name}: shock, {} evaluations", certificate.iterations);
            lines.push(line(task, target, certificate.residual, pool.install(|| time(run))));
        }
        notes.push(arithmetic(name, &baseline));
    }
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    println!("{}", report("Multi-sector equilibrium", &lines, &notes));
}

/// The work of one evaluation of the map.
fn arithmetic(name: &str, baseline: &Baseline) -> String {
    let (n, m) = (baseline.world().economies().len(), baseline.world().sectors().len());
    format!(
        "{name}: an evaluation takes at most {:.2} million multiplications with additions (three passes over the flows, \
         two over the cost shares) and {} exponentials or logarithms.",
        (3 * n * n * m + 2 * n * m * m) as f64 / 1e6,
        4 * n * m + 3 * n
    )
}

fn code(code: &str) -> Economy {
    Economy::from_code(code).expect("a code of the vocabulary")
}

fn built_in() -> Case {
    let library = suzerain_base::library().expect("the built-in tables");
    Case {
        name: "RUS-CHN rupture, 2021",
        world: tables::world(&library, Year(2021), tables::DEFAULT_SET).expect("the built-in world"),
        deficits: Deficits::Nominal,
        shock: Shock::rupture(code("RUS"), code("CHN")),
        target: Some(Duration::from_millis(200)),
    }
}

/// The inter-country table that the arguments name, in its newest year.
fn imported() -> Option<(Case, String)> {
    let mut arguments = std::env::args().skip(1);
    let (folder, source) = (arguments.next()?, arguments.next()?);
    let library =
        suzerain_base::library().expect("the built-in tables").with_folder(Path::new(&folder)).expect("tables");
    let table = library.table(TableKind::Io, &source).expect("the table named");
    let year = table.meta().coverage.span(coverage::FLOWS).expect("years").last;
    let of_28 = library.table(TableKind::Elasticities, tables::ELASTICITIES).expect("elasticities");
    let of_28 = tables::elasticities(of_28, tables::DEFAULT_SET).expect("the default set");
    let start = Instant::now();
    let world = tables::world_of_blocks(table, year, library.table(TableKind::Tariffs, tables::TARIFFS), |sectors| {
        tables::elasticities_of(sectors, table.meta().classification, &of_28, &BTreeMap::new()).0
    })
    .expect("a world");
    let read = format!("{source}, {year}: {} rows read in {:.2} s.", table.rows(), start.elapsed().as_secs_f64());
    let shock = Shock::rupture(code("RUS"), code("CHN"));
    Some((
        Case { name: "imported table, RUS-CHN rupture", world, deficits: Deficits::Nominal, shock, target: None },
        read,
    ))
}

fn nafta() -> Option<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/caliendo_parro_2015");
    let files = suzerain_sources::publishers::caliendo_parro::read(&folder).ok()?;
    let (n, m) = (files.economies.len(), files.sectors.len());
    let mut flows = files.imports.clone();
    for j in 0..m {
        for i in 0..n {
            let exports: f64 = (0..n).map(|to| files.imports[(j * n + to) * n + i]).sum();
            flows[(j * n + i) * n + i] = own_sales((files.economies[i], ""), files.output[i * m + j], exports).0;
        }
    }
    let mut shock = Shock::default();
    let members = ["MEX", "CAN", "USA"].map(code);
    let place = |e: Economy| files.economies.iter().position(|o| *o == e);
    for (j, sector) in files.sectors.iter().enumerate().take(20) {
        for importer in members {
            for exporter in members.into_iter().filter(|e| *e != importer) {
                let rate = files.tariffs_2005[(j * n + place(importer)?) * n + place(exporter)?];
                shock = shock.and(Measure::new(exporter, importer, Instrument::Tariff(rate)), Some(sector));
            }
        }
    }
    let data = Data {
        economies: files.economies,
        sectors: files.sectors,
        flows,
        tariffs: files.tariffs_1993,
        value_added_share: files.value_added_share,
        input_share: files.input_share,
        theta: files.theta,
        ..Data::default()
    };
    Some(Case {
        name: "NAFTA tariffs (Caliendo, Parro)",
        world: World::new(data).expect("a world"),
        deficits: Deficits::Balanced,
        shock,
        target: Some(Duration::from_millis(30)),
    })
}

/// A world of random flows: sizes spread over three orders of magnitude, own sales a half to nine tenths, duties
/// to a fifth, inputs half of cost; one sector in five without trade.
fn generated(n: usize, m: usize) -> Case {
    let mut stream = stream(1, 0);
    let mut uniform = || stream.random::<f64>();
    let economies: Vec<Economy> = Economy::all().take(n).collect();
    let size: Vec<f64> = (0..n).map(|_| (7.0 * uniform()).exp()).collect();
    let mut data = Data {
        sectors: (0..m).map(|j| j.to_string()).collect(),
        flows: vec![0.0; n * n * m],
        tariffs: vec![0.0; n * n * m],
        value_added_share: vec![0.0; n * m],
        input_share: vec![0.0; n * m * m],
        theta: (0..m).map(|_| 2.0 + 8.0 * uniform()).collect(),
        ..Data::default()
    };
    let world: f64 = size.iter().sum();
    for j in 0..m {
        let traded = j % 5 != 4;
        for to in 0..n {
            let own = if traded { 0.5 + 0.4 * uniform() } else { 1.0 };
            for from in 0..n {
                let at = (j * n + to) * n + from;
                let mixed = uniform();
                if to == from {
                    data.flows[at] = size[to] * own;
                } else if traded {
                    data.flows[at] = size[to] * (1.0 - own) * 2.0 * mixed * size[from] / world;
                    data.tariffs[at] = 0.2 * mixed * mixed;
                }
            }
        }
    }
    for at in 0..n * m {
        let inputs = &mut data.input_share[at * m..(at + 1) * m];
        inputs.iter_mut().for_each(|v| *v = uniform() / m as f64);
        data.value_added_share[at] = 1.0 - inputs.iter().sum::<f64>();
    }
    let mut by_size: Vec<usize> = (0..n).collect();
    by_size.sort_by(|a, b| size[*b].total_cmp(&size[*a]));
    let shock = Shock::rupture(economies[by_size[0]], economies[by_size[1]]);
    data.economies = economies;
    Case {
        name: "generated world, rupture of the two largest",
        world: World::new(data).expect("a world"),
        deficits: Deficits::Nominal,
        shock,
        target: Some(Duration::from_secs(3)),
    }
}
