//! A small folder of tables, as `suzerain import` would leave it. The figures are made up.

use std::path::Path;
use suzerain_tables::classification::{Classification, TOTAL};
use suzerain_tables::store::{self, TableMeta};
use suzerain_tables::trade::Flows;
use suzerain_tables::{Economy, Year};

/// Short name of the one source.
pub const SOURCE: &str = "test-flows";

/// Writes one trade table, its description, and who reports.
pub fn fill(folder: &Path) {
    let economy = |code: &str| Economy::from_code(code).expect("a code of the vocabulary");
    let (rus, blr, chn) = (economy("RUS"), economy("BLR"), economy("CHN"));
    let rows = [(2019, rus, blr), (2020, rus, blr), (2021, rus, blr), (2019, rus, chn), (2022, chn, rus)];
    let flows = Flows {
        year: rows.iter().map(|row| Year(row.0)).collect(),
        exporter: rows.iter().map(|row| row.1).collect(),
        importer: rows.iter().map(|row| row.2).collect(),
        item: vec![0; rows.len()],
        item_codes: vec![TOTAL.into()],
        value_kusd: vec![1000.0; rows.len()],
        quantity_t: vec![f64::NAN; rows.len()],
    };
    let meta: TableMeta = serde_json::from_str(FOOTER).expect("a footer as tables carry it");
    let frame = flows.to_frame(Classification::Total, SOURCE).expect("columns of one length");
    let table = folder.join("trade.parquet");
    store::write(&table, &frame, &meta).expect("a table in a temporary folder");
    let sources = SOURCES.replace("CHECKSUM", &checksum(&table));
    std::fs::write(folder.join("sources.toml"), sources).expect("a temporary file");
    std::fs::write(folder.join("reporting.toml"), REPORTING).expect("a temporary file");
}

fn checksum(path: &Path) -> String {
    use sha2::Digest;
    let bytes = std::fs::read(path).expect("just written");
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

const FOOTER: &str = r#"{
    "kind": "trade",
    "source": "test-flows",
    "vintage": "v1",
    "classification": "total",
    "universe": "covered-3",
    "status": "observed",
    "absent": "zero-if-either-reports",
    "coverage": [["flows", "RUS", 2019, 2022], ["flows", "BLR", 2019, 2022], ["flows", "CHN", 2019, 2022]]
}"#;

const SOURCES: &str = r#"
[[source]]
id = "test-flows"
title = "Made-up flows"
publisher = "Nobody"
vintage = "v1"
licence = "not stated by the publisher"
citation = "Nobody: Made-up flows."
bibtex = "@misc{test-flows, title = {Made-up flows}}"
url = "https://example.org/flows"
caveats = ["The figures are made up."]

[[source.files]]
name = "trade.parquet"
sha256 = "CHECKSUM"
rows = 5
"#;

const REPORTING: &str = r#"
[[silence]]
economy = "RUS"
from = 2022
basis = "published"
source = "made up"

[[silence]]
economy = "BLR"
from = 2022
basis = "published"
source = "made up"
"#;
