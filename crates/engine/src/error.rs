//! What can go wrong between a query and its answer.

use datafusion::error::DataFusionError;
use suzerain_tables::store::StoreError;

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The query is not SQL, names what does not exist, or asks for what cannot be done.
    #[error("{0}")]
    Query(String),
    /// The query changes data, which this engine does not.
    #[error("only questions are answered: {0}")]
    NotAQuestion(String),
    /// The measure is computed pair by pair, and the question names neither side.
    #[error("measure.{measure} is computed pair by pair: add `economy = 'RUS'`, `partner = 'CHN'` or lists of them")]
    NeedsPair {
        /// The measure.
        measure: &'static str,
    },
    /// Two Parquet files want the same name in SQL.
    #[error("two files want the table name `{name}`: {first} and {second}")]
    SameName {
        /// The name.
        name: String,
        /// The file that has it.
        first: String,
        /// The file that wants it too.
        second: String,
    },
    /// A table of the library cannot be read.
    #[error(transparent)]
    Table(#[from] StoreError),
    /// A measure cannot be computed.
    #[error(transparent)]
    Study(#[from] suzerain_studies::StudyError),
    /// The answer cannot be written.
    #[error("the answer cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The cluster cannot be reached or does not answer.
    #[error("cluster {address}: {message}")]
    Cluster {
        /// Its address.
        address: String,
        /// What happened.
        message: String,
    },
    /// The engine itself failed.
    #[error("the query engine failed: {0}")]
    Engine(String),
}

impl EngineError {
    /// Whether the user can do something about it by asking otherwise.
    #[must_use]
    pub const fn is_users(&self) -> bool {
        !matches!(self, Self::Engine(_))
    }
}

impl From<DataFusionError> for EngineError {
    fn from(error: DataFusionError) -> Self {
        let root = error.find_root();
        if let DataFusionError::External(inner) = root
            && let Some(Self::NeedsPair { measure }) = inner.downcast_ref()
        {
            return Self::NeedsPair { measure };
        }
        let text = root.strip_backtrace();
        match root {
            DataFusionError::Internal(_) | DataFusionError::NotImplemented(_)
                if text.contains("LogicalExtensionCodec") =>
            {
                Self::Query(format!("this cannot be run on a cluster ({text})"))
            }
            DataFusionError::Internal(_) | DataFusionError::Context(..) | DataFusionError::ExecutionJoin(_) => {
                Self::Engine(text)
            }
            _ => Self::Query(text),
        }
    }
}

impl From<EngineError> for DataFusionError {
    fn from(error: EngineError) -> Self {
        Self::External(Box::new(error))
    }
}
