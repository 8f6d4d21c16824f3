//! Infers from a table of all goods who did not report its trade in a year:
//! `infer_reporting TRADE_TABLE YEAR`.
//!
//! The procedure, its evidence and its limits are in `docs/methods/reporting-gaps.md`. Prints one
//! line an economy of the silent set with its evidence, and then the entries for `reporting.toml`.

use std::path::Path;
use std::process::ExitCode;
use suzerain_tables::store::TableFile;
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Economy, Year, YearRange};

/// Pairs of (silent, reporting) economies of like size that each member is held against.
const CONTROLS: usize = 10;
/// An economy is listed if it trades with at least so many of the controls.
const LEAST: usize = 9;

/// Who trades with whom, and how much each trades in all.
struct Trade {
    economies: Vec<Economy>,
    total_kusd: Vec<f64>,
    /// Square, symmetric: whether a flow is recorded in either direction.
    linked: Vec<bool>,
}

impl Trade {
    fn read(path: &Path, year: Year) -> Result<Self, Box<dyn std::error::Error>> {
        let filter = FlowFilter { years: Some(YearRange::new(year, year)), ..FlowFilter::default() };
        let flows = trade::read(&TableFile::open(path)?, &filter)?;
        let mut total = vec![0.0; Economy::count()];
        for row in 0..flows.len() {
            if flows.exporter[row] != flows.importer[row] {
                total[flows.exporter[row].index()] += flows.value_kusd[row];
                total[flows.importer[row].index()] += flows.value_kusd[row];
            }
        }
        // The largest traders come first.
        let mut economies: Vec<Economy> = Economy::all().filter(|e| total[e.index()] > 0.0).collect();
        economies.sort_by(|a, b| total[b.index()].total_cmp(&total[a.index()]).then(a.cmp(b)));
        let mut place = vec![usize::MAX; Economy::count()];
        for (at, economy) in economies.iter().enumerate() {
            place[economy.index()] = at;
        }
        let n = economies.len();
        let mut linked = vec![false; n * n];
        for row in 0..flows.len() {
            let (a, b) = (place[flows.exporter[row].index()], place[flows.importer[row].index()]);
            if a != b && a != usize::MAX && b != usize::MAX {
                linked[a * n + b] = true;
                linked[b * n + a] = true;
            }
        }
        let total_kusd = economies.iter().map(|e| total[e.index()]).collect();
        Ok(Self { economies, total_kusd, linked })
    }

    fn linked(&self, a: usize, b: usize) -> bool {
        self.linked[a * self.economies.len() + b]
    }

    /// The two largest traders without a flow: the pair with the greatest product of totals.
    fn seed(&self) -> Option<(usize, usize)> {
        let n = self.economies.len();
        let pairs = (0..n).filter_map(|a| (a + 1..n).find(|b| !self.linked(a, *b)).map(|b| (a, b)));
        pairs.max_by(|x, y| self.product(*x).total_cmp(&self.product(*y)))
    }

    fn product(&self, (a, b): (usize, usize)) -> f64 {
        self.total_kusd[a] * self.total_kusd[b]
    }

    /// The seed and, from the largest trader down, everyone without a flow to any member so far.
    fn silent_set(&self) -> Vec<usize> {
        let Some((a, b)) = self.seed() else { return Vec::new() };
        let mut set = vec![a, b];
        for candidate in 0..self.economies.len() {
            if !set.contains(&candidate) && set.iter().all(|member| !self.linked(candidate, *member)) {
                set.push(candidate);
            }
        }
        set.sort_unstable();
        set
    }

    /// With how many of the controls of the largest other members `member` trades. A control is the
    /// economy outside the set whose total is nearest, in logarithms, to that of a member.
    fn controls_traded(&self, member: usize, set: &[usize]) -> usize {
        let mut controls: Vec<usize> = Vec::new();
        for other in set.iter().filter(|m| **m != member).take(CONTROLS) {
            let gap = |k: usize| (self.total_kusd[k] / self.total_kusd[*other]).ln().abs();
            let free = (0..self.economies.len()).filter(|k| !set.contains(k) && !controls.contains(k));
            if let Some(control) = free.min_by(|x, y| gap(*x).total_cmp(&gap(*y))) {
                controls.push(control);
            }
        }
        controls.iter().filter(|control| self.linked(member, **control)).count()
    }

    fn partners(&self, member: usize) -> usize {
        (0..self.economies.len()).filter(|other| self.linked(member, *other)).count()
    }
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn run(path: &Path, year: Year) -> Result<(), Box<dyn std::error::Error>> {
    let trade = Trade::read(path, year)?;
    let set = trade.silent_set();
    println!(
        "# economy, total trade bn USD, partners, flows with the {CONTROLS} largest other members, with their controls"
    );
    let mut listed: Vec<Economy> = Vec::new();
    for member in &set {
        let economy = trade.economies[*member];
        let controls = trade.controls_traded(*member, &set);
        let word = if controls >= LEAST { "listed" } else { "not listed" };
        let (billions, partners) = (trade.total_kusd[*member] / 1e6, trade.partners(*member));
        println!("# {economy}, {billions:.1}, {partners}, 0, {controls}, {word}");
        if controls >= LEAST {
            listed.push(economy);
        }
    }
    listed.sort_unstable();
    for economy in listed {
        println!("\n[[silence]]\neconomy = \"{economy}\"\nfrom = {year}\nto = {year}");
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, year] = arguments.as_slice() else {
        eprintln!("usage: infer_reporting TRADE_TABLE YEAR");
        return ExitCode::from(2);
    };
    let Ok(year) = year.parse().map(Year) else {
        eprintln!("`{year}` is not a year");
        return ExitCode::from(2);
    };
    match run(Path::new(path), year) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
