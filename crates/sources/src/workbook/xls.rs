//! A look over an .xls file (compound file, records of BIFF5 or BIFF8): whether its chains of
//! sectors end, its sheets are where it says, and its cells lie within bounds. Contents are left
//! to the library.

use super::{BLANKS, Bounds, Corners};

/// First bytes of a compound file.
pub(super) const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Sector numbers from here on are marks.
const MARKS: u32 = 0xffff_fffa;
/// Mark at the end of a chain.
const END: u32 = 0xffff_fffe;
/// Streams shorter than this lie among the small ones; no table does.
const SMALL: usize = 4096;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;

/// Looks a file over; the text says why it is refused.
pub(super) fn look_over(bytes: &[u8], bounds: Bounds) -> Result<(), String> {
    let file = Compound::open(bytes)?;
    let stream = file.workbook()?;
    let sheets = sheets(&stream)?;
    for (number, start) in sheets.iter().enumerate() {
        if sheets[..number].contains(start) {
            return Err("two sheets stand in the same place".into());
        }
        let rest = stream.get(*start..).ok_or("a sheet lies beyond the end")?;
        look_over_sheet(rest, bounds)?;
    }
    Ok(())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|word| u32_at(word, 0))
}

/// A compound file: sectors, and for each the number of the next.
struct Compound<'a> {
    bytes: &'a [u8],
    size: usize,
    next: Vec<u32>,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let short = "the header is cut short";
        let shift = u16_at(bytes, 30).ok_or(short)?;
        if shift != 9 && shift != 12 {
            return Err(format!("sectors of 2^{shift} bytes"));
        }
        let word = |at: usize| u32_at(bytes, at).ok_or(short);
        let mut file = Self { bytes, size: 1 << shift, next: Vec::new(), directory: Vec::new() };
        // Where the table of next sectors lies: 109 places in the header, more in a chain.
        let mut places: Vec<u32> = words(bytes.get(76..512).ok_or(short)?).collect();
        let mut more = word(68)?;
        for _ in 0..=file.sectors() {
            if more >= MARKS {
                break;
            }
            places.extend(words(file.sector(more)?));
            more = places.pop().unwrap_or(END);
        }
        if more < MARKS {
            return Err("the list of sector tables does not end".into());
        }
        for place in places.into_iter().filter(|p| *p < MARKS) {
            if file.next.len() > file.sectors() + file.size {
                return Err("more sector tables than sectors".into());
            }
            file.next.extend(words(file.sector(place)?));
        }
        file.directory = file.chain(word(48)?, usize::MAX)?;
        if word(64)? > 0 {
            // The small streams and the table of their sectors.
            let small = usize::try_from(word(64)?).unwrap_or(usize::MAX).saturating_mul(file.size);
            file.chain(word(60)?, small)?;
            let root = file.directory.get(..ENTRY).ok_or("the directory is empty")?;
            file.chain(u32_at(root, 116).unwrap_or(END), u32_at(root, 120).unwrap_or(0) as usize)?;
        }
        Ok(file)
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.size
    }

    fn sector(&self, number: u32) -> Result<&'a [u8], String> {
        let start = (number as usize).checked_add(1).and_then(|n| n.checked_mul(self.size));
        let start = start.filter(|start| *start < self.bytes.len());
        let start = start.ok_or_else(|| format!("sector {number} lies beyond the end"))?;
        Ok(&self.bytes[start..self.bytes.len().min(start + self.size)])
    }

    /// The bytes of a chain of sectors, up to a length.
    fn chain(&self, start: u32, length: usize) -> Result<Vec<u8>, String> {
        let (mut at, mut found) = (start, Vec::new());
        for _ in 0..=self.sectors() {
            if at == END || found.len() >= length {
                found.truncate(length);
                return Ok(found);
            }
            found.extend_from_slice(self.sector(at)?);
            at = *self.next.get(at as usize).ok_or_else(|| format!("sector {at} has no successor"))?;
        }
        Err("a chain of sectors does not end".into())
    }

    /// The stream of the workbook, as the library finds it: the first entry called so.
    fn workbook(&self) -> Result<Vec<u8>, String> {
        let name = |entry: &[u8]| -> String {
            let units: Vec<u16> = (0..32).filter_map(|i| u16_at(entry, 2 * i)).take_while(|u| *u != 0).collect();
            String::from_utf16_lossy(&units).to_ascii_lowercase()
        };
        let entries = || self.directory.chunks_exact(ENTRY);
        let entry = ["workbook", "book"].into_iter().find_map(|wanted| entries().find(|e| name(e) == wanted));
        let entry = entry.ok_or("no stream `Workbook` or `Book`")?;
        let length = u32_at(entry, 120).unwrap_or(0) as usize;
        if length < SMALL {
            return Err("the workbook is too small for a table".into());
        }
        self.chain(u32_at(entry, 116).unwrap_or(END), length)
    }
}

/// Kind and contents of each record, up to the end of the stream.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, 0)?, usize::from(u16_at(stream, 2)?));
        let rest = &stream[4..];
        let data = rest.get(..length)?;
        stream = &rest[length..];
        Some((kind, data))
    })
}

const EOF: u16 = 0x000a;
const BOF: u16 = 0x0809;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MULTIPLE_NUMBERS: u16 = 0x00bd;
/// Formula, number, label, rich text, truth or error, compressed number, shared label, blank.
const CELLS: [u16; 8] = [0x0006, 0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x00fd, 0x0201];

/// Where the sheets start.
fn sheets(stream: &[u8]) -> Result<Vec<usize>, String> {
    let globals = records(stream).take_while(|(kind, _)| *kind != EOF);
    globals
        .filter(|(kind, _)| *kind == BOUND_SHEET)
        .map(|(_, data)| Ok(u32_at(data, 0).ok_or("a sheet without a place")? as usize))
        .collect()
}

fn look_over_sheet(stream: &[u8], bounds: Bounds) -> Result<(), String> {
    let (mut depth, mut corners) = (0_u32, None);
    // A cell takes at least six bytes of the file, so that the area may be as large as the file.
    let most = BLANKS + stream.len() as u64;
    let too_far = |area: u64| (area > most).then(|| "the cells lie too far apart for a table".to_owned());
    for (kind, data) in records(stream) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            DIMENSIONS => {
                if let Some(why) = too_far(declared(data)?) {
                    return Err(why);
                }
            }
            _ if kind == MULTIPLE_NUMBERS || CELLS.contains(&kind) => {
                let at = u16_at(data, 0).zip(u16_at(data, 2)).ok_or("a cell without a place")?;
                let (row, column) = (u32::from(at.0), u32::from(at.1));
                let width = if kind == MULTIPLE_NUMBERS { data.len().saturating_sub(6) / 6 } else { 1 };
                let last = column + u32::try_from(width.saturating_sub(1)).unwrap_or(u32::MAX / 2);
                if let Some(why) = bounds.refusal((row, last)) {
                    return Err(why);
                }
                Corners::widen(&mut corners, (row, column));
                Corners::widen(&mut corners, (row, last));
            }
            _ => {}
        }
    }
    corners.map(Corners::area).and_then(too_far).map_or(Ok(()), Err)
}

/// The area that a sheet says it has.
fn declared(data: &[u8]) -> Result<u64, String> {
    let (rows, columns) = match data.len() {
        10 => (u16_at(data, 0).map(u32::from).zip(u16_at(data, 2).map(u32::from)), (4, 6)),
        14 | 16 => (u32_at(data, 0).zip(u32_at(data, 4)), (8, 10)),
        _ => return Err("a sheet's size is not given in a known way".into()),
    };
    let columns = u16_at(data, columns.0).zip(u16_at(data, columns.1));
    let (Some((first_row, end_row)), Some((first, end))) = (rows, columns) else { return Ok(0) };
    if end_row == 0 || end == 0 {
        return Ok(0);
    }
    if first_row >= end_row {
        return Err("a sheet ends before it starts".into());
    }
    // A first column past the last, or out of reach, is taken for 0.
    let first = if first > 0xff || first >= end { 0 } else { first };
    Ok(u64::from(end_row - first_row) * u64::from(end - first))
}
