//! Printing answers: as text, JSON, CSV or Markdown, on standard output or into a file.

use crate::context::Context;
use crate::error::CliError;
use clap::builder::styling::Style;
use comfy_table::{CellAlignment, ContentArrangement, presets};
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use suzerain_tables::provenance::Sources;

/// The width text is laid out for, in columns.
pub const TEXT_WIDTH: u16 = 100;

/// Lines of a table in text: one under the header, no others (the order is comfy-table's).
const RULE_UNDER_HEADER: &str = "     --            ";

/// How to print an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Tables for reading in a terminal
    #[default]
    Text,
    /// JSON with a versioned schema
    Json,
    /// Comma-separated values with a header
    Csv,
    /// Markdown
    Md,
}

/// How to print an answer that is a page with charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum PageFormat {
    /// Tables for reading in a terminal
    #[default]
    Text,
    /// One HTML file with charts, which opens without a network
    Html,
    /// Every chart as SVG and CSV into the folder that --out names
    Figures,
    /// JSON with a versioned schema
    Json,
    /// Comma-separated values with a header
    Csv,
    /// Markdown
    Md,
}

impl PageFormat {
    /// Whether it shows charts.
    pub const fn has_charts(self) -> bool {
        matches!(self, Self::Html | Self::Figures | Self::Json)
    }
}

/// The options of commands that print a page with charts.
#[derive(Debug, clap::Args)]
pub struct PageArgs {
    /// How to print the answer
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: PageFormat,

    /// Write the answer to this file instead of standard output; for figures, the folder
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// The options of commands that print an answer.
#[derive(Debug, clap::Args)]
pub struct OutputArgs {
    /// How to print the answer
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: Format,

    /// Write the answer to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// A table of words; numbers are formatted by who fills it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    headers: Vec<String>,
    right: Vec<usize>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new<S: Into<String>>(headers: impl IntoIterator<Item = S>) -> Self {
        Self { headers: headers.into_iter().map(Into::into).collect(), right: Vec::new(), rows: Vec::new() }
    }

    /// Aligns the column with this header to the right, as numbers want it.
    pub fn right(mut self, header: &str) -> Self {
        self.right.extend(self.headers.iter().position(|h| h == header));
        self
    }

    /// Appends a row, one cell a header.
    pub fn push<S: Into<String>>(&mut self, row: impl IntoIterator<Item = S>) {
        self.rows.push(row.into_iter().map(Into::into).collect());
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn laid_out(&self) -> comfy_table::Table {
        let mut table = comfy_table::Table::new();
        table.set_header(&self.headers).add_rows(&self.rows);
        for at in &self.right {
            if let Some(column) = table.column_mut(*at) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
    }

    fn text(&self) -> String {
        let mut table = self.laid_out();
        table.load_preset(RULE_UNDER_HEADER).set_width(TEXT_WIDTH).set_content_arrangement(ContentArrangement::Dynamic);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        lines_trimmed(&table.to_string())
    }

    fn markdown(&self) -> String {
        let mut escaped = self.clone();
        for cell in escaped.rows.iter_mut().flatten().chain(&mut escaped.headers) {
            *cell = cell.replace('|', "\\|").replace('\n', " ");
        }
        let mut table = escaped.laid_out();
        table.load_preset(presets::ASCII_MARKDOWN).set_content_arrangement(ContentArrangement::Disabled);
        format!("{}\n", table.to_string().trim_end())
    }

    fn csv(&self) -> Result<String, CliError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.headers)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        let bytes = writer.into_inner().map_err(|error| CliError::bug(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| CliError::bug("the answer is not UTF-8").because(error))
    }
}

/// A part of an answer for reading.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading over what follows.
    Heading(String),
    /// A paragraph.
    Line(String),
    /// A list of points.
    List(Vec<String>),
    /// A table.
    Table(Table),
}

/// An answer in every form it can be printed in.
#[derive(Clone, Debug)]
pub struct Answer {
    /// For people: text and Markdown.
    pub page: Vec<Block>,
    /// For programs, with a `schema` field.
    pub json: serde_json::Value,
    /// For spreadsheets: one table.
    pub csv: Table,
}

impl Answer {
    /// The answer with the sources of these short names under it, with publisher, vintage and licence.
    pub fn with_sources<'a>(mut self, ids: impl IntoIterator<Item = &'a str>, sources: &Sources) -> Self {
        let named = sources.named(ids);
        if !named.is_empty() {
            self.page.push(Block::Heading("Sources".into()));
            self.page.push(Block::List(named.iter().map(|s| suzerain_report::text::source_line(s)).collect()));
        }
        self.json["sources"] = suzerain_report::json::entries(named);
        self
    }

    /// Prints the answer as asked for.
    ///
    /// # Errors
    /// A user error if the file cannot be written.
    pub fn give(&self, args: &OutputArgs, context: &Context) -> Result<(), CliError> {
        let text = match args.format {
            Format::Text => text(&self.page, args.out.is_none() && context.stdout_colour()),
            Format::Md => markdown(&self.page),
            Format::Csv => self.csv.csv()?,
            Format::Json => format!("{}\n", serde_json::to_string_pretty(&self.json)?),
        };
        write(&text, args.out.as_deref())
    }
}

pub fn text(page: &[Block], colour: bool) -> String {
    let bold = if colour { Style::new().bold() } else { Style::new() };
    let mut out = String::new();
    for block in page {
        match block {
            Block::Heading(heading) => {
                if !out.is_empty() {
                    out.push('\n');
                }
                let mut wrapped = String::new();
                wrap(heading, "", &mut wrapped);
                let _ = writeln!(out, "{bold}{}{bold:#}", wrapped.trim_end());
            }
            Block::Line(line) => wrap(line, "", &mut out),
            Block::List(points) => points.iter().for_each(|point| wrap(point, "  ", &mut out)),
            Block::Table(table) => out.push_str(&table.text()),
        }
    }
    out
}

fn markdown(page: &[Block]) -> String {
    let parts: Vec<String> = page
        .iter()
        .map(|block| match block {
            Block::Heading(heading) => format!("## {heading}\n"),
            Block::Line(line) => format!("{line}\n"),
            Block::List(points) => points.iter().map(|point| format!("- {point}\n")).collect(),
            Block::Table(table) => table.markdown(),
        })
        .collect();
    parts.join("\n")
}

/// Breaks a paragraph between words; continued lines are set in by two more columns.
fn wrap(text: &str, indent: &str, out: &mut String) {
    suzerain_report::text::wrap(out, text, indent, &format!("{indent}  "));
}

fn lines_trimmed(text: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{}", line.trim_end());
        out
    })
}

/// Prints a page of figures: the JSON under `schema` with `about` at its head, the CSV its records.
///
/// # Errors
/// A user error if the file cannot be written.
pub fn give_page(
    page: &suzerain_studies::page::Page,
    sources: &Sources,
    schema: &str,
    about: serde_json::Map<String, serde_json::Value>,
    args: &OutputArgs,
    context: &Context,
) -> Result<(), CliError> {
    use suzerain_report::{csv, json, markdown, text};
    let used = json::sources_used(page, sources);
    let answer = match args.format {
        Format::Text => text::page(page, &used, text::Style { colour: args.out.is_none() && context.stdout_colour() }),
        Format::Md => markdown::page(page, &used),
        Format::Json => json::page(schema, about, page, sources)?,
        Format::Csv => csv::records(page.sections.iter().flat_map(|s| &s.figures))?,
    };
    write(&answer, args.out.as_deref())
}

/// Writes every chart of a page as SVG and CSV into a folder, which is made where it is not there.
///
/// # Errors
/// A user error without a folder, or if it cannot be written.
pub fn give_figures(
    page: &suzerain_studies::page::Page,
    pair: Option<[suzerain_tables::Economy; 2]>,
    rings: &[suzerain_tables::outlines::Ring],
    out: Option<&Path>,
) -> Result<(), CliError> {
    let Some(folder) = out else {
        return Err(CliError::user("figures are files and need a folder").hint("add --out DIR"));
    };
    std::fs::create_dir_all(folder).map_err(|error| CliError::file(folder, &error))?;
    for file in suzerain_report::html::files(page, pair, rings)? {
        if let Some(svg) = &file.svg {
            write(svg, Some(&folder.join(format!("{}.svg", file.name))))?;
        }
        write(&file.csv, Some(&folder.join(format!("{}.csv", file.name))))?;
    }
    Ok(())
}

/// Writes a whole text to standard output, or to a file that is there complete or not at all.
///
/// A reader that stops early (`| head`) is no failure.
///
/// # Errors
/// A user error if the file or standard output cannot be written.
pub fn write(text: &str, out: Option<&Path>) -> Result<(), CliError> {
    stream(out, |into| into.write_all(text.as_bytes()))
}

/// Has an answer written piece by piece, to standard output or to a file that is there complete or not
/// at all.
///
/// # Errors
/// Whatever `fill` returns, or a user error if the file or standard output cannot be written.
pub fn stream<E: Into<Failure>>(
    out: Option<&Path>,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), E>,
) -> Result<(), CliError> {
    let filled = match out {
        Some(path) => write_file(path, |file| fill(file).map_err(Into::into)),
        None => {
            let mut stdout = std::io::stdout();
            fill(&mut stdout).map_err(Into::into).and_then(|()| stdout.flush().map_err(Failure::Io))
        }
    };
    match (filled, out) {
        (Ok(()), _) => Ok(()),
        (Err(Failure::Other(error)), _) => Err(*error),
        (Err(Failure::Io(error)), None) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        (Err(Failure::Io(error)), None) => Err(CliError::user(format!("standard output: {error}"))),
        (Err(Failure::Io(error)), Some(path)) => Err(CliError::file(path, &error)
            .hint("check that the folder exists and that you may write there; nothing was written")),
    }
}

/// Why an answer was not written.
pub enum Failure {
    /// The file or standard output.
    Io(std::io::Error),
    /// Something before it.
    #[cfg_attr(not(feature = "engine"), expect(dead_code, reason = "only answers of the query engine stream"))]
    Other(Box<CliError>),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

fn write_file(path: &Path, fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Failure>) -> Result<(), Failure> {
    // A device or pipe (`/dev/stdout`) is written to, not replaced; a link stays a link.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if path.exists() && !path.is_file() {
        return fill(&mut std::fs::OpenOptions::new().write(true).open(path)?);
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".suzerain-").suffix(".tmp");
    // Temporary files are private by default; an answer is an ordinary file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    fill(&mut file)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Digits in groups of three.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped() {
        assert_eq!([0, 999, 1000, 1_264_888].map(thousands), ["0", "999", "1,000", "1,264,888"]);
    }

    fn table() -> Table {
        let mut table = Table::new(["name", "rows"]).right("rows");
        table.push(["a|b", "7"]);
        table.push(["long, quoted \"name\"", "1,234"]);
        table
    }

    #[test]
    fn text_is_aligned_and_without_colour() {
        let text = table().text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4, "{text}");
        assert!(lines[2].ends_with("    7"), "{text}");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn markdown_escapes_bars_and_csv_quotes() {
        assert!(table().markdown().contains("a\\|b"), "{}", table().markdown());
        assert_eq!(table().csv().unwrap(), "name,rows\na|b,7\n\"long, quoted \"\"name\"\"\",\"1,234\"\n");
    }

    #[test]
    fn paragraphs_fit_the_page() {
        let mut out = String::new();
        wrap(&"word ".repeat(60), "  ", &mut out);
        assert!(out.lines().all(|line| line.chars().count() <= usize::from(TEXT_WIDTH)), "{out}");
        assert!(out.lines().count() > 2);
    }

    #[test]
    fn a_file_is_replaced_whole_and_a_missing_folder_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("answer.txt");
        write("one", Some(&path)).unwrap();
        write("two", Some(&path)).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(write("x", Some(&dir.path().join("no/such/folder.txt"))).is_err());
    }
}
