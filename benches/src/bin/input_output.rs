//! Dense algebra and input-output: the inverse of a table of 4,000 nodes beside OpenBLAS, factor and solve, and
//! the extraction of a pair.
//!
//! The peer, `numpy.linalg.inv` and `numpy.linalg.solve` on the same matrix, is run by `PYTHON` (or `python3`) in
//! the same run with the same number of threads. Without numpy its column stays empty.

use rand::RngExt;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use suzerain_benches::{Line, Timing, report, time};
use suzerain_models::input_output::{Cut, Flows, Leontief, Table, extraction};
use suzerain_solvers::dense::{Matrix, Threads, inverse, solve};
use suzerain_solvers::streams::stream;
use suzerain_tables::Economy;

/// Economies and sectors of the generated table.
const SIZE: (usize, usize) = (80, 50);
/// Runs of what takes seconds.
const LONG_RUNS: usize = 3;

#[expect(clippy::print_stdout, reason = "the report")]
fn main() {
    let nodes = SIZE.0 * SIZE.1;
    let table = Table::new(generated(SIZE)).expect("a table");
    let mut system = Matrix::zeros(nodes, nodes);
    for j in 0..nodes {
        let column = system.column_mut(j);
        column.iter_mut().zip(table.coefficients().column(j)).for_each(|(s, a)| *s = -a);
        column[j] += 1.0;
    }
    let right = Matrix::from_columns(nodes, 1, table.output().to_vec()).expect("a column");
    let mut lines = Vec::new();
    for threads in [1, 2] {
        let peers = numpy(&system, threads);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        let how = if threads == 1 { Threads::One } else { Threads::Many(threads) };
        let of_inverse = inverse(&system, how).expect("an inverse").1.residual;
        let of_solve = solve(&system, &right, how).expect("a solution").1.residual;
        let runs = [
            ("inverse", "inv", of_inverse, pool.install(|| few(|| inverse(&system, how)))),
            ("factor and solve, one column", "solve", of_solve, pool.install(|| few(|| solve(&system, &right, how)))),
        ];
        for (at, (task, name, residual, timing)) in runs.into_iter().enumerate() {
            let peer = peers.map(|p| (format!("numpy.linalg.{name} (OpenBLAS)"), p[at]));
            let target = peers.map(|p| p[at].mul_f64(1.2));
            let (task, size) = (task.to_owned(), nodes.to_string());
            lines.push(Line { task, size, threads, timing, residual: Some(residual), target, peer });
        }
    }
    let model = Leontief::new(table, Threads::Many(2)).expect("an inverse");
    let economies = model.table().economies();
    let cuts = [Cut { seller: economies[3], buyer: economies[7], sectors: None }];
    let found = extraction(&model, &cuts).expect("an extraction");
    lines.push(Line {
        task: "extraction of a pair, given the inverse".to_owned(),
        size: format!("{} x {}", SIZE.0, SIZE.1),
        threads: 1,
        timing: time(|| extraction(&model, &cuts)),
        residual: Some(found.certificate.residual),
        target: Some(Duration::from_millis(1)),
        peer: None,
    });
    let notes = [
        "Inverse and solve: median of three runs after one, the peer likewise.",
        "Targets of inverse and solve are 1.2 times the peer's time with as many threads, measured just before on the \
         same matrix. Ours includes the copy of the matrix, a look for values that are not finite, and the residual.",
        "Arithmetic of the inverse: 2 n^3 = 128 billion multiplications or additions.",
    ];
    println!("{}", report("Dense algebra and input-output", &lines, &notes));
}

/// A few runs after one.
fn few<T>(mut task: impl FnMut() -> T) -> Timing {
    std::hint::black_box(task());
    let mut runs: Vec<Duration> = (0..LONG_RUNS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(task());
            start.elapsed()
        })
        .collect();
    runs.sort_unstable();
    Timing { median: runs[LONG_RUNS / 2], least: runs[0], most: runs[LONG_RUNS - 1] }
}

/// Median times of `inv` and `solve` on the matrix, read from standard input.
const PEER: &str = "
import sys, time, numpy as np
n = int(sys.argv[1])
a = np.frombuffer(sys.stdin.buffer.read(), dtype='<f8').reshape(n, n, order='F').copy(order='C')
b = np.ones(n)
for f in (lambda: np.linalg.inv(a), lambda: np.linalg.solve(a, b)):
    f()
    t = []
    for _ in range(int(sys.argv[2])):
        s = time.perf_counter(); f(); t.append(time.perf_counter() - s)
    print(sorted(t)[len(t) // 2])
";

fn numpy(matrix: &Matrix, threads: usize) -> Option<[Duration; 2]> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut child = Command::new(python)
        .args(["-c", PEER, &matrix.rows().to_string(), &LONG_RUNS.to_string()])
        .env("OPENBLAS_NUM_THREADS", threads.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take()?;
    for column in 0..matrix.columns() {
        let bytes: Vec<u8> = matrix.column(column).iter().flat_map(|v| v.to_le_bytes()).collect();
        input.write_all(&bytes).ok()?;
    }
    drop(input);
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut times = text.lines().filter_map(|l| l.parse().ok().map(Duration::from_secs_f64));
    Some([times.next()?, times.next()?])
}

/// A table with random sales, inputs about half of output, more of them from home.
fn generated((n, m): (usize, usize)) -> Flows {
    let mut stream = stream(1, 0);
    let nodes = n * m;
    let mut intermediate = Matrix::zeros(nodes, nodes);
    let mut finals = Matrix::zeros(nodes, n);
    let mut output = vec![0.0; nodes];
    for j in 0..nodes {
        for (i, v) in intermediate.column_mut(j).iter_mut().enumerate() {
            *v = stream.random::<f64>() / nodes as f64 * if i / m == j / m { 40.0 } else { 0.5 };
            output[i] += *v;
        }
    }
    for j in 0..n {
        for (i, v) in finals.column_mut(j).iter_mut().enumerate() {
            *v = stream.random::<f64>() / n as f64;
            output[i] += *v;
        }
    }
    Flows {
        economies: Economy::all().take(n).collect(),
        sectors: (0..m).map(|s| s.to_string()).collect(),
        intermediate,
        finals,
        output,
    }
}
