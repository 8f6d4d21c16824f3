//! The flows of a year in an order that fixes every sum: by exporter, importer, product.

use suzerain_tables::Year;
use suzerain_tables::trade::Flows;

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

/// The rows of one year, sorted, each key once: the same for any order of the table's rows.
pub(super) enum Rows<'a> {
    /// The table is in that order already, and holds this year only.
    AsStored(&'a Flows),
    /// Picked and sorted.
    Picked(Vec<Row>),
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
    pub(super) fn of(flows: &'a Flows, rank: &[u16], year: Year) -> Self {
        let mut last: Option<(u16, u16, u16)> = None;
        let stored = (0..flows.len()).all(|r| {
            let key = row(flows, rank, r).key();
            let rises = last.is_none_or(|l| l < key);
            last = Some(key);
            rises && flows.year[r] == year
        });
        if stored {
            return Self::AsStored(flows);
        }
        let mut picked: Vec<Row> =
            (0..flows.len()).filter(|r| flows.year[*r] == year).map(|r| row(flows, rank, r)).collect();
        // By value too, so that the sum over rows of one key does not depend on their order.
        picked.sort_by(|a, b| a.key().cmp(&b.key()).then_with(|| a.value.total_cmp(&b.value)));
        picked.dedup_by(|next, kept| {
            let same = next.key() == kept.key();
            if same {
                kept.value += next.value;
            }
            same
        });
        Self::Picked(picked)
    }

    /// Hands over every row with a value above zero between two economies, in order.
    #[inline]
    pub(super) fn each(&self, rank: &[u16], mut visit: impl FnMut(Row)) {
        let mut visit = |row: Row| {
            if row.exporter != row.importer && row.value > 0.0 {
                visit(row);
            }
        };
        match self {
            Self::AsStored(flows) => (0..flows.len()).for_each(|r| visit(row(flows, rank, r))),
            Self::Picked(rows) => rows.iter().for_each(|r| visit(*r)),
        }
    }
}

#[inline]
fn row(flows: &Flows, rank: &[u16], r: usize) -> Row {
    Row {
        exporter: place(flows.exporter[r].index()),
        importer: place(flows.importer[r].index()),
        product: rank[usize::from(flows.item[r])],
        value: flows.value_kusd[r],
    }
}
