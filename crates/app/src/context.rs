//! What every command knows besides its own arguments.

use crate::cli::{ColorWhen, Global};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// The environment variable that lists folders of tables, written like `PATH`.
pub const DATA_VARIABLE: &str = "SUZERAIN_DATA";

/// The global options, settled: environment and terminal looked at once.
#[derive(Debug)]
pub struct Context {
    data: Vec<PathBuf>,
    stdout_colour: bool,
    stderr_colour: bool,
    quiet: bool,
}

impl Context {
    /// Settles the global options.
    pub fn new(global: &Global) -> Self {
        Self {
            data: data_folders(&global.data),
            stdout_colour: wants_colour(global.color, std::io::stdout().is_terminal()),
            stderr_colour: wants_colour(global.color, std::io::stderr().is_terminal()),
            quiet: global.quiet,
        }
    }

    /// Folders with the user's tables, in the order they are laid on the built-in ones.
    pub fn data(&self) -> &[PathBuf] {
        &self.data
    }

    /// Whether standard output takes colour.
    pub const fn stdout_colour(&self) -> bool {
        self.stdout_colour
    }

    /// Whether standard error takes colour.
    pub const fn stderr_colour(&self) -> bool {
        self.stderr_colour
    }

    /// Whether a progress bar is wanted and somebody can see it.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Prints a remark on standard error, so that it never mixes with an answer.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(std::io::stderr(), "note: {text}");
        }
    }
}

fn data_folders(given: &[PathBuf]) -> Vec<PathBuf> {
    if !given.is_empty() {
        return given.to_vec();
    }
    let Some(listed) = std::env::var_os(DATA_VARIABLE) else { return Vec::new() };
    std::env::split_paths(&listed).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// `NO_COLOR` counts when set to anything but nothing (<https://no-color.org>); an explicit option
/// outranks it.
fn wants_colour(when: ColorWhen, terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => terminal && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}
