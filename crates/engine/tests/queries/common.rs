//! Queries on the built-in tables.

use std::path::Path;
use std::sync::Arc;
use suzerain_engine::output::Page;
use suzerain_engine::session::{Runtime, Shelf};
use suzerain_engine::{Engine, EngineError, Limits};

/// The built-in tables, with folders on top.
pub fn shelf(folders: &[&Path]) -> Arc<Shelf> {
    let library = folders
        .iter()
        .try_fold(suzerain_base::library().unwrap(), |library, folder| library.with_folder(folder))
        .unwrap();
    Arc::new(Shelf { library, folders: folders.iter().map(|f| f.to_path_buf()).collect() })
}

/// The answer to a question as words.
pub fn ask(shelf: &Arc<Shelf>, limits: Limits, sql: &str) -> Result<Page, EngineError> {
    let runtime = Runtime::start(limits.threads)?;
    runtime.wait(async { Engine::open(shelf.clone(), limits).await?.query(sql).await?.page().await })
}

/// The rows of an answer, cells joined by a space.
pub fn rows(shelf: &Arc<Shelf>, sql: &str) -> Vec<String> {
    let page = ask(shelf, Limits::default(), sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    page.rows.iter().map(|row| row.join(" ")).collect()
}
