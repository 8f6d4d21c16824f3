//! The one error type of the binary: what went wrong, whose turn it is, and what to do next.

use clap::builder::styling::{AnsiColor, Style};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use suzerain_models::outlook::events::EventError;
use suzerain_sources::ImportError;
use suzerain_studies::StudyError;
use suzerain_studies::partnership::PartnershipError;
use suzerain_studies::placed::FileError;
use suzerain_studies::scenario::ScenarioError;
use suzerain_tables::economy::EconomyError;
use suzerain_tables::frame::FrameError;
use suzerain_tables::groups::{Group, UnknownGroup};
use suzerain_tables::library::LibraryError;
use suzerain_tables::reporting::ReportingError;
use suzerain_tables::store::StoreError;

/// Whose turn it is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something that was to be checked does not hold: exit code 1.
    Check,
    /// The user's input was refused: exit code 2.
    User,
    /// The program is wrong: exit code 70.
    Bug,
}

impl Kind {
    /// The exit code of the process.
    pub const fn code(self) -> u8 {
        match self {
            Self::Check => 1,
            Self::User => 2,
            Self::Bug => 70,
        }
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CliError {
    /// Whose turn it is.
    pub kind: Kind,
    /// What went wrong, in one line.
    pub message: String,
    /// What caused it.
    pub source: Option<Box<dyn Error + Send + Sync>>,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl CliError {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None, hints: Vec::new() }
    }

    /// A refusal of the user's input.
    pub fn user(message: impl Into<String>) -> Self {
        Self::new(Kind::User, message)
    }

    /// A check that failed.
    pub fn check(message: impl Into<String>) -> Self {
        Self::new(Kind::Check, message)
    }

    /// A defect of the program.
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(Kind::Bug, message).hint("this is a defect of suzerain; please report it with the command you ran")
    }

    /// A file of the user's that the system does not let us use.
    pub fn file(path: &Path, source: &std::io::Error) -> Self {
        Self::user(format!("{}: {source}", path.display()))
    }

    /// Adds the cause.
    pub fn because(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// Adds what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Turns an error into a defect: what it complains about was not the user's.
    pub fn into_bug(self) -> Self {
        Self { kind: Kind::Bug, hints: Self::bug("").hints, ..self }
    }

    /// The exit code of the process.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind.code())
    }

    /// The message, its causes and the hints, a line each.
    pub fn describe(&self, colour: bool) -> String {
        let label = |name: &str, style: Style| {
            if colour { format!("{style}{name}{style:#}") } else { name.to_owned() }
        };
        let mut text = format!("{} {}\n", label("error:", AnsiColor::Red.on_default().bold()), self.message);
        let mut cause = self.source.as_deref().map(|source| source as &dyn Error);
        while let Some(error) = cause {
            let said = error.to_string();
            // Many library errors quote their cause; a cause is not told twice.
            if !text.contains(&said) {
                let _ = writeln!(text, "  because: {said}");
            }
            cause = error.source();
        }
        for hint in &self.hints {
            let _ = writeln!(text, "{} {hint}", label("hint:", AnsiColor::Cyan.on_default().bold()));
        }
        text
    }

    /// Prints the error on standard error.
    pub fn print(&self, colour: bool) {
        // Nobody is left to tell when standard error is closed.
        let _ = std::io::stderr().write_all(self.describe(colour).as_bytes());
    }
}

/// A panic is a defect: says so and leaves with its exit code, with the place in the program.
pub fn report_panics_as_bugs() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        let said = panic.payload();
        let said = said.downcast_ref::<&str>().copied().or(said.downcast_ref::<String>().map(String::as_str));
        CliError::bug(format!("the program stopped{place}: {}", said.unwrap_or("no message"))).print(false);
        std::process::exit(i32::from(Kind::Bug.code()));
    }));
}

impl From<EventError> for CliError {
    fn from(error: EventError) -> Self {
        let refused = Self::user(error.to_string());
        match error {
            EventError::Column(_) => refused.into_bug(),
            _ => {
                refused.hint("check that the lists are whole; the models are fitted to those of docs/methods/panel.md")
            }
        }
    }
}

impl From<EconomyError> for CliError {
    fn from(error: EconomyError) -> Self {
        let list = |economies: &[suzerain_tables::Economy]| {
            economies.iter().map(|e| format!("{} ({})", e.name(), e.code())).collect::<Vec<_>>().join(", ")
        };
        // The library's message ends with the suggestions; here they are the hint.
        match error {
            EconomyError::UnknownEconomy { input, suggestions } => {
                let hint = if suggestions.is_empty() {
                    "`suzerain economies` lists the codes and names there are".to_owned()
                } else {
                    format!("did you mean {}?", list(&suggestions))
                };
                let short = EconomyError::UnknownEconomy { input, suggestions: Vec::new() };
                Self::user(short.to_string()).hint(hint)
            }
            EconomyError::NotInYear { input, economy, year, first_year, last_year, instead } => {
                let hint = (!instead.is_empty()).then(|| format!("for {year} use {}", list(&instead)));
                let short =
                    EconomyError::NotInYear { input, economy, year, first_year, last_year, instead: Vec::new() };
                let refused = Self::user(short.to_string());
                match hint {
                    Some(hint) => refused.hint(hint),
                    None => refused,
                }
            }
            ambiguous @ EconomyError::Ambiguous { .. } => Self::user(ambiguous.to_string()),
        }
    }
}

impl From<UnknownGroup> for CliError {
    fn from(error: UnknownGroup) -> Self {
        let known: Vec<&str> = Group::all().map(Group::code).collect();
        Self::user(format!("unknown group {:?}", error.input)).hint(format!("known groups: {}", known.join(", ")))
    }
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(error) => error.into(),
            ImportError::Frame(error) => error.into(),
            other => {
                let refused = Self::user(other.to_string());
                match other.hint() {
                    Some(hint) => refused.hint(hint),
                    None => refused,
                }
            }
        }
    }
}

impl From<StudyError> for CliError {
    fn from(error: StudyError) -> Self {
        match error {
            StudyError::Store(error) => error.into(),
            StudyError::Library(error) => error.into(),
            StudyError::UnknownMeasure { ref suggestions, .. } => {
                let hint = format!("measures with similar names: {}", suggestions.join(", "));
                Self::user(error.to_string()).hint(hint)
            }
            StudyError::NeedsPartner(_) => Self::user(error.to_string()).hint("name it: --with RUS"),
            StudyError::NoPartner(_) => Self::user(error.to_string()).hint("leave --with out"),
            StudyError::NotRankable { ref rankable, .. } => {
                Self::user(error.to_string()).hint(format!("measures of rank: {}", rankable.join(", ")))
            }
            StudyError::System(error) => Self::user(error.to_string())
                .hint("the table is damaged or of another kind; import it again, or leave its folder out"),
            StudyError::NotEnough(why) => Self::user(why)
                .hint("give files of exports and of imports of the same years; --cif published needs no estimate"),
            StudyError::Solve(why) => Self::bug(why),
            StudyError::Scenario(error) => error.into(),
            StudyError::File(error) => error.into(),
            StudyError::NoModel { .. } => Self::user(error.to_string())
                .hint("name other models with --model, another --year, or economies that the built-in worlds hold"),
            StudyError::Partnership(error) => error.into(),
            StudyError::NoAnswer(why) => {
                Self::user(why).hint("`suzerain data coverage A B` lists what the loaded tables hold for the pair")
            }
        }
    }
}

impl From<FileError> for CliError {
    fn from(error: FileError) -> Self {
        Self::user(error.to_string()).hint(error.hint)
    }
}

impl From<PartnershipError> for CliError {
    fn from(error: PartnershipError) -> Self {
        match error {
            PartnershipError::NoPower(_) => Self::user(error.to_string())
                .hint("capabilities reach back to 1950 and products to 1960; `suzerain data coverage A B` lists them"),
            PartnershipError::Scenario(_) => Self::user(error.to_string())
                .hint("docs/scenarios.md describes [[event]]; studies/scenarios/partnership has examples"),
            PartnershipError::Set(_) | PartnershipError::Events(_) | PartnershipError::Model(_) => {
                Self::bug(error.to_string())
            }
        }
    }
}

impl From<ScenarioError> for CliError {
    fn from(error: ScenarioError) -> Self {
        Self::user(error.to_string()).hint(error.hint())
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let hint = match &error {
            StoreError::Io { .. } => "check the path and that you may read or write there",
            StoreError::Format { .. } => "the file is damaged or no table of suzerain's; import it again",
            StoreError::NoMeta { .. } => "only tables written by `suzerain import` can be read here",
            StoreError::Frame { .. } => "the file does not have the columns of its table; import it again",
        };
        Self::user(error.to_string()).hint(hint)
    }
}

impl From<LibraryError> for CliError {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::Store(error) => error.into(),
            LibraryError::Sources { path, source } => {
                Self::user(format!("{}: {}", path.display(), source.to_string().trim_end()))
                    .hint("correct that line, or move the file away to do without it")
            }
            LibraryError::Reporting(error) => error.into(),
            error @ LibraryError::Sanctions { .. } => Self::user(error.to_string().trim_end())
                .hint("correct that entry, or move the file away to do without it"),
            empty @ LibraryError::Empty { .. } => Self::user(empty.to_string()).hint(
                "fill the folder with `suzerain import PUBLISHER FILES... --into DIR`; \
                 `suzerain import` lists the publishers",
            ),
        }
    }
}

#[cfg(feature = "engine")]
impl From<suzerain_engine::EngineError> for CliError {
    fn from(error: suzerain_engine::EngineError) -> Self {
        use suzerain_engine::EngineError;
        let hint = match &error {
            EngineError::Table(_) => match error {
                EngineError::Table(store) => return store.into(),
                other => return Self::bug(other.to_string()),
            },
            EngineError::Study(_) => match error {
                EngineError::Study(study) => return study.into(),
                other => return Self::bug(other.to_string()),
            },
            EngineError::Engine(_) => return Self::bug(error.to_string()),
            EngineError::Query(_) => {
                "`suzerain sql \"show tables\"` lists the tables, `\"describe trade\"` their columns; see docs/sql.md"
            }
            EngineError::NotAQuestion(_) => "ask with SELECT, and write the answer with --out FILE",
            EngineError::NeedsPair { .. } => "docs/sql.md says which measures are computed for all pairs at once",
            EngineError::SameName { .. } => "rename one of the files",
            EngineError::Cluster { .. } => {
                "start one with `suzerain cluster scheduler` and `suzerain cluster executor`, and give its HOST:PORT"
            }
            EngineError::Write(_) => "check that there is room and that you may write there",
        };
        Self::user(error.to_string()).hint(hint)
    }
}

impl From<ReportingError> for CliError {
    fn from(error: ReportingError) -> Self {
        Self::user(error.to_string().trim_end()).hint("correct that line, or move the file away to do without it")
    }
}

impl From<FrameError> for CliError {
    fn from(error: FrameError) -> Self {
        Self::bug(error.to_string())
    }
}

impl From<serde_json::Error> for CliError {
    fn from(error: serde_json::Error) -> Self {
        Self::bug("the answer cannot be written as JSON").because(error)
    }
}

impl From<csv::Error> for CliError {
    fn from(error: csv::Error) -> Self {
        Self::bug("the answer cannot be written as CSV").because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suzerain_tables::Economy;

    #[test]
    fn suggestions_are_the_hint_and_not_told_twice() {
        let error: CliError = Economy::resolve("Rusia", None).unwrap_err().into();
        let text = error.describe(false);
        assert!(text.starts_with("error: unknown economy \"Rusia\"\nhint: did you mean Russia (RUS)"), "{text}");
        assert_eq!(error.kind.code(), 2);
    }

    #[test]
    fn a_state_that_ended_leads_to_what_followed() {
        let error: CliError = Economy::resolve("USSR", Some(2020)).unwrap_err().into();
        let text = error.describe(false);
        assert!(text.contains("not in 2020\nhint: for 2020 use Russia (RUS), "), "{text}");
    }

    #[test]
    fn a_cause_that_the_message_quotes_is_not_repeated() {
        let cause = std::io::Error::other("disk on fire");
        let error = CliError::user("a.csv: disk on fire").because(cause);
        assert_eq!(error.describe(false), "error: a.csv: disk on fire\n");
        let error = CliError::user("a.csv").because(std::io::Error::other("disk on fire"));
        assert_eq!(error.describe(false), "error: a.csv\n  because: disk on fire\n");
    }

    #[test]
    fn colour_wraps_the_label_only() {
        let text = CliError::user("x").describe(true);
        assert!(text.starts_with("\u{1b}["), "{text:?}");
        assert!(text.ends_with(" x\n"), "{text:?}");
    }
}
