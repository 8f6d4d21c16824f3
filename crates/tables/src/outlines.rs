//! `outlines`: simplified country outlines for maps.
//!
//! One row a vertex; rings are closed by repeating their first vertex.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `economy` | word | code of the vocabulary |
//! | `ring` | whole number | number of the ring within the economy |
//! | `lon_cdeg`, `lat_cdeg` | whole number | hundredths of a degree, WGS 84 |
//! | `source` | word | short name of the source |

use crate::Economy;
use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};

/// A closed ring of an economy's outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// The economy.
    pub economy: Economy,
    /// (longitude, latitude) in hundredths of a degree.
    pub vertices: Vec<(i32, i32)>,
}

/// The rings as a frame.
///
/// # Errors
/// Never for rings of this type; the result is that of [`Frame::new`].
pub fn to_frame(rings: &[Ring], source: &str) -> Result<Frame, FrameError> {
    let mut number = 0;
    let mut previous = None;
    let (mut economy, mut ring, mut lon, mut lat) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for r in rings {
        number = if previous == Some(r.economy) { number + 1 } else { 0 };
        previous = Some(r.economy);
        for (x, y) in &r.vertices {
            economy.push(r.economy.code());
            ring.push(number);
            lon.push(*x);
            lat.push(*y);
        }
    }
    Frame::new(vec![
        ("economy", Column::Label(economy.iter().copied().collect())),
        ("ring", Column::Int(ring)),
        ("lon_cdeg", Column::Int(lon)),
        ("lat_cdeg", Column::Int(lat)),
        ("source", Column::Label(economy.iter().map(|_| source).collect())),
    ])
}

/// Reads the rings in file order.
///
/// # Errors
/// [`StoreError`] if the file is not an outlines table.
pub fn read(file: &TableFile) -> Result<Vec<Ring>, StoreError> {
    let mut out: Vec<Ring> = Vec::new();
    let mut last: Option<(Economy, i32)> = None;
    file.for_each(&Selection::default(), |frame| {
        let economies = frame.economies("economy")?;
        let (rings, lon, lat) = (frame.ints("ring")?, frame.ints("lon_cdeg")?, frame.ints("lat_cdeg")?);
        for row in 0..frame.rows() {
            let key = (economies[row], rings[row]);
            if last != Some(key) {
                out.push(Ring { economy: key.0, vertices: Vec::new() });
                last = Some(key);
            }
            if let Some(ring) = out.last_mut() {
                ring.vertices.push((lon[row], lat[row]));
            }
        }
        Ok(())
    })?;
    Ok(out)
}
