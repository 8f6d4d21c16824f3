//! `labels`: names of the products in a classification.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `classification`, `item` | word | product code |
//! | `name` | word | the publisher's description |
//! | `source` | word | short name of the source |

use crate::classification::Classification;
use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};
use std::collections::BTreeMap;

/// The names as a frame.
///
/// # Errors
/// Never for such pairs; the result is that of [`Frame::new`].
pub fn to_frame(classification: Classification, names: &[(String, String)], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("classification", Column::Label(names.iter().map(|_| classification.id()).collect())),
        ("item", Column::Label(names.iter().map(|(code, _)| code.as_str()).collect())),
        ("name", Column::Label(names.iter().map(|(_, name)| name.as_str()).collect())),
        ("source", Column::Label(names.iter().map(|_| source).collect())),
    ])
}

/// Reads the names by classification identifier and code.
///
/// # Errors
/// [`StoreError`] if the file is not a labels table.
pub fn read(file: &TableFile) -> Result<BTreeMap<(String, String), String>, StoreError> {
    let mut out = BTreeMap::new();
    file.for_each(&Selection::default(), |frame| {
        let (classifications, items, names) =
            (frame.labels("classification")?, frame.labels("item")?, frame.labels("name")?);
        for row in 0..frame.rows() {
            out.insert((classifications.get(row).to_owned(), items.get(row).to_owned()), names.get(row).to_owned());
        }
        Ok(())
    })?;
    Ok(out)
}
