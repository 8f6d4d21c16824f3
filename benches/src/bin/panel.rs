//! The dyad panel of 1816-2018 from the lists to the Parquet file, beside the time of the R package
//! peacesciencer for fewer columns (measured on another machine: 8.1 s).
//!
//! Arguments: the folder of the Correlates of War family, the folder of output and regime.

use std::path::PathBuf;
use std::time::Duration;
use suzerain_benches::{Line, report, time};
use suzerain_measures::panel::{Options, Panel};
use suzerain_sources::prepared::interstate::{DisputeList, Folders, read};
use suzerain_tables::dyad_years::write_parquet;

#[expect(clippy::print_stdout, reason = "the report is what the binary prints")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folders = Folders {
        cow: arguments.next().unwrap_or_else(|| "../shared/data/cow".into()),
        output: arguments.next().unwrap_or_else(|| "../shared/data/gdp_isard".into()),
    };
    let records = read(&folders, DisputeList::Mid)?;
    let panel = Panel::new(&records, Options::default());
    let columns = panel.columns();
    let rows = panel.rows().len();
    let out = std::env::temp_dir().join(format!("suzerain-panel-{}.parquet", std::process::id()));
    let size = format!("{rows} rows, {} columns", columns.len());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let line = |task: &str, timing, target: Option<f64>, peer: Option<f64>| Line {
        task: task.to_owned(),
        size: size.clone(),
        threads,
        timing,
        residual: None,
        target: target.map(Duration::from_secs_f64),
        peer: peer.map(|s| ("peacesciencer, another machine".to_owned(), Duration::from_secs_f64(s))),
    };
    let write = |panel: &Panel<'_>| {
        write_parquet(&out, &columns, rows, |c, r| panel.values(c, r), |_| ()).map_err(|e| e.to_string())
    };
    let reading = time(|| read(&folders, DisputeList::Mid).map(|r| r.trade.len()).ok());
    let joining = time(|| Panel::new(&records, Options::default()).rows().len());
    let writing = time(|| write(&panel));
    let whole = time(|| {
        let records = read(&folders, DisputeList::Mid).map_err(|e| e.to_string())?;
        write(&Panel::new(&records, Options::default()))
    });
    std::fs::remove_file(&out)?;
    let lines = [
        line("lists to Parquet file", whole, Some(5.0), Some(8.1)),
        line("reading the lists", reading, None, None),
        line("joining them", joining, None, None),
        line("writing the file", writing, None, None),
    ];
    print!("{}", report("Dyad panel", &lines, &["Files are read from the system's cache after the first run."]));
    Ok(())
}
