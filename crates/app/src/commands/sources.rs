//! `suzerain sources`: what is loaded, who published it, and how to cite it.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, Answer, Block, OutputArgs, Table, thousands};
use crate::world;
use serde_json::{Value, json};
use suzerain_tables::library::Library;
use suzerain_tables::provenance::Source;
use suzerain_tables::store::TableFile;

const AFTER_HELP: &str = "\
Examples:
  suzerain sources
  suzerain sources --bibtex --out suzerain.bib";

/// Lists the sources of every loaded table: publisher, vintage, licence, size and caveats.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Print the BibTeX entries of all sources, to cite them
    #[arg(long, conflicts_with = "format")]
    pub bibtex: bool,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let library = world::library(context)?;
    if args.bibtex {
        return output::write(&bibtex(&library), args.output.out.as_deref());
    }
    if library.tables().is_empty() {
        context.note("no tables are loaded; `--data DIR` adds a folder of them");
    }
    answer(&library).give(&args.output, context)
}

fn bibtex(library: &Library) -> String {
    let entries: Vec<String> =
        library.sources().entries.iter().map(|source| format!("{}\n", source.bibtex.trim())).collect();
    entries.join("\n")
}

fn tables_of<'a>(library: &'a Library, id: &'a str) -> impl Iterator<Item = &'a TableFile> {
    library.tables().iter().filter(move |table| table.meta().source == id)
}

/// Sources named by tables and described by no `sources.toml`, in the order of the tables.
fn undescribed(library: &Library) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for table in library.tables() {
        let name = table.meta().source.as_str();
        if library.source(name).is_none() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn answer(library: &Library) -> Answer {
    let undescribed = undescribed(library);
    let mut page = Vec::new();
    let mut csv = Table::new(["id", "title", "publisher", "vintage", "licence", "table", "rows", "url", "caveats"]);
    let mut records = Vec::new();
    for source in &library.sources().entries {
        let tables: Vec<&TableFile> = tables_of(library, source.id.as_str()).collect();
        describe(source, &tables, &mut page);
        list_rows(source, &tables, &mut csv);
        records.push(record(source, &tables));
    }
    let mut others = Vec::new();
    for name in undescribed {
        page.push(Block::Heading(format!("{name}: no sources.toml describes this source")));
        page.push(Block::Table(sizes(&tables_of(library, name).collect::<Vec<_>>())));
        for table in tables_of(library, name) {
            let (kind, rows) = (table.meta().kind.name(), table.rows().to_string());
            csv.push([name, "", "", &table.meta().vintage, "", kind, &rows, "", ""]);
            others.push(json!({"id": name, "tables": [table_record(table)]}));
        }
    }
    Answer { page, json: json!({"schema": "suzerain.sources/1", "sources": records, "undescribed": others}), csv }
}

fn describe(source: &Source, tables: &[&TableFile], page: &mut Vec<Block>) {
    page.push(Block::Heading(format!("{}: {}", source.id, source.title)));
    let mut facts = vec![
        format!("{}, vintage {}", source.publisher, source.vintage),
        format!("licence: {}", source.licence),
        source.url.clone(),
    ];
    facts.extend(source.caveats.iter().map(|caveat| format!("caveat: {caveat}")));
    if tables.is_empty() {
        facts.push("described, but none of its tables is loaded".into());
    }
    page.push(Block::List(facts));
    if !tables.is_empty() {
        page.push(Block::Table(sizes(tables)));
    }
}

fn sizes(tables: &[&TableFile]) -> Table {
    let mut out = Table::new(["table", "rows", "vintage", "items", "shares are of"]).right("rows");
    for table in tables {
        let meta = table.meta();
        out.push([
            meta.kind.name(),
            &thousands(table.rows()),
            &meta.vintage,
            meta.classification.map_or("", |classification| classification.id()),
            meta.universe.as_deref().unwrap_or_default(),
        ]);
    }
    out
}

fn list_rows(source: &Source, tables: &[&TableFile], csv: &mut Table) {
    let caveats = source.caveats.join(" ");
    let mut push = |table: &str, rows: &str| {
        csv.push([
            source.id.as_str(),
            &source.title,
            &source.publisher,
            &source.vintage,
            &source.licence,
            table,
            rows,
            &source.url,
            &caveats,
        ]);
    };
    if tables.is_empty() {
        push("", "");
    }
    for table in tables {
        push(table.meta().kind.name(), &table.rows().to_string());
    }
}

fn record(source: &Source, tables: &[&TableFile]) -> Value {
    json!({
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "vintage": source.vintage,
        "licence": source.licence,
        "citation": source.citation,
        "url": source.url,
        "caveats": source.caveats,
        "tables": tables.iter().map(|table| table_record(table)).collect::<Vec<_>>(),
    })
}

fn table_record(table: &TableFile) -> Value {
    let meta = table.meta();
    json!({
        "table": meta.kind,
        "vintage": meta.vintage,
        "classification": meta.classification,
        "universe": meta.universe,
        "status": meta.status,
        "rows": table.rows(),
        "file": table.name().display().to_string(),
        "notes": meta.notes,
    })
}
