//! Times the import of a BACI year beside a plain pass of the `csv` crate over the same file:
//! `bench_baci_import FILE [RUNS]` (10 warm runs unless told). Prints Markdown.
#![expect(clippy::print_stdout, reason = "the table is the product")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::Silent;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("give a BACI year")?;
    let runs: usize = args.next().map_or(Ok(10), |n| n.parse())?;
    let bytes = std::fs::metadata(&file)?.len();
    let rows = plain_pass(&file)?;
    let mut plain = Vec::with_capacity(runs);
    for _ in 0..runs {
        let start = Instant::now();
        plain_pass(&file)?;
        plain.push(start.elapsed().as_secs_f64());
    }
    let before = peak_mib();
    let (mut ours, mut written) = (Vec::with_capacity(runs), 0);
    for _ in 0..runs {
        let into = tempfile::tempdir()?;
        let start = Instant::now();
        let report =
            import(Publisher::Baci, &[file.clone().into()], into.path(), &ImportOptions::default(), &mut Silent)?;
        ours.push(start.elapsed().as_secs_f64());
        if report.rows_read != rows || !report.balances() {
            return Err(format!("{rows} rows in the file, but {report}").into());
        }
        written = std::fs::metadata(&report.written[0].0)?.len();
    }
    let (plain, ours) = (quartiles(&mut plain), quartiles(&mut ours));
    println!("{rows} rows, {:.1} MiB of text, {:.1} MiB of Parquet; {runs} warm runs each.", mib(bytes), mib(written));
    println!("CPU: {}; threads available: {}.", cpu(), std::thread::available_parallelism()?);
    println!();
    println!("| pass | median s | quartiles s | rows/s |");
    println!("|---|---|---|---|");
    for (name, [low, median, high]) in [("`csv` crate, records only", plain), ("import", ours)] {
        println!("| {name} | {median:.2} | {low:.2}-{high:.2} | {:.0} |", rows as f64 / median);
    }
    println!();
    println!("Import takes {:.2} times the plain pass.", ours[1] / plain[1]);
    println!("Peak resident memory: {:.0} MiB ({before:.0} MiB before the first import).", peak_mib());
    Ok(())
}

fn plain_pass(file: &str) -> Result<u64, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_path(Path::new(file))?;
    let mut record = csv::ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record)? {
        rows += 1;
    }
    Ok(rows)
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn quartiles(times: &mut [f64]) -> [f64; 3] {
    times.sort_by(f64::total_cmp);
    [times.len() / 4, times.len() / 2, times.len() * 3 / 4].map(|i| times.get(i).copied().unwrap_or(f64::NAN))
}

/// `VmHWM` of this process in MiB, NaN where the system has no such file.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().map_or(f64::NAN, |kib: f64| kib / 1024.0)
}

fn cpu() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|l| l.strip_prefix("model name"));
    model.map_or("not known", |m| m.trim_start_matches([' ', '\t', ':'])).to_owned()
}
