//! What a table's footer says, and what can be wrong with a table file.

use crate::classification::Classification;
use crate::coverage::Coverage;
use crate::figure::Status;
use crate::frame::FrameError;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The footer key that holds a [`TableMeta`] as JSON.
pub const META_KEY: &str = "suzerain.table";

/// Which table a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableKind {
    /// Flows between economies.
    Trade,
    /// One value a variable, economy and year.
    Indicators,
    /// Roll-call votes.
    Votes,
    /// Alliance clauses by dyad-year.
    Obligations,
    /// Composition of foreign-exchange reserves.
    Reserves,
    /// Arms transfers by pair and year.
    Arms,
    /// Input-output blocks.
    Io,
    /// Distances and borders.
    Geography,
    /// Applied tariffs.
    Tariffs,
    /// Trade elasticities.
    Elasticities,
    /// Outlines for maps.
    Outlines,
    /// Names of products.
    Labels,
    /// One value a variable, ordered pair and year.
    Dyadic,
    /// Finance and people between economies.
    Positions,
    /// Who supplies what part of an input.
    Supply,
    /// What roll calls were about.
    Issues,
}

impl TableKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 16] = [
        Self::Trade,
        Self::Indicators,
        Self::Votes,
        Self::Obligations,
        Self::Reserves,
        Self::Arms,
        Self::Io,
        Self::Geography,
        Self::Tariffs,
        Self::Elasticities,
        Self::Outlines,
        Self::Labels,
        Self::Dyadic,
        Self::Positions,
        Self::Supply,
        Self::Issues,
    ];

    /// The name used in file names and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trade => "trade",
            Self::Indicators => "indicators",
            Self::Votes => "votes",
            Self::Obligations => "obligations",
            Self::Reserves => "reserves",
            Self::Arms => "arms",
            Self::Io => "io",
            Self::Geography => "geography",
            Self::Tariffs => "tariffs",
            Self::Elasticities => "elasticities",
            Self::Outlines => "outlines",
            Self::Labels => "labels",
            Self::Dyadic => "dyadic",
            Self::Positions => "positions",
            Self::Supply => "supply",
            Self::Issues => "issues",
        }
    }
}

/// What the footer of a table says about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableMeta {
    /// Which table.
    pub kind: TableKind,
    /// Short name of the source, an entry of `sources.toml`.
    pub source: String,
    /// Vintage as the publisher names it.
    pub vintage: String,
    /// Classification of the items, for tables that have items.
    #[serde(default)]
    pub classification: Option<Classification>,
    /// The set of economies a share is taken over, e.g. `covered-194`; for tables of flows.
    #[serde(default)]
    pub universe: Option<String>,
    /// Which of an economy's flows the table's items add up to; for tables of flows.
    #[serde(default, skip_serializing_if = "Scope::is_all_goods")]
    pub scope: Scope,
    /// How the values came about at the publisher.
    pub status: TableStatus,
    /// What an absent flow inside the window means; for tables of flows.
    #[serde(default)]
    pub absent: Absent,
    /// Windows.
    pub coverage: Coverage,
    /// Remarks for the reader.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// How a table's values came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableStatus {
    /// Reported or recorded.
    Observed,
    /// Estimated or balanced by the publisher.
    Estimated,
    /// Computed by this project.
    Modelled,
}

impl TableStatus {
    /// The status of a figure read straight from the table.
    #[must_use]
    pub const fn figure(self) -> Status {
        match self {
            Self::Observed => Status::Observed,
            Self::Estimated => Status::Estimated,
            Self::Modelled => Status::Modelled,
        }
    }
}

/// Which of an economy's flows the items of a table add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All trade in goods (and services, where the classification has them).
    #[default]
    AllGoods,
    /// Some products only: shares hold product by product, never over their sum.
    SomeProducts,
    /// Sales of economies to themselves only.
    DomesticSales,
}

impl Scope {
    /// Whether it is the usual one, which a footer leaves out.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
    const fn is_all_goods(&self) -> bool {
        matches!(self, Self::AllGoods)
    }
}

/// What an absent flow inside the coverage window means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Customs reports: zero if at least one side reported that year, otherwise unknown.
    #[default]
    ZeroIfEitherReports,
    /// A complete table: zero (below the publisher's rounding).
    Zero,
    /// The publisher leaves unknown flows out: always unknown.
    Unknown,
}

/// What can go wrong with a table file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not Parquet, is truncated, or cannot be encoded.
    #[error("{path}: not a readable table file ({message})")]
    Format {
        /// The file.
        path: PathBuf,
        /// What the Parquet library said.
        message: String,
    },
    /// The footer lacks the description every table carries.
    #[error("{path}: the file has no `{META_KEY}` entry, so its source and coverage are unknown")]
    NoMeta {
        /// The file.
        path: PathBuf,
    },
    /// A column is absent, of another type, or holds an impossible value.
    #[error("{path}: {source}")]
    Frame {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: FrameError,
    },
}
