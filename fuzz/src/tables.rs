//! Table files: every column and every typed reader.

use bytes::Bytes;
use suzerain_tables::frame::{Column, Frame, Labels};
use suzerain_tables::io::Block;
use suzerain_tables::store::{self, Absent, Scope, Selection, TableFile, TableKind, TableMeta, TableStatus};
use suzerain_tables::trade::FlowFilter;
use suzerain_tables::{
    Economy, Year, YearRange, arms, coverage, dyadic, geography, indicators, io, issues, labels, obligations, outlines, pairs, positions, rates,
    reserves, supply, trade, votes,
};

/// Asserts that a table an importer wrote decodes, typed readers included, and holds no infinity.
pub fn read_back(table: &TableFile) {
    let frame = table.read(&Selection::default()).expect("a table just written decodes");
    assert_eq!(frame.rows() as u64, table.rows());
    for (name, column) in frame.columns() {
        if let Column::Float(values) = column {
            assert!(!values.iter().any(|v| v.is_infinite()), "an infinity in {name}");
        }
    }
    typed(table, Some(table.meta().kind)).expect("a table just written has the columns of its kind");
}

/// Opens bytes as a table and reads them in every way there is.
pub fn any_bytes(data: &[u8]) {
    super::pass_the_libraries();
    let Ok(table) = TableFile::from_bytes("fuzz.parquet", Bytes::copy_from_slice(data)) else { return };
    let _ = table.rows();
    if let Ok(frame) = table.read(&Selection::default()) {
        for (name, column) in frame.columns() {
            assert_eq!(column.len(), frame.rows(), "{name}");
            let _ = (frame.ints(name).is_ok(), frame.floats(name).is_ok(), frame.economies(name).is_ok());
        }
    }
    let years = YearRange::new(Year(2000), Year(2010));
    let _ = table.read(&Selection { columns: &[], years: Some(years) });
    let _ = typed(&table, None);
}

/// The typed reader of one kind, or of all; the first error.
fn typed(table: &TableFile, kind: Option<TableKind>) -> Result<(), store::StoreError> {
    let ends = [Economy::from_code("RUS"), Economy::from_code("CHN")];
    let [Some(rus), Some(chn)] = ends else { return Ok(()) };
    let mut first = Ok(());
    for one in TableKind::ALL {
        if kind.is_some_and(|k| k != one) {
            continue;
        }
        let result = match one {
            TableKind::Trade => {
                let some = FlowFilter {
                    years: Some(YearRange::new(Year(1990), Year(2030))),
                    touching: vec![rus],
                    quantities: true,
                };
                trade::read(table, &FlowFilter::default()).and_then(|all| {
                    let touching = trade::read(table, &some)?;
                    assert!(touching.len() <= all.len());
                    Ok(())
                })
            }
            TableKind::Indicators => indicators::Indicators::read(table).map(|values| {
                let _ = (values.get("cinc", rus, Year(2011)), values.window("cinc", rus));
            }),
            TableKind::Votes => votes::read(table, &[rus, chn]).map(drop),
            TableKind::Obligations => {
                obligations::each(table, |_| {}).and_then(|()| obligations::read_pair(table, rus, chn).map(drop))
            }
            TableKind::Reserves => reserves::read(table).map(drop),
            TableKind::Arms => arms::read(table).map(drop),
            TableKind::Io => io::each(table, &Block::ALL, |_| {}),
            TableKind::Geography => geography::read(table).map(drop),
            TableKind::Tariffs => rates::read_tariffs(table).map(drop),
            TableKind::Elasticities => rates::read_elasticities(table).map(drop),
            TableKind::Outlines => outlines::read(table).map(drop),
            TableKind::Labels => labels::read(table).map(drop),
            TableKind::Positions => positions::read(table).map(drop),
            TableKind::Dyadic => dyadic::read(table, dyadic::MISSION).map(drop),
            TableKind::Supply => supply::read(table).map(drop),
            TableKind::Issues => issues::read(table).map(drop),
        };
        first = first.and(result);
    }
    let pairs = pairs::years_with_rows(table, rus, chn).map(drop);
    if kind.is_none() || pairs::flow_columns(table.meta().kind).is_none() { first } else { first.and(pairs) }
}

/// Hands out the bytes of an input piece by piece.
struct Pieces<'a>(&'a [u8]);

impl Pieces<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn word(&mut self) -> i32 {
        i32::from_le_bytes(std::array::from_fn(|_| self.byte()))
    }

    fn number(&mut self) -> f64 {
        f64::from_le_bytes(std::array::from_fn(|_| self.byte()))
    }
}

/// The columns of all schemas.
const COLUMNS: [&str; 49] = [
    "year",
    "exporter",
    "importer",
    "classification",
    "item",
    "value_kusd",
    "quantity_t",
    "source",
    "economy",
    "variable",
    "value",
    "session",
    "resolution",
    "vote",
    "a",
    "b",
    "defense",
    "offense",
    "neutrality",
    "nonaggression",
    "consultation",
    "date",
    "holder",
    "breakdown",
    "asset",
    "share",
    "basis",
    "supplier",
    "recipient",
    "tiv_m",
    "block",
    "seller",
    "seller_sector",
    "buyer",
    "buyer_sector",
    "origin",
    "destination",
    "distance_km",
    "contiguous",
    "rate",
    "ring",
    "lon_cdeg",
    "lat_cdeg",
    "label",
    "owner",
    "counterpart",
    "withheld",
    "provider",
    "input",
];

/// Words of the columns of words.
const WORDS: [&str; 12] =
    ["RUS", "CHN", "USA", "", "intermediate", "final", "output", "icio28", "total", "ZZZ", "27", "ТЕСТ"];

/// A table of any columns with any contents: written, read back the same, and given to every typed
/// reader.
pub fn any_frame(data: &[u8]) {
    let mut pieces = Pieces(data);
    let kind = TableKind::ALL[usize::from(pieces.byte()) % TableKind::ALL.len()];
    let rows = usize::from(pieces.byte()) % 40;
    let mut columns: Vec<(&str, Column)> = Vec::new();
    for _ in 0..pieces.byte() % 12 {
        let name = COLUMNS[usize::from(pieces.byte()) % COLUMNS.len()];
        if columns.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let column = match pieces.byte() % 5 {
            0 => Column::Int((0..rows).map(|_| pieces.word()).collect()),
            1 => Column::Int((0..rows).map(|_| 1990 + i32::from(pieces.byte() % 40)).collect()),
            2 => Column::Float((0..rows).map(|_| pieces.number()).collect()),
            3 => Column::Float((0..rows).map(|_| f64::from(pieces.word()) / 1000.0).collect()),
            _ => Column::Label((0..rows).map(|_| WORDS[usize::from(pieces.byte()) % WORDS.len()]).collect::<Labels>()),
        };
        columns.push((name, column));
    }
    let Ok(frame) = Frame::new(columns) else { return };
    let mut windows = coverage::Coverage::default();
    if let Some(economy) = Economy::from_index(usize::from(pieces.byte())) {
        windows.extend(coverage::FLOWS, economy, Year(i16::from(pieces.byte())));
    }
    let meta = TableMeta {
        kind,
        source: "fuzz".into(),
        vintage: "v".into(),
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Observed,
        absent: Absent::Unknown,
        coverage: windows,
        notes: vec![],
    };
    let path = super::scratch().join("frame.parquet");
    if store::write(&path, &frame, &meta).is_err() {
        return;
    }
    let table = TableFile::open(&path).expect("a table just written opens");
    assert_eq!(table.meta(), &meta);
    let back = table.read(&Selection::default()).expect("a table just written decodes");
    if rows > 0 {
        assert_eq!(back.columns().len(), frame.columns().len());
    }
    for ((name, was), (_, is)) in frame.columns().iter().zip(back.columns()) {
        match (was, is) {
            (Column::Float(was), Column::Float(is)) => {
                let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
                assert!(was.len() == is.len() && was.iter().zip(is).all(same), "{name}: {was:?} came back as {is:?}");
            }
            (Column::Label(was), Column::Label(is)) => {
                assert_eq!(was.len(), is.len(), "{name}");
                assert!((0..was.len()).all(|row| was.get(row) == is.get(row)), "{name}");
            }
            (was, is) => assert_eq!(was, is, "{name}"),
        }
    }
    let _ = typed(&table, None);
}
