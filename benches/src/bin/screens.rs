//! The three screens for all importers and products of a year, from a Parquet table of trade.
//!
//! `screens TABLE.parquet [YEAR]`, a table made by `suzerain import baci` from a generated year of full size
//! (`cargo run --release -p suzerain-sources --example generate_baci_year`). Beside it the same in Polars and
//! DuckDB on the same file, where the Python that `SUZERAIN_PYTHON` names (else `python3`) has them.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use suzerain_benches::{Line, report, time};
use suzerain_measures::screens::rules::Rule;
use suzerain_measures::screens::world::World;
use suzerain_tables::store::TableFile;
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Economy, Year, YearRange, coverage};

const RULES: [Rule; 3] = [Rule::EcAdapted, Rule::Geodep, Rule::Merics];

/// Flags by rule over all importers and products.
fn flags(table: &TableFile, year: Year) -> Result<[usize; 3], Box<dyn Error>> {
    let filter = FlowFilter { years: Some(YearRange::new(year, year)), ..FlowFilter::default() };
    let flows = trade::read(table, &filter)?;
    let world = World::new(&flows, year);
    let mut flags = [0; 3];
    for economy in Economy::all() {
        for product in 0..world.products().len() {
            let Some(facts) = world.facts(economy, product) else { continue };
            for (count, rule) in flags.iter_mut().zip(RULES) {
                *count += usize::from(rule.holds(&facts));
            }
        }
    }
    Ok(flags)
}

/// Each engine's name, time and flags.
fn peers(table: &Path) -> Vec<(String, Duration, [usize; 3])> {
    let python = std::env::var("SUZERAIN_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/screens.py");
    let Ok(output) = Command::new(python).arg(script).arg(table).output() else { return Vec::new() };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines()
        .filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [name, seconds, flags @ ..] = words.as_slice() else { return None };
            let flags: Vec<usize> = flags.iter().filter_map(|f| f.parse().ok()).collect();
            Some(((*name).to_owned(), Duration::try_from_secs_f64(seconds.parse().ok()?).ok()?, flags.try_into().ok()?))
        })
        .collect()
}

/// Peak resident memory in MiB, where the system tells it.
fn peak_mib() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib / 1024)
}

#[expect(clippy::print_stdout, reason = "the report is what the binary is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = PathBuf::from(args.next().ok_or("give the table: TABLE.parquet [YEAR]")?);
    let table = TableFile::open(&path)?;
    let newest = table.meta().coverage.span(coverage::FLOWS).ok_or("the table covers no year")?.last;
    let year = args.next().map_or(Ok(newest), |y| y.parse().map(Year))?;
    let found = flags(&table, year)?;
    let timing = time(|| flags(&table, year).ok());
    let memory = peak_mib();
    let size = format!("{} rows", table.rows());
    let task = "three screens, all importers and products, from Parquet".to_owned();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let line =
        |peer, target| Line { task: task.clone(), size: size.clone(), threads, timing, residual: None, target, peer };
    let mut lines = vec![line(None, Some(Duration::from_secs(1)))];
    let mut notes = vec![format!(
        "Flags: ec-adapted {}, geodep (one year) {}, merics-like {}. Peak resident memory: {} MiB (limit 2,048).",
        found[0],
        found[1],
        found[2],
        memory.map_or_else(|| "unknown".to_owned(), |m| m.to_string())
    )];
    for (name, seconds, theirs) in peers(&path) {
        lines.push(line(Some((name.clone(), seconds)), None));
        notes.push(format!(
            "{name}: {} flags",
            if theirs == found { "the same".to_owned() } else { format!("other ({theirs:?})") }
        ));
    }
    if lines.len() == 1 {
        notes.push("No peer: the Python of SUZERAIN_PYTHON has neither Polars nor DuckDB.".into());
    }
    print!("{}", report("Product screens", &lines, &notes.iter().map(String::as_str).collect::<Vec<_>>()));
    Ok(())
}
