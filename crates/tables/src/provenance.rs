//! Sources: who published a dataset, under which licence, in which vintage, and how to cite it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The short name of a source, e.g. `baci-hs92` or `icio-2025`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub String);

impl SourceId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SourceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One entry of a `sources.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short name, unique in the file.
    pub id: SourceId,
    /// Title of the dataset.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Release or vintage as the publisher names it.
    pub vintage: String,
    /// Licence as the publisher words it, or `not stated by the publisher`.
    pub licence: String,
    /// How to cite it, one sentence.
    pub citation: String,
    /// BibTeX entry.
    pub bibtex: String,
    /// Where the publisher offers it (a page, not a file).
    pub url: String,
    /// What a reader must know before using it.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Table files built from it.
    #[serde(default)]
    pub files: Vec<SourceFile>,
}

/// A table file with its checksum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// File name in the same folder as `sources.toml`.
    pub name: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Rows of the table.
    pub rows: u64,
}

/// A parsed `sources.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// The entries in file order.
    #[serde(default, rename = "source")]
    pub entries: Vec<Source>,
}

impl Sources {
    /// Parses the text of a `sources.toml`.
    ///
    /// # Errors
    /// Returns the TOML error, which carries line and column.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The entry with this short name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Source> {
        self.entries.iter().find(|s| s.id.as_str() == id)
    }

    /// The entries with these short names, each once, in the order of the list; names without an entry are passed over.
    #[must_use]
    pub fn named<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Vec<&Source> {
        let wanted: BTreeSet<&str> = ids.into_iter().collect();
        self.entries.iter().filter(|s| wanted.contains(s.id.as_str())).collect()
    }
}
