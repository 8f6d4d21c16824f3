//! Seeds that are made, not copied: the runner names the folder in `SEEDS`.

use crate::{prepared, workbook};
use flate2::read::MultiGzDecoder;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use zip::write::{SimpleFileOptions, ZipWriter};

fn fixture(name: &str) -> Option<Vec<u8>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/sources/tests/fixtures");
    std::fs::read(fixtures.join(name)).ok()
}

fn put(name: &str, first: Option<u8>, bytes: &[u8]) {
    let Some(folder) = std::env::var_os("SEEDS").map(PathBuf::from) else { return };
    let all: Vec<u8> = first.into_iter().chain(bytes.iter().copied()).collect();
    if all.len() <= 1 << 16 {
        std::fs::write(folder.join(name), all).expect("a seed");
    }
}

/// The prepared tables' fixtures, unpacked, behind the number of their reader.
pub fn prepared() {
    for (number, (name, _)) in prepared::READERS.iter().enumerate() {
        let Some(mut bytes) = fixture(&format!("prepared/{name}")) else { continue };
        if name.ends_with(".gz") {
            let packed = std::mem::take(&mut bytes);
            MultiGzDecoder::new(Cursor::new(packed)).read_to_end(&mut bytes).expect("a whole fixture");
        }
        put(&format!("prepared-{number}"), u8::try_from(number).ok(), &bytes);
    }
}

/// A fixture in a zip archive, packed and stored, and in gzip.
pub fn archive() {
    let Some(text) = fixture("nmc/NMC-70-abridged.csv") else { return };
    for (name, method) in [("packed", zip::CompressionMethod::Deflated), ("stored", zip::CompressionMethod::Stored)] {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        archive.start_file("NMC-70-abridged.csv", options).expect("a member");
        archive.write_all(&text).expect("in memory");
        put(name, Some(0), archive.finish().expect("in memory").get_ref());
    }
    for (name, level) in [("gz", flate2::Compression::fast()), ("gz-stored", flate2::Compression::none())] {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), level);
        gz.write_all(&text).expect("in memory");
        put(name, Some(1), &gz.finish().expect("in memory"));
    }
}

/// A sheet, and records of an .xls, with the first rows of GeoDist.
pub fn geodist_cells(records: bool) {
    let Some(text) = fixture("geodist/dist_cepii.csv") else { return };
    let text = String::from_utf8_lossy(&text).replace('"', "");
    let rows: Vec<Vec<&str>> = text.lines().take(8).map(|line| line.split(',').collect()).collect();
    if records { put("rows", None, &workbook::records(&rows)) } else { put("rows", None, &workbook::sheet(&rows)) }
}

/// Whole workbooks behind the number of their form.
pub fn workbooks() {
    if let Some(bytes) = fixture("wiod/wiot11_row_sep12.xlsx") {
        put("wiod", Some(2), &bytes);
        put("geodist", Some(1), &bytes);
    }
    let row = ["iso_o", "iso_d", "contig"];
    put("xls", Some(0), &workbook::compound(&workbook::records(&[row.to_vec()])));
}

/// Arrays of each type.
pub fn arrays() {
    let file = |header: &str, body: &[u8]| {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(header.len()).expect("short").to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(body);
        bytes
    };
    for (number, (header, length)) in [
        ("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n", 24),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }\n", 32),
        ("{'descr': '<i4', 'fortran_order': False, 'shape': (4,), }\n", 16),
        ("{'descr': '<i8', 'fortran_order': False, 'shape': (), }\n", 8),
        ("{'descr': '<U3', 'fortran_order': False, 'shape': (2,), }\n", 24),
    ]
    .into_iter()
    .enumerate()
    {
        put(&format!("array-{number}"), None, &file(header, &vec![0x41; length]));
    }
}

/// Missions as the publisher lists them.
pub fn diplomatic_exchange() {
    let head = "ccode1,ccode2,year,DR_at_1,DR_at_2,DE,version\n";
    put("missions", None, format!("{head}2,365,1985,3,3,1,2006.1\n2,710,1970,0,0,0,2006.1\n").as_bytes());
}

/// Own values by name and by code.
pub fn dyadic() {
    put("own", None, b"year,from,to,variable,value\n2005,USA,South Korea,troops,30983\n2005,DNK,DEU,anchor,1\n");
}

/// Actors with sizes, and ties.
pub fn coalition() {
    put("actors", Some(0), b"economy,size\nUSSR,3\nUSA,5.5\nWest Germany,1\n");
    put("ties", Some(1), b"a,b,component,value,year\nUSA,USSR,arms,-0.5,1985\nUSA,FRA,arms,1,1985\nUSA,FRA,arms,1,1986\n");
}

/// Shares by sector and economy, without labels.
pub fn caliendo_parro() {
    put("shares", None, "0.5 0.25 1e-3\t0.125\n".repeat(40).as_bytes());
}
