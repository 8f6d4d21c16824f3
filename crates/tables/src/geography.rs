//! `geography`: distances and borders by ordered pair.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `origin`, `destination` | word | codes of the vocabulary |
//! | `contiguous`, `common_language`, `colonial_tie` | whole number | 1 or 0 |
//! | `distance_km` | number | between the largest cities |
//! | `distance_capitals_km` | number | between the capitals |
//! | `distance_weighted_km` | number | population-weighted; null where the source has none |
//! | `source` | word | short name of the source |

use crate::Economy;
use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};

/// Geography of an ordered pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Origin.
    pub origin: Economy,
    /// Destination.
    pub destination: Economy,
    /// Whether they share a land border.
    pub contiguous: bool,
    /// Whether they share an official language.
    pub common_language: bool,
    /// Whether one was a colony of the other.
    pub colonial_tie: bool,
    /// Kilometres between the largest cities.
    pub distance_km: f64,
    /// Kilometres between the capitals.
    pub distance_capitals_km: f64,
    /// Population-weighted kilometres; NaN where the source has none.
    pub distance_weighted_km: f64,
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[Pair], source: &str) -> Result<Frame, FrameError> {
    let bit = |f: fn(&Pair) -> bool| Column::Int(rows.iter().map(|r| i32::from(f(r))).collect());
    let number = |f: fn(&Pair) -> f64| Column::Float(rows.iter().map(f).collect());
    Frame::new(vec![
        ("origin", Column::Label(rows.iter().map(|r| r.origin.code()).collect())),
        ("destination", Column::Label(rows.iter().map(|r| r.destination.code()).collect())),
        ("contiguous", bit(|r| r.contiguous)),
        ("common_language", bit(|r| r.common_language)),
        ("colonial_tie", bit(|r| r.colonial_tie)),
        ("distance_km", number(|r| r.distance_km)),
        ("distance_capitals_km", number(|r| r.distance_capitals_km)),
        ("distance_weighted_km", number(|r| r.distance_weighted_km)),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// Reads the table whole, in file order.
///
/// # Errors
/// [`StoreError`] if the file is not a geography table.
pub fn read(file: &TableFile) -> Result<Vec<Pair>, StoreError> {
    let mut out = Vec::new();
    file.for_each(&Selection::default(), |frame| {
        let (origins, destinations) = (frame.economies("origin")?, frame.economies("destination")?);
        let (contiguous, language, colony) =
            (frame.ints("contiguous")?, frame.ints("common_language")?, frame.ints("colonial_tie")?);
        let (cities, capitals, weighted) = (
            frame.floats("distance_km")?,
            frame.floats("distance_capitals_km")?,
            frame.floats("distance_weighted_km")?,
        );
        for row in 0..frame.rows() {
            out.push(Pair {
                origin: origins[row],
                destination: destinations[row],
                contiguous: contiguous[row] != 0,
                common_language: language[row] != 0,
                colonial_tie: colony[row] != 0,
                distance_km: cities[row],
                distance_capitals_km: capitals[row],
                distance_weighted_km: weighted[row],
            });
        }
        Ok(())
    })?;
    Ok(out)
}
