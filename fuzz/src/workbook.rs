//! Workbooks around a sheet: mutated bytes of a packed workbook rarely get past its checksums.

use std::io::{Cursor, Write as _};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="WIOT_2011" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// An .xlsx whose only sheet is `sheet`.
pub fn around(sheet: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        archive.start_file(name, stored).expect("a member");
        archive.write_all(bytes).expect("in memory");
    }
    archive.finish().expect("in memory").into_inner()
}

/// A sheet with these rows.
pub fn sheet(rows: &[Vec<&str>]) -> Vec<u8> {
    let mut xml =
        String::from(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#);
    for (at, row) in rows.iter().enumerate() {
        xml += &format!(r#"<row r="{}">"#, at + 1);
        for (column, cell) in (b'A'..=b'Z').zip(row) {
            let place = format!("{}{}", char::from(column), at + 1);
            match cell.parse::<f64>() {
                Ok(value) => xml += &format!(r#"<c r="{place}"><v>{value}</v></c>"#),
                Err(_) => xml += &format!(r#"<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>"#),
            }
        }
        xml += "</row>";
    }
    (xml + "</sheetData></worksheet>").into_bytes()
}

fn record(out: &mut Vec<u8>, kind: u16, data: &[u8]) {
    out.extend(kind.to_le_bytes());
    out.extend(u16::try_from(data.len()).expect("short").to_le_bytes());
    out.extend(data);
}

/// The records (BIFF8) of an .xls with one sheet of these rows.
pub fn records(rows: &[Vec<&str>]) -> Vec<u8> {
    let mut out = Vec::new();
    let start = |kind: u8| [0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    record(&mut out, 0x0809, &start(5));
    let place = u32::try_from(out.len() + 4 + 4 + 4 + 5 + 4).expect("short");
    let mut bound = place.to_le_bytes().to_vec();
    bound.extend([0, 0, 5, 0]);
    bound.extend(b"Sheet");
    record(&mut out, 0x0085, &bound);
    record(&mut out, 0x000a, &[]);
    record(&mut out, 0x0809, &start(0x10));
    let mut size = vec![0; 14];
    size[4] = u8::try_from(rows.len()).expect("few rows");
    size[10] = 14;
    record(&mut out, 0x0200, &size);
    for (at, row) in (0_u16..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            let mut data = at.to_le_bytes().to_vec();
            data.extend(column.to_le_bytes());
            data.extend([0, 0]);
            match cell.parse::<f64>() {
                Ok(value) => {
                    data.extend(value.to_le_bytes());
                    record(&mut out, 0x0203, &data);
                }
                Err(_) => {
                    data.extend(u16::try_from(cell.len()).expect("short").to_le_bytes());
                    data.push(0);
                    data.extend(cell.as_bytes());
                    record(&mut out, 0x0204, &data);
                }
            }
        }
    }
    record(&mut out, 0x000a, &[]);
    out
}

/// A compound file whose stream `Workbook` is `stream`, padded to 4,096 bytes at least.
pub fn compound(stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    let length = stream.len().max(4096);
    let data = length.div_ceil(SECTOR);
    let tables = (data + 1).div_ceil(127);
    let number = |n: usize| u32::try_from(n).expect("a small file").to_le_bytes();
    let end = 0xffff_fffe_u32.to_le_bytes();
    let free = [0xff; 4];
    let mut out = vec![0; 76];
    out[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        out[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    out[44..48].copy_from_slice(&number(tables));
    out[48..52].copy_from_slice(&number(tables));
    out[56..60].copy_from_slice(&number(4096));
    out[60..64].copy_from_slice(&end);
    out[68..72].copy_from_slice(&end);
    for place in 0..109 {
        out.extend(if place < tables { number(place) } else { free });
    }
    // Sectors: the tables of successors, one of the directory, the stream.
    for sector in 0..tables * 128 {
        out.extend(match sector {
            s if s < tables => 0xffff_fffd_u32.to_le_bytes(),
            s if s == tables || s == tables + data => end,
            s if s < tables + data => number(s + 1),
            _ => free,
        });
    }
    for (name, kind, first, size) in [("Root Entry", 5, end, 0), ("Workbook", 2, number(tables + 1), length)] {
        let mut entry = vec![0; 128];
        for (at, letter) in name.bytes().enumerate() {
            entry[2 * at] = letter;
        }
        entry[64] = u8::try_from(2 * name.len() + 2).expect("short");
        entry[66] = kind;
        entry[68..80].copy_from_slice(&[0xff; 12]);
        entry[116..120].copy_from_slice(&first);
        entry[120..124].copy_from_slice(&number(size));
        out.extend(entry);
    }
    out.resize(SECTOR * (1 + tables + 1), 0);
    out.extend(stream);
    out.resize(SECTOR * (1 + tables + 1 + data), 0);
    out
}
