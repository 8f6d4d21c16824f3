//! Look-through exposure on 80 economies by 50 sectors (4,000 industries), beside a bare inverse of that order by the
//! library numpy carries (OpenBLAS), with one thread and with all.
//!
//! `cargo run --release -p suzerain-benches --bin look_through [PYTHON]`: PYTHON is an interpreter with numpy, whose time
//! is taken in the same run; without it the peer is left out. The table is made up, of the size of the real one.

use rand::Rng;
use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};
use suzerain_benches::{Line, Timing, report, time};
use suzerain_measures::exposure::Question;
use suzerain_measures::exposure::inputs::input_reliance;
use suzerain_measures::exposure::system::{Collector, Reach, System};
use suzerain_measures::exposure::value_added::value_added_origin;
use suzerain_solvers::streams::stream;
use suzerain_tables::figure::Dyad;
use suzerain_tables::io::{Block, CellRef};
use suzerain_tables::reporting::Reporting;
use suzerain_tables::store::TableMeta;
use suzerain_tables::{Economy, Year};

const ECONOMIES: usize = 80;
const SECTORS: usize = 50;
const NODES: usize = ECONOMIES * SECTORS;
/// A further bilateral question may take this long.
const QUERY: Duration = Duration::from_millis(5);
/// The time allowed against the peer's inverse.
const AGAINST_PEER: f64 = 1.2;
/// Runs of the task that takes seconds.
const LONG_RUNS: usize = 3;

fn main() {
    let system = system();
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let mut lines = Vec::new();
    let mut traced = None;
    for threads in if all > 1 { vec![1, all] } else { vec![1] } {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        let mut runs: Vec<Duration> = (0..=LONG_RUNS)
            .map(|_| {
                let copy = system.clone();
                let start = Instant::now();
                traced = Some(pool.install(|| copy.trace()).expect("a productive system"));
                start.elapsed()
            })
            .skip(1)
            .collect();
        runs.sort_unstable();
        let peer = peer(threads);
        lines.push(Line {
            task: "value added and gross inputs of all economies behind every industry".into(),
            size: format!("{NODES} x {NODES}, {} rows", 2 * ECONOMIES + 1),
            threads,
            timing: Timing { median: runs[LONG_RUNS / 2], least: runs[0], most: runs[LONG_RUNS - 1] },
            residual: traced.as_ref().map(|t| t.certificate().residual),
            target: peer.map(|p| p.mul_f64(AGAINST_PEER)),
            peer: peer.map(|p| ("numpy.linalg.inv".to_owned(), p)),
        });
    }
    let traced = traced.expect("solved above");
    let reporting = Reporting::default();
    let [a, b] = [traced.system().economies()[10], traced.system().economies()[50]];
    let q = Question { traced: &traced, reporting: &reporting, dyad: Dyad { dependent: a, on: b } };
    let known = |value: suzerain_tables::Figure| value.value.known().unwrap_or(f64::NAN);
    let tasks: [(&str, &dyn Fn() -> f64); 2] = [
        ("a further pair: value added by origin", &|| known(value_added_origin(&q))),
        ("a further pair: look-through, gross", &|| known(input_reliance(&q, Reach::LookThrough, |_| true))),
    ];
    for (task, run) in tasks {
        lines.push(Line {
            task: task.into(),
            size: format!("{NODES} industries"),
            threads: 1,
            timing: time(run),
            residual: None,
            target: Some(QUERY),
            peer: None,
        });
    }
    let notes = [
        "The first task is the median of three runs after one to warm up; its target is 1.2 times the peer's inverse.",
        "The inverse itself is not formed: the rows wanted are solved for with one factorisation.",
    ];
    let text = report("Look-through exposure", &lines, &notes);
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// A made-up table: every industry buys from every other, most at home.
fn system() -> System {
    let economies: Vec<Economy> = Economy::all().filter(|e| e.is_state()).take(ECONOMIES).collect();
    let sectors: Vec<String> = (0..SECTORS).map(|s| format!("S{s:02}")).collect();
    let footer = r#"{"kind":"io","source":"made-up","vintage":"1","status":"modelled","coverage":[]}"#;
    let meta: TableMeta = serde_json::from_str(footer).expect("a description");
    let mut collector = Collector::default();
    let mut random = stream(1, 0);
    let mut uniform = move || (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let mut push = |block, seller: usize, buyer: &str, buyer_sector: &str, value| {
        collector.push(&CellRef {
            year: Year(2022),
            block,
            seller: economies[seller / SECTORS].code(),
            seller_sector: &sectors[seller % SECTORS],
            buyer,
            buyer_sector,
            value,
        });
    };
    let mut bought = vec![0.0; NODES];
    for i in 0..NODES {
        for (j, sum) in bought.iter_mut().enumerate() {
            let home = if i / SECTORS == j / SECTORS { 40.0 } else { 1.0 };
            let value = home * uniform();
            *sum += value;
            push(Block::Intermediate, i, economies[j / SECTORS].code(), &sectors[j % SECTORS], value);
        }
        for buyer in &economies {
            push(Block::Final, i, buyer.code(), "", 10.0 * uniform());
        }
    }
    for (i, inputs) in bought.iter().enumerate() {
        push(Block::Output, i, "", "", 2.0 * inputs);
        push(Block::ValueAdded, i, "", "", *inputs);
    }
    collector.finish(&meta, Year(2022)).expect("a system")
}

/// The time numpy takes for a bare inverse of the same order, the best of three.
fn peer(threads: usize) -> Option<Duration> {
    let python = std::env::args().nth(1)?;
    let script = format!(
        "import time, numpy as np\n\
         a = np.eye({NODES}) - np.random.default_rng(1).random(({NODES}, {NODES})) / {NODES} / 2\n\
         best = 1e9\n\
         for _ in range(3):\n    \
             t = time.perf_counter(); np.linalg.inv(a); best = min(best, time.perf_counter() - t)\n\
         print(best)"
    );
    let out = Command::new(python).args(["-c", &script]).env("OPENBLAS_NUM_THREADS", threads.to_string()).output();
    let text = String::from_utf8(out.ok()?.stdout).ok()?;
    Some(Duration::from_secs_f64(text.trim().parse().ok()?))
}
