//! The readers of the prepared tables: the first byte of an input says which.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::path::Path;
use suzerain_sources::error::ImportError;
use suzerain_sources::input::ByteCounter;
use suzerain_sources::prepared::{Prepared, baci, cow, geodist, icio, npy, outlines, reserves, sipri, unga, wdi};

type Reader = fn(&Path, &ByteCounter) -> Result<Prepared, ImportError>;

/// The file a reader looks for, and the reader. Of those that read several files all but one are
/// absent, so that they end in an error at the latest there.
pub const READERS: [(&str, Reader); 16] = [
    ("baci_fuels_minerals/baci_hs92_74codes_1995_2024.csv.gz", baci::products),
    ("baci_fuels_minerals/products.csv", baci::product_names),
    ("world2023_194/trade_2023_with_domestic.csv.gz", baci::world_2023),
    ("world2023_194/trade_2023_with_domestic.csv.gz", baci::domestic_2023),
    ("baci_totals/baci_totals_29c_2005_2021.csv.gz", baci::totals_29),
    ("cow/cow_nmc.csv", cow::nmc),
    ("cow/atop_alliance.csv.gz", cow::atop),
    ("geodist/dist_cepii.csv.gz", geodist::pairs),
    ("icio_cubes/icio_trade_2011.csv.gz", icio::trade),
    ("icio_cubes/tariffs_2021_teti_28s.csv.gz", icio::tariffs),
    ("icio_cubes/trade_elasticities_28s_8sources.csv", icio::elasticities),
    ("map_geometry/countries-50m.json", outlines::rings),
    ("reserves/imf_cofer_selected_quarters.csv", reserves::cofer),
    ("sipri_arms/sipri_tiv_dyad_year_1995_2025_from_register.csv.gz", sipri::russia_china),
    ("un_votes/unga_votes_sessions_1_78_ccode.csv.gz", unga::votes),
    ("wdi/WDI_GDP_constant2015USD.csv", wdi::gdp_constant),
];

/// Reads the rest of the input by the reader that the first byte names.
pub fn any(data: &[u8]) {
    let Some((which, bytes)) = data.split_first() else { return };
    let (name, read) = READERS[usize::from(*which) % READERS.len()];
    let path = super::scratch().join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    let packed = if name.ends_with(".gz") {
        let mut gz = GzEncoder::new(Vec::new(), Compression::none());
        gz.write_all(bytes).expect("in memory");
        gz.finish().expect("in memory")
    } else {
        bytes.to_vec()
    };
    std::fs::write(&path, packed).expect("a file in the scratch folder");
    match read(super::scratch(), &ByteCounter::default()) {
        Ok(prepared) => {
            assert!(prepared.report.balances(), "rows do not add up: {}", prepared.report);
            assert!(!prepared.file_name().is_empty());
        }
        Err(error) => assert!(!error.to_string().starts_with("internal"), "{error}"),
    }
    let _ = std::fs::remove_file(path);
}

/// Any bytes as a NumPy array, and as an archive of them.
pub fn array(data: &[u8]) {
    if let Ok(array) = npy::parse(Path::new("a.npy"), data) {
        let count: usize = array.shape().iter().product();
        let _ = array.labels();
        if let Ok(floats) = array.floats(array.shape()) {
            assert_eq!(floats.len(), count);
        }
    }
    if data.starts_with(b"PK") {
        let path = super::scratch().join("a.npz");
        std::fs::write(&path, data).expect("a file in the scratch folder");
        if let Ok(mut archive) = npy::Archive::open(&path) {
            let _ = archive.array("a");
        }
    }
}
