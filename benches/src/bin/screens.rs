//! The three screens for all importers and products of a year, from a Parquet table of trade.
//!
//! `screens TABLE.parquet [YEAR]`, a table made by `suzerain import baci` from a generated year of full size
//! (`cargo run --release -p suzerain-sources --example generate_baci_year`). Beside it the same in Polars and
//! DuckDB on the same file, where the Python that `SUZERAIN_PYTHON` names (else `python3`) has them.

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use suzerain_benches::{Line, Timing, report, time};
use suzerain_measures::screens::rules::Rule;
use suzerain_measures::screens::world::World;
use suzerain_tables::store::{StoreError, TableFile};
use suzerain_tables::trade::{self, FlowFilter, Flows};
use suzerain_tables::{Economy, Year, YearRange, coverage};

const RULES: [Rule; 3] = [Rule::EcAdapted, Rule::Geodep, Rule::Merics];

/// The flows of the year, as the screens read them.
fn decoded(table: &TableFile, year: Year) -> Result<Flows, StoreError> {
    let filter = FlowFilter { years: Some(YearRange::new(year, year)), ..FlowFilter::default() };
    trade::read(table, &filter)
}

/// Flags by rule over all importers and products.
fn flags(flows: &Flows, year: Year) -> [usize; 3] {
    let world = World::new(flows, year);
    let economies: Vec<Economy> = Economy::all().collect();
    economies
        .par_iter()
        .map(|economy| {
            let mut flags = [0; 3];
            for facts in (0..world.products().len()).filter_map(|product| world.facts(*economy, product)) {
                for (count, rule) in flags.iter_mut().zip(RULES) {
                    *count += usize::from(rule.holds(&facts));
                }
            }
            flags
        })
        .reduce(|| [0; 3], |a, b| std::array::from_fn(|at| a[at] + b[at]))
}

/// Rules that hold by importer and product, a bit each, as the peers write them.
type Cells = BTreeMap<(String, String), u8>;

/// Every importer and product with a flag, and how many have a value within a thousandth of a threshold.
fn cells(flows: &Flows, year: Year) -> (Cells, usize, usize) {
    let world = World::new(flows, year);
    let (mut found, mut near, mut screened) = (Cells::new(), 0, 0);
    for economy in Economy::all() {
        for product in 0..world.products().len() {
            let Some(facts) = world.facts(economy, product) else { continue };
            screened += 1;
            let bits = RULES.iter().enumerate().map(|(bit, rule)| u8::from(rule.holds(&facts)) << bit).sum();
            if bits > 0 {
                found.insert((economy.code().to_owned(), world.products()[product].clone()), bits);
            }
            let close = |d: f64, threshold: f64| d.abs() < threshold / 1000.0;
            let criteria = RULES.iter().flat_map(|rule| rule.criteria(&facts));
            near += usize::from(criteria.into_iter().any(|c| c.distance.is_some_and(|d| close(d, c.threshold))));
        }
    }
    (found, near, screened)
}

/// The flags a peer wrote.
fn read_cells(path: &Path) -> Result<Cells, Box<dyn Error>> {
    let mut found = Cells::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let words: Vec<&str> = line.split(',').collect();
        let [importer, item, bits] = words.as_slice() else { return Err(format!("not three words: {line}").into()) };
        found.insert(((*importer).to_owned(), (*item).to_owned()), bits.parse()?);
    }
    Ok(found)
}

/// How a peer's flags compare, importer by importer and product by product.
fn compared(ours: &Cells, theirs: &Cells) -> String {
    let keys: BTreeSet<&(String, String)> = ours.keys().chain(theirs.keys()).collect();
    let other: Vec<&(String, String)> = keys.iter().copied().filter(|key| ours.get(key) != theirs.get(key)).collect();
    match other.first() {
        None => format!("the same flags in all {} importers and products that have one", keys.len()),
        Some((importer, item)) => {
            format!("OTHER flags in {} of {}, such as {importer} {item}", other.len(), keys.len())
        }
    }
}

/// Processor time of this process so far, user and system, all threads; none where the system does not tell it.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name in brackets; hundredths of a second.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (ticks(11)? + ticks(12)?)))
}

/// Timed runs, and the mean processor time of a run.
fn timed<T>(mut task: impl FnMut() -> T) -> (Timing, Option<Duration>) {
    let start = processor_time();
    let mut runs = 0;
    let timing = time(|| {
        runs += 1;
        task()
    });
    let spent = start.zip(processor_time()).map(|(from, to)| to.saturating_sub(from) / runs);
    (timing, spent)
}

/// What an engine needed.
struct Peer {
    name: String,
    median: Duration,
    processor: f64,
    flags: [usize; 3],
    cells: Cells,
}

/// The same in other engines.
fn peers(table: &Path) -> Vec<Peer> {
    let python = std::env::var("SUZERAIN_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/screens.py");
    let folder = std::env::temp_dir().join(format!("suzerain-screens-{}", std::process::id()));
    let Ok(()) = std::fs::create_dir_all(&folder) else { return Vec::new() };
    let output = Command::new(python).arg(script).arg(table).arg(&folder).output();
    let read = |name: &str| read_cells(&folder.join(format!("{name}.csv"))).unwrap_or_default();
    let Ok(output) = output else { return Vec::new() };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let peers = text
        .lines()
        .filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [name, seconds, processor, flags @ ..] = words.as_slice() else { return None };
            let flags: Vec<usize> = flags.iter().filter_map(|f| f.parse().ok()).collect();
            Some(Peer {
                name: (*name).to_owned(),
                median: Duration::try_from_secs_f64(seconds.parse().ok()?).ok()?,
                processor: processor.parse().ok()?,
                flags: flags.try_into().ok()?,
                cells: read(name),
            })
        })
        .collect();
    // A folder that stays behind does no harm.
    let _ = std::fs::remove_dir_all(&folder);
    peers
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
    let flows = decoded(&table, year)?;
    let found = flags(&flows, year);
    let (screening, screening_processor) = timed(|| flags(&flows, year));
    drop(flows);
    let (decoding, decoding_processor) = timed(|| decoded(&table, year).map(|flows| flows.len()).ok());
    let (timing, processor) = timed(|| decoded(&table, year).map(|flows| flags(&flows, year)).ok());
    let memory = peak_mib();
    // For the comparison with the peers, which is no part of the task.
    let (flagged, near, screened) = cells(&decoded(&table, year)?, year);
    let size = format!("{} rows", table.rows());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let line = |task: &str, timing, peer, target| Line {
        task: task.to_owned(),
        size: size.clone(),
        threads,
        timing,
        residual: None,
        target,
        peer,
    };
    let task = "three screens, all importers and products, from Parquet";
    let mut lines = vec![
        line(task, timing, None, Some(Duration::from_secs(1))),
        line("of which decoding Parquet (the floor)", decoding, None, None),
        line("of which the screens", screening, None, None),
    ];
    let seconds =
        |spent: Option<Duration>| spent.map_or_else(|| "unknown".into(), |s| format!("{:.2} s", s.as_secs_f64()));
    let mut notes = vec![
        format!(
            "Flags: ec-adapted {}, geodep (one year) {}, merics-like {}, of {screened} importers and products screened, of \
             which {near} have a value within a thousandth of a threshold. Peak resident memory: {} MiB (limit 2,048).",
            found[0],
            found[1],
            found[2],
            memory.map_or_else(|| "unknown".to_owned(), |m| m.to_string())
        ),
        format!(
            "Processor time of a run, all threads: {}; decoding {}, the screens {}.",
            seconds(processor),
            seconds(decoding_processor),
            seconds(screening_processor)
        ),
    ];
    for peer in peers(&path) {
        lines.push(line(task, timing, Some((peer.name.clone(), peer.median)), None));
        notes.push(format!(
            "{}: processor time {:.2} s; flags by rule {:?}: {}",
            peer.name,
            peer.processor,
            peer.flags,
            compared(&flagged, &peer.cells)
        ));
    }
    if lines.len() == 3 {
        notes.push("No peer: the Python of SUZERAIN_PYTHON has neither Polars nor DuckDB.".into());
    }
    print!("{}", report("Product screens", &lines, &notes.iter().map(String::as_str).collect::<Vec<_>>()));
    Ok(())
}
