//! The tidy tables in SQL: one table a kind, over all its sources, streamed from Parquet.
//!
//! Built-in files are offered to the engine as an object store of their own, files of the user's
//! folders are read where they lie. Filters on any column reach the row groups' statistics and the
//! decoder, so only what a query asks for is decoded. Numbers are doubles whatever their layout in
//! the file; economies are the codes of the vocabulary.

use crate::EngineError;
use crate::computed::{Computed, Content};
use crate::session::Shelf;
use crate::vocabulary::WORDS;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::datasource::ViewTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::datasource::{TableProvider, provider_as_source};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::{LogicalPlanBuilder, col};
use datafusion::object_store::memory::InMemory;
use datafusion::object_store::path::Path as StorePath;
use datafusion::object_store::{ObjectStoreExt, PutPayload};
use datafusion::prelude::SessionContext;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use suzerain_tables::library::Library;
use suzerain_tables::store::{TableFile, TableKind};

/// Where the engine finds the built-in files.
const BUILT_IN: &str = "suzerain://built-in/";

/// Lets a session read the files the library holds in memory, without copying them.
pub(crate) fn offer_built_in(runtime: &RuntimeEnv, library: &Library) -> Result<(), EngineError> {
    let store = InMemory::new();
    for table in library.tables() {
        if let Some(bytes) = table.in_memory() {
            let payload = PutPayload::from_bytes(bytes.clone());
            // The store is a map in memory: its futures are ready at once.
            let place = StorePath::from(file_name(table.name()));
            ready(store.put(&place, payload))?.map_err(|e| EngineError::Engine(e.to_string()))?;
        }
    }
    let url = ObjectStoreUrl::parse(BUILT_IN)?;
    runtime.register_object_store(url.as_ref(), Arc::new(store));
    Ok(())
}

fn ready<T>(future: impl Future<Output = T>) -> Result<T, EngineError> {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => Ok(value),
        std::task::Poll::Pending => Err(EngineError::Engine("the store of built-in tables does not answer".into())),
    }
}

/// Registers a table for each kind the library holds, a table of economies, and the user's other
/// Parquet files by file name.
pub(crate) async fn register(context: &SessionContext, shelf: &Arc<Shelf>) -> Result<(), EngineError> {
    let library = &shelf.library;
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for kind in TableKind::ALL {
        let files: Vec<&TableFile> = library.of_kind(kind).collect();
        if let Some(provider) = union(&files)? {
            taken.insert(kind.name().to_owned(), format!("the built-in table `{}`", kind.name()));
            context.register_table(kind.name(), provider)?;
        }
    }
    for words in WORDS {
        taken.insert(words.name.to_owned(), format!("the built-in table `{}`", words.name));
        let table = Computed { content: Content::Words(words), shelf: shelf.clone() };
        context.register_table(words.name, Arc::new(table))?;
    }
    for path in library.plain() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        let shown = path.display().to_string();
        if let Some(first) = taken.insert(name.clone(), shown.clone()) {
            return Err(EngineError::SameName { name, first, second: shown });
        }
        let options = ListingOptions::new(Arc::new(ParquetFormat::default()));
        context.register_listing_table(&name, url_of(path)?.as_str(), options, None, None).await?;
    }
    Ok(())
}

/// One table over the files of a kind: those in memory and those on disk stand in different stores.
fn union(files: &[&TableFile]) -> Result<Option<Arc<dyn TableProvider>>, EngineError> {
    let Some(first) = files.first() else { return Ok(None) };
    let schema = sql_schema(first);
    let (memory, disk): (Vec<&TableFile>, Vec<&TableFile>) = files.iter().partition(|t| t.in_memory().is_some());
    let memory_urls = memory
        .iter()
        .map(|t| Ok(ListingTableUrl::parse(format!("{BUILT_IN}{}", file_name(t.name())))?))
        .collect::<Result<Vec<_>, EngineError>>()?;
    let disk_urls = disk.iter().map(|t| url_of(t.name())).collect::<Result<Vec<_>, EngineError>>()?;
    let mut parts = Vec::new();
    for urls in [disk_urls, memory_urls] {
        if !urls.is_empty() {
            parts.push(listing(urls, schema.clone())?);
        }
    }
    let mut parts = parts.into_iter();
    let Some(head) = parts.next() else { return Ok(None) };
    let Some(tail) = parts.next() else { return Ok(Some(head)) };
    let scan = |part: Arc<dyn TableProvider>| {
        let columns: Vec<_> = schema.fields().iter().map(|f| col(format!("\"{}\"", f.name()))).collect();
        LogicalPlanBuilder::scan("part", provider_as_source(part), None)?.project(columns)?.build()
    };
    let plan = LogicalPlanBuilder::from(scan(head)?).union(scan(tail)?)?.build()?;
    Ok(Some(Arc::new(ViewTable::new(plan, None))))
}

fn listing(urls: Vec<ListingTableUrl>, schema: SchemaRef) -> Result<Arc<dyn TableProvider>, EngineError> {
    let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension(".parquet");
    let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(schema);
    Ok(Arc::new(ListingTable::try_new(config)?))
}

/// The columns as SQL sees them: whole numbers, doubles and words, whatever the file's layout.
fn sql_schema(table: &TableFile) -> SchemaRef {
    let fields: Vec<Field> = table
        .schema()
        .fields()
        .iter()
        .map(|field| {
            let data_type = match field.data_type() {
                DataType::Int32 => DataType::Int32,
                DataType::Dictionary(..) | DataType::Utf8 => DataType::Utf8View,
                _ => DataType::Float64,
            };
            Field::new(field.name(), data_type, true)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn url_of(path: &Path) -> Result<ListingTableUrl, EngineError> {
    let absolute = std::path::absolute(path)?;
    Ok(ListingTableUrl::parse(absolute.to_string_lossy())?)
}
