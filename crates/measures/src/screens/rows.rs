//! The flows of a year in an order that fixes every sum: of a product, by exporter and importer.

use rayon::slice::ParallelSliceMut;
use suzerain_tables::trade::Flows;
use suzerain_tables::{Economy, Year};

/// One flow: places of exporter and importer in the vocabulary, and of the product in the sorted codes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row {
    pub exporter: u16,
    pub importer: u16,
    pub product: u16,
    pub value: f64,
}

impl Row {
    const fn key(&self) -> (u16, u16, u16) {
        (self.exporter, self.importer, self.product)
    }
}

/// What one exporter sells one importer: rows that stand together, each product once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    exporter: u16,
    importer: u16,
    start: usize,
    end: usize,
}

/// The rows of one year, each key once: the same for any order of the table's rows.
pub(super) struct Rows<'a> {
    flows: &'a Flows,
    rank: &'a [u16],
    /// Rows that had to be sorted, in place of those of the table.
    sorted: Option<Vec<Row>>,
    /// By exporter, then importer.
    runs: Vec<Run>,
}

/// A place that fits, since there are a few hundred economies.
pub(super) fn place(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// The product codes in order, and the place of each of the table's items among them.
pub(super) fn products(flows: &Flows) -> (Vec<String>, Vec<u16>) {
    let mut codes = flows.item_codes.clone();
    codes.sort_unstable();
    codes.dedup();
    let rank = flows.item_codes.iter().map(|code| place(codes.binary_search(code).unwrap_or(0))).collect();
    (codes, rank)
}

impl<'a> Rows<'a> {
    pub(super) fn of(flows: &'a Flows, rank: &'a [u16], year: Year) -> Self {
        if let Some(runs) = stored_runs(flows, rank, year) {
            return Self { flows, rank, sorted: None, runs };
        }
        let mut rows: Vec<Row> =
            (0..flows.len()).filter(|r| flows.year[*r] == year).map(|r| row(flows, rank, r)).collect();
        // By value too, so that the sum over rows of one key does not depend on their order.
        rows.par_sort_by(|a, b| a.key().cmp(&b.key()).then_with(|| a.value.total_cmp(&b.value)));
        rows.dedup_by(|next, kept| {
            let same = next.key() == kept.key();
            if same {
                kept.value += next.value;
            }
            same
        });
        let mut runs: Vec<Run> = Vec::new();
        for (at, Row { exporter, importer, .. }) in rows.iter().enumerate() {
            match runs.last_mut() {
                Some(run) if (run.exporter, run.importer) == (*exporter, *importer) => run.end = at + 1,
                _ => runs.push(Run { exporter: *exporter, importer: *importer, start: at, end: at + 1 }),
            }
        }
        Self { flows, rank, sorted: Some(rows), runs }
    }

    /// Hands over every row with a value above zero between two economies, by exporter and importer; the products of
    /// a pair come in the order of the table.
    pub(super) fn each(&self, mut visit: impl FnMut(Row)) {
        for run in &self.runs {
            self.run(run, &mut visit);
        }
    }

    /// The runs by exporter and by importer: for each place in the vocabulary, in the order of the partners.
    pub(super) fn by_economy(&self) -> [Vec<Vec<Run>>; 2] {
        let empty = || vec![Vec::new(); Economy::count()];
        let (mut exporters, mut importers) = (empty(), empty());
        for run in &self.runs {
            exporters[usize::from(run.exporter)].push(*run);
            importers[usize::from(run.importer)].push(*run);
        }
        [exporters, importers]
    }

    /// The rows of a run, as [`Rows::each`] gives them.
    #[inline]
    pub(super) fn run(&self, run: &Run, mut visit: impl FnMut(Row)) {
        if run.exporter == run.importer {
            return;
        }
        let Run { exporter, importer, start, end } = *run;
        match &self.sorted {
            Some(rows) => rows[start..end].iter().filter(|r| r.value > 0.0).for_each(|r| visit(*r)),
            None => {
                let items = &self.flows.item[start..end];
                for (item, value) in items.iter().zip(&self.flows.value_kusd[start..end]) {
                    if *value > 0.0 {
                        visit(Row { exporter, importer, product: self.rank[usize::from(*item)], value: *value });
                    }
                }
            }
        }
    }
}

/// The runs of the year in their order, if every pair has one and each product stands in it once.
fn stored_runs(flows: &Flows, rank: &[u16], year: Year) -> Option<Vec<Run>> {
    let n = flows.len();
    let mut runs: Vec<Run> = Vec::new();
    // The number of the run in which a product was last seen, counted from 1.
    let mut seen = vec![0_usize; rank.iter().map(|r| usize::from(*r) + 1).max().unwrap_or(0)];
    let (mut start, mut number) = (0, 0);
    while start < n {
        let (exporter, importer, in_year) = (flows.exporter[start], flows.importer[start], flows.year[start]);
        number += 1;
        let mut end = start;
        while end < n
            && flows.exporter[end] == exporter
            && flows.importer[end] == importer
            && flows.year[end] == in_year
        {
            let last = &mut seen[usize::from(rank[usize::from(flows.item[end])])];
            if std::mem::replace(last, number) == number {
                return None;
            }
            end += 1;
        }
        if in_year == year {
            runs.push(Run { exporter: place(exporter.index()), importer: place(importer.index()), start, end });
        }
        start = end;
    }
    let pair = |run: &Run| (run.exporter, run.importer);
    runs.sort_unstable_by_key(pair);
    runs.windows(2).all(|two| pair(&two[0]) < pair(&two[1])).then_some(runs)
}

fn row(flows: &Flows, rank: &[u16], r: usize) -> Row {
    Row {
        exporter: place(flows.exporter[r].index()),
        importer: place(flows.importer[r].index()),
        product: rank[usize::from(flows.item[r])],
        value: flows.value_kusd[r],
    }
}
