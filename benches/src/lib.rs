//! The harness: a report of timed runs with what one must know to repeat them.
//!
//! One binary for each report, `cargo run --release -p suzerain-benches --bin NAME`, which prints
//! Markdown. Timings are the median of ten warm runs, with the least and the largest beside it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Timed runs of one task.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// The median of the runs.
    pub median: Duration,
    /// The fastest run.
    pub least: Duration,
    /// The slowest run.
    pub most: Duration,
}

/// Warm runs that a median stands on.
pub const RUNS: usize = 10;

/// Runs `task` twice to warm up, then [`RUNS`] times.
pub fn time<T>(mut task: impl FnMut() -> T) -> Timing {
    for _ in 0..2 {
        std::hint::black_box(task());
    }
    let mut runs: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(task());
            start.elapsed()
        })
        .collect();
    runs.sort_unstable();
    let median = (runs[(RUNS - 1) / 2] + runs[RUNS / 2]) / 2;
    Timing { median, least: runs[0], most: runs[RUNS - 1] }
}

/// A line of a report.
#[derive(Clone, Debug)]
pub struct Line {
    /// What was run.
    pub task: String,
    /// Size of the problem.
    pub size: String,
    /// Threads used.
    pub threads: usize,
    /// Timed runs.
    pub timing: Timing,
    /// Residual reached, where there is one.
    pub residual: Option<f64>,
    /// The target, where there is one.
    pub target: Option<Duration>,
    /// The peer or the physical limit, with its time in the same run.
    pub peer: Option<(String, Duration)>,
}

/// What programs in Python print of the same task: each line's name, seconds and further numbers.
///
/// Runs `peers/SCRIPT` by the interpreter that `PYTHON` names (else `python3`), with the doubles `input` on its standard
/// input; empty where it cannot be run.
#[must_use]
pub fn python(script: &str, arguments: &[usize], input: &[f64]) -> Vec<(String, Duration, Vec<f64>)> {
    answers(script, arguments, input).unwrap_or_default()
}

fn answers(script: &str, arguments: &[usize], input: &[f64]) -> Option<Vec<(String, Duration, Vec<f64>)>> {
    let interpreter = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut child = Command::new(interpreter)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script))
        .args(arguments.iter().map(ToString::to_string))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let bytes: Vec<u8> = input.iter().flat_map(|v| v.to_le_bytes()).collect();
    child.stdin.take()?.write_all(&bytes).ok()?;
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, seconds) = (words.next()?.to_owned(), words.next()?.parse().ok()?);
        Some((name, Duration::try_from_secs_f64(seconds).ok()?, words.filter_map(|w| w.parse().ok()).collect()))
    };
    Some(text.lines().filter_map(line).collect())
}

/// The processor's name, as the system gives it.
#[must_use]
pub fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|l| l.strip_prefix("model name").and_then(|l| l.split_once(':')));
    model.map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned())
}

/// The report as Markdown.
#[must_use]
pub fn report(title: &str, lines: &[Line], notes: &[&str]) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut out = format!(
        "# {title}\n\nMedian of {RUNS} warm runs after two to warm up; least and most beside it. \
         Processor: {}; {cores} cores. Release build.\n\n\
         | task | size | threads | median | least to most | residual | target | peer or limit | ratio to it |\n\
         |---|---|---|---|---|---|---|---|---|\n",
        processor()
    );
    for line in lines {
        let residual = line.residual.map_or_else(|| "-".to_owned(), |r| format!("{r:.1e}"));
        let target = line.target.map_or_else(
            || "-".to_owned(),
            |t| format!("{} {}", duration(t), if line.timing.median <= t { "(met)" } else { "(missed)" }),
        );
        let (peer, ratio) = line.peer.as_ref().map_or_else(
            || ("-".to_owned(), "-".to_owned()),
            |(name, t)| {
                let ratio = line.timing.median.as_secs_f64() / t.as_secs_f64();
                (format!("{name}: {}", duration(*t)), format!("{ratio:.2}"))
            },
        );
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} to {} | {residual} | {target} | {peer} | {ratio} |",
            line.task,
            line.size,
            line.threads,
            duration(line.timing.median),
            duration(line.timing.least),
            duration(line.timing.most),
        );
    }
    if !notes.is_empty() {
        out.push('\n');
    }
    for note in notes {
        let _ = writeln!(out, "- {note}");
    }
    out
}

fn duration(d: Duration) -> String {
    let s = d.as_secs_f64();
    if s >= 1.0 {
        format!("{s:.2} s")
    } else if s >= 1e-3 {
        format!("{:.2} ms", s * 1e3)
    } else {
        format!("{:.1} µs", s * 1e6)
    }
}
