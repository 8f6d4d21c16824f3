//! The brief: how two states depend on each other, section by section.
//!
//! A section is a function of the world, the pair and the options. One that fails becomes a note,
//! not a failed brief. To add one: write its file and add one line to [`SECTIONS`].

pub mod alignment;
pub mod alternatives;
pub mod arms;
pub mod charts;
pub mod coercion;
pub mod concentration;
pub mod energy;
pub mod events;
pub mod exposure;
pub mod finance;
pub mod goods;
pub mod hierarchy;
pub mod network;
pub mod outlook;
pub mod partnership;
pub mod people;
pub mod politics;
pub mod positions;
pub mod power;
pub mod products;
pub mod rupture;
pub mod sectors;
pub mod status;
pub mod technology;

use crate::StudyError;
use crate::page::{Block, Page, Section};
use crate::words;
use crate::world::World;
use std::collections::BTreeSet;
use suzerain_measures::books::Books;
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, NO_YEAR, Subject, Unit};
use suzerain_tables::store::TableStatus;
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange};

/// Figures this much older than the year asked for are flagged stale.
pub const STALE_AFTER_YEARS: i16 = 3;

/// What the reader asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The latest year wanted for each figure; none for the newest of each source.
    pub year: Option<Year>,
    /// First year of the trends; none for all.
    pub since: Option<Year>,
    /// Whole tables instead of the largest rows.
    pub full: bool,
    /// Every model of a rupture instead of the fast one, and the sections that take longer.
    pub models: bool,
}

impl Options {
    /// The latest year in `window` that the reader wants.
    #[must_use]
    pub fn latest(&self, window: YearRange) -> Option<Year> {
        let year = self.year.map_or(window.last, |y| y.min(window.last));
        window.contains(year).then_some(year)
    }

    /// The latest of `years` that the reader wants.
    pub fn latest_of(&self, years: impl IntoIterator<Item = Year>) -> Option<Year> {
        years.into_iter().filter(|y| self.year.is_none_or(|asked| *y <= asked)).max()
    }

    /// Whether a year belongs into a trend.
    #[must_use]
    pub fn in_trend(&self, year: Year) -> bool {
        self.since.is_none_or(|since| since <= year) && self.year.is_none_or(|asked| year <= asked)
    }

    /// Flags a figure as stale where it is much older than the year asked for.
    #[must_use]
    pub fn aged(&self, mut figure: Figure) -> Figure {
        if self.year.is_some_and(|asked| asked.since(figure.year) > STALE_AFTER_YEARS) && figure.value.known().is_some()
        {
            figure.flag(Flag::Stale);
        }
        figure
    }
}

/// How long a section takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Milliseconds: always run.
    Cheap,
    /// Longer: only in a full brief, or with all models.
    Dear,
}

/// An entry of the index.
#[derive(Clone, Copy)]
pub struct Entry {
    /// Identifier, the same as the section's.
    pub id: &'static str,
    /// Title, for the note that stands for a failed section.
    pub title: &'static str,
    /// Cost.
    pub cost: Cost,
    /// The function.
    pub section: fn(&World<'_>, Dyad, &Options) -> Result<Section, StudyError>,
}

/// Every section in the order of the page.
pub const SECTIONS: &[Entry] = &[
    Entry { id: "goods", title: "Trade in goods", cost: Cost::Cheap, section: goods::section },
    Entry {
        id: "concentration",
        title: "Concentration of suppliers and markets",
        cost: Cost::Cheap,
        section: concentration::section,
    },
    Entry { id: "sectors", title: "Trade by sector", cost: Cost::Cheap, section: sectors::section },
    Entry { id: "energy", title: "Energy and minerals", cost: Cost::Cheap, section: energy::section },
    Entry { id: "products", title: "Products by published screens", cost: Cost::Cheap, section: products::section },
    Entry { id: "technology", title: "Technology", cost: Cost::Cheap, section: technology::section },
    Entry { id: "alternatives", title: "Alternatives", cost: Cost::Cheap, section: alternatives::section },
    Entry { id: "exposure", title: "Hidden exposure", cost: Cost::Dear, section: exposure::section },
    Entry { id: "network", title: "Network of goods trade", cost: Cost::Cheap, section: network::section },
    Entry { id: "coercion", title: "Coercive power", cost: Cost::Cheap, section: coercion::section },
    Entry { id: "finance", title: "Finance", cost: Cost::Cheap, section: finance::section },
    Entry { id: "arms", title: "Arms", cost: Cost::Cheap, section: arms::section },
    Entry { id: "power", title: "Power", cost: Cost::Cheap, section: power::section },
    Entry { id: "alignment", title: "Alignment", cost: Cost::Cheap, section: alignment::section },
    Entry { id: "politics", title: "Politics", cost: Cost::Cheap, section: politics::section },
    Entry { id: "events", title: "What history says of pairs like these", cost: Cost::Cheap, section: events::section },
    Entry { id: "status", title: "Status", cost: Cost::Cheap, section: status::section },
    Entry { id: "hierarchy", title: "Hierarchy", cost: Cost::Dear, section: hierarchy::section },
    Entry { id: "people", title: "People", cost: Cost::Cheap, section: people::section },
    Entry { id: "outlook", title: "Outlook", cost: Cost::Cheap, section: outlook::section },
    Entry { id: "rupture", title: "What a rupture would cost", cost: Cost::Cheap, section: rupture::section },
    Entry { id: "partnership", title: "Where the tie is heading", cost: Cost::Cheap, section: partnership::section },
];

/// The sections named in `ids` as a page of their own, in the order of the brief. The headline is the
/// first paragraph of the section `led_by`, which moves there.
///
/// # Errors
/// [`StudyError`] from a section.
pub fn excerpt(
    world: &World<'_>,
    a: Economy,
    b: Economy,
    ids: &[&str],
    led_by: &str,
    title: &str,
    options: &Options,
) -> Result<Page, StudyError> {
    let dyad = Dyad { dependent: a, on: b };
    let wanted = SECTIONS.iter().filter(|entry| ids.contains(&entry.id));
    let mut sections =
        wanted.map(|entry| (entry.section)(world, dyad, options)).collect::<Result<Vec<Section>, _>>()?;
    let mut headline = None;
    for section in sections.iter_mut().filter(|s| s.id == led_by) {
        if let Some(at) = section.blocks.iter().position(|b| matches!(b, Block::Text(_)))
            && let Block::Text(text) = section.blocks.remove(at)
        {
            headline = Some(text);
        }
    }
    Ok(Page {
        title: format!("{title}: {} and {}", a.name(), b.name()),
        headline: headline.unwrap_or_else(|| "No loaded table covers both.".into()),
        sections,
        notes: Vec::new(),
    })
}

/// The brief on `a` and `b`; `progress` hears the title of each section before it runs.
#[must_use]
pub fn brief(world: &World<'_>, a: Economy, b: Economy, options: &Options, mut progress: impl FnMut(&str)) -> Page {
    let dyad = Dyad { dependent: a, on: b };
    let mut sections = Vec::with_capacity(SECTIONS.len());
    let mut notes = Vec::new();
    for entry in SECTIONS {
        if entry.cost == Cost::Dear && !options.full && !options.models {
            continue;
        }
        progress(entry.title);
        match (entry.section)(world, dyad, options) {
            Ok(section) => sections.push(section),
            Err(error) => notes.push(format!("{}: not available ({error})", entry.title)),
        }
    }
    let named = |e: Economy| options.year.map_or(e.name(), |y| e.name_in(y.0));
    Page { title: format!("{} and {}", named(a), named(b)), headline: headline(&sections, dyad), sections, notes }
}

/// One sentence built from the figures of the goods section.
fn headline(sections: &[Section], dyad: Dyad) -> String {
    let find = |measure: &str, d: Dyad| {
        sections
            .iter()
            .filter(|s| s.id == "goods")
            .flat_map(|s| &s.figures)
            .filter(|f| f.measure == measure && f.subject == Subject::Directed(d) && !f.has(&Flag::Beside))
            .find(|f| f.value.known().is_some())
    };
    let (there, back) = (find("trade_share", dyad), find("trade_share", dyad.reversed()));
    match (there, back) {
        (Some(there), Some(back)) => {
            let whole = there.denominator.as_deref().unwrap_or("the source");
            let gaps = [there, back].iter().any(|f| f.flags.iter().any(|f| matches!(f, Flag::Incomplete(_))));
            let gaps = if gaps { ", incomplete" } else { "" };
            format!(
                "In {}, {} did {} of its goods trade with {}, which did {} of its own with {} ({whole}, {}{gaps}).",
                there.year,
                words::in_sentence(dyad.dependent),
                words::value(there),
                words::in_sentence(dyad.on),
                words::value(back),
                words::in_sentence(dyad.dependent),
                there.status.name(),
            )
        }
        _ => {
            let unknown =
                sections.iter().filter(|s| s.id == "goods").flat_map(|s| &s.figures).find_map(|f| match &f.value {
                    Observation::Missing(Missing::NeitherReports { year }) => Some(*year),
                    _ => None,
                });
            let (a, b) = (words::in_sentence(dyad.dependent), words::in_sentence(dyad.on));
            unknown.map_or_else(
                || format!("No loaded source covers the trade between {a} and {b} in any year asked for."),
                |year| {
                    format!("What {a} and {b} traded with each other in {year} is unknown: neither side published it.")
                },
            )
        }
    }
}

/// Years of the books the reader wants, the publisher's estimates after a side stopped reporting
/// left out; with the years left out.
pub(crate) fn usable_years(books: &Books, world: &World<'_>, options: &Options) -> (Vec<Year>, Vec<Year>) {
    let Some(window) = books.window() else { return (vec![], vec![]) };
    let estimated_blind = |year: Year| {
        books.meta().status == TableStatus::Estimated
            && world
                .pair()
                .iter()
                .any(|e| world.library().reporting().silence(&books.meta().source, *e, year).is_some())
    };
    let wanted: Vec<Year> =
        window.iter().filter(|y| books.years().contains(y) && options.year.is_none_or(|asked| *y <= asked)).collect();
    let left_out: Vec<Year> = wanted.iter().copied().filter(|y| estimated_blind(*y)).collect();
    (wanted.into_iter().filter(|y| !left_out.contains(y)).collect(), left_out)
}

/// A figure that says which dataset would fill a gap.
fn unfilled(
    measure: &'static str,
    domain: Domain,
    subject: Subject,
    unit: Unit,
    options: &Options,
    fill: &str,
) -> Figure {
    let year = options.year.unwrap_or(NO_YEAR);
    let mut figure = Figure::new(measure, domain, subject, year, unit);
    figure.value = Observation::Missing(Missing::NoSource { fill: fill.to_owned() });
    figure
}

/// Names of economies in a sentence, the first few and a count.
fn names(economies: &[Economy], at_most: usize) -> String {
    let shown: Vec<&str> = economies.iter().take(at_most).map(|e| e.code()).collect();
    let rest = economies.len().saturating_sub(at_most);
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}

/// The partners that some total of a section lacks.
fn partners_lacking(figures: &[Figure]) -> Vec<Economy> {
    let mut all = BTreeSet::new();
    for figure in figures {
        for flag in &figure.flags {
            if let Flag::Incomplete(partners) = flag {
                all.extend(partners.iter().copied());
            }
        }
    }
    all.into_iter().collect()
}

/// Heads of paired columns.
pub(crate) fn paired_heads(dyad: Dyad) -> [String; 2] {
    [
        format!("{} on {}", dyad.dependent.name(), dyad.on.name()),
        format!("{} on {}", dyad.on.name(), dyad.dependent.name()),
    ]
}
