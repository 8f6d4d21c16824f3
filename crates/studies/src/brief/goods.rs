//! Trade in goods: shares both ways, the tilt, scale against product, and every source beside.

use super::{Options, names, paired_heads, partners_lacking, unfilled, usable_years};
use crate::StudyError;
use crate::page::{Block, Cell, PairedRow, Section, Trend};
use crate::words;
use crate::world::{World, source_ref};
use suzerain_measures::books::{Books, Items};
use suzerain_measures::dependence::barbieri::barbieri;
use suzerain_measures::dependence::export_share::{self, export_share};
use suzerain_measures::dependence::gdp_share::{Product, gdp_ratios};
use suzerain_measures::dependence::hirschman_asymmetry::{hirschman_asymmetry, mutual_dependence};
use suzerain_measures::dependence::import_share::{self, import_share};
use suzerain_measures::dependence::sales::gap;
use suzerain_measures::dependence::trade_share::{self, trade_share};
use suzerain_measures::dependence::{Question, sales};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Unit};
use suzerain_tables::store::TableStatus;
use suzerain_tables::variables::GDP_CURRENT;
use suzerain_tables::{Missing, Observation, Year};

type Shares = fn(&Question<'_>) -> Figure;

const SHARES: [(&str, Shares); 4] = [
    ("share of its imports", import_share),
    ("share of its exports", export_share),
    ("share of its trade", trade_share),
    ("trade share less the other's", hirschman_asymmetry),
];

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("goods", "Trade in goods", Domain::Goods);
    let mut headline: Option<Year> = None;
    let mut beside: Vec<Vec<Cell>> = Vec::new();
    let mut trends: Vec<Trend> = Vec::new();
    for table in world.goods_tables() {
        let books = world.books(table, false)?;
        let (years, left_out) = usable_years(&books, world, options);
        if !left_out.is_empty() {
            section.note(format!(
                "{}: {} left out, the publisher's estimate after a side stopped reporting.",
                table.meta().source,
                left_out.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            ));
        }
        let Some(year) = years.last().copied() else { continue };
        let ask = |d: Dyad, year: Year| Question {
            books: &books,
            domain: Domain::Goods,
            dyad: d,
            year,
            items: &Items::Goods,
        };
        let there = sales::sales(&ask(dyad, year));
        if headline.is_none() && (there.value.known().is_some() || unknown_to_all(&there)) {
            headline = Some(year);
            lead(world, &mut section, &books, dyad, year, options)?;
        } else {
            let row = beside_row(&mut section, &books, dyad, year, options);
            beside.push(row);
        }
        trends.extend(trend_lines(&mut section, &books, dyad, &years, options));
    }
    if headline.is_none() {
        let fill = "trade of all pairs: suzerain import baci FILE --into DIR";
        section.say(format!("No loaded source covers both economies in any year asked for; {fill}."));
        for d in [dyad, dyad.reversed()] {
            let subject = suzerain_tables::figure::Subject::Directed(d);
            for definition in [&import_share::DEFINITION, &export_share::DEFINITION, &trade_share::DEFINITION] {
                section.add(unfilled(definition.id, Domain::Goods, subject, Unit::Share, options, fill));
            }
        }
    }
    if !beside.is_empty() {
        section.blocks.push(Block::Table {
            title: "The other sources, each with its own latest year and its own whole".into(),
            columns: ["source", "year", "whole"]
                .into_iter()
                .map(str::to_owned)
                .chain([
                    format!("{} to {}", dyad.on.code(), dyad.dependent.code()),
                    format!("{} to {}", dyad.dependent.code(), dyad.on.code()),
                    format!("{} trade share", dyad.dependent.code()),
                    format!("{} trade share", dyad.on.code()),
                ])
                .collect(),
            rows: beside,
        });
    }
    gaps(world, &mut section, dyad, options)?;
    if !trends.is_empty() {
        section.blocks.push(Block::Trends { title: "Trade shares over time, one line a source".into(), lines: trends });
    }
    let lacking = partners_lacking(&section.figures);
    if !lacking.is_empty() {
        section.note(format!(
            "Incomplete: the reports behind the source lack both sides of the trade with {}: it is unknown and missing from the totals, so the shares above are too high.",
            names(&lacking, 80)
        ));
    }
    Ok(section)
}

fn unknown_to_all(figure: &Figure) -> bool {
    matches!(figure.value, Observation::Missing(Missing::NeitherReports { .. }))
}

/// The headline block of one source and year.
fn lead(
    world: &World<'_>,
    section: &mut Section,
    books: &Books,
    dyad: Dyad,
    year: Year,
    options: &Options,
) -> Result<(), StudyError> {
    let ask = |d: Dyad| Question { books, domain: Domain::Goods, dyad: d, year, items: &Items::Goods };
    let pair = [dyad, dyad.reversed()];
    let mut rows = Vec::new();
    let mut both = |section: &mut Section, label: &str, f: &dyn Fn(&Question<'_>) -> Figure| {
        let figures = pair.map(|d| Some(section.add(options.aged(f(&ask(d))))));
        rows.push(PairedRow { label: label.into(), figures });
    };
    both(section, "buys from the other", &sales::sales);
    for (label, share) in SHARES {
        both(section, label, &share);
    }
    let gdp_table = world.with_variable(GDP_CURRENT)?;
    for d in &pair {
        if let Some(table) = &gdp_table {
            let usd = table.get(GDP_CURRENT, d.dependent, year);
            let gdp = Product { economy: d.dependent, year, usd, source: source_ref(table.meta()) };
            let ids = gdp_ratios(&ask(*d), &gdp).map(|f| section.add(options.aged(f)));
            let at = usize::from(d.dependent != dyad.dependent);
            for (label, id) in ["trade with it over GDP", "sales to it over GDP", "purchases over GDP"].iter().zip(ids)
            {
                if let Some(row) = rows.iter_mut().find(|r| r.label == *label) {
                    row.figures[at] = Some(id);
                } else {
                    let mut figures = [None, None];
                    figures[at] = Some(id);
                    rows.push(PairedRow { label: (*label).into(), figures });
                }
            }
        }
    }
    let mutual = section.add(options.aged(mutual_dependence(&ask(dyad))));
    let tilt = hirschman_asymmetry(&ask(dyad));
    let barbieri = barbieri(&ask(dyad)).map(|f| section.add(options.aged(f)));
    section.blocks.push(Block::Paired { heads: paired_heads(dyad), rows });
    if let (Some(tilt), Some(level)) = (tilt.value.known(), section.figures[mutual].value.known()) {
        let (leaning, other) = if tilt >= 0.0 { (dyad.dependent, dyad.on) } else { (dyad.on, dyad.dependent) };
        section.say(format!(
            "{} leans on {} by {} points of trade share more than the other way round; the two shares together come to {}. Source {}, {year}.",
            words::opening(leaning),
            words::in_sentence(other),
            words::number(tilt.abs() * 100.0, 1),
            words::quantity(level, Unit::Share),
            books.meta().source,
        ));
        let [salience, symmetry, interdependence] = barbieri.map(|id| words::value(&section.figures[id]));
        section.say(format!(
            "Barbieri's measures of the pair: salience {salience}, symmetry {symmetry}, interdependence {interdependence}."
        ));
    } else {
        section.say(format!(
            "What the two traded in {year} is unknown: neither side published it. The last year each source saw follows."
        ));
        last_observed(world, section, dyad, options)?;
    }
    Ok(())
}

/// The last year in which each source knew a flow, where the headline does not.
fn last_observed(world: &World<'_>, section: &mut Section, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    let mut rows = Vec::new();
    for table in world.library().of_kind(suzerain_tables::store::TableKind::Trade) {
        let books = world.books(table, false)?;
        let domain = if table.meta().scope == suzerain_tables::store::Scope::SomeProducts {
            Domain::Energy
        } else {
            Domain::Goods
        };
        let mut years = usable_years(&books, world, options).0;
        years.reverse();
        let last = years.into_iter().find_map(|year| {
            let there = sales::sales(&Question { books: &books, domain, dyad, year, items: &Items::Goods });
            let back =
                sales::sales(&Question { books: &books, domain, dyad: dyad.reversed(), year, items: &Items::Goods });
            let seen = |f: &Figure| f.value.known().is_some_and(|v| v > 0.0);
            (seen(&there) || seen(&back)).then_some((year, there, back))
        });
        if let Some((year, mut there, mut back)) = last {
            for f in [&mut there, &mut back] {
                f.flag(Flag::Remark("last-observed".into()));
                f.flag(Flag::Beside);
            }
            let whole = if domain == Domain::Energy { "energy and minerals products of the base" } else { "all goods" };
            let (there, back) = (section.add(there), section.add(back));
            rows.push(vec![
                Cell::Text(table.meta().source.clone()),
                Cell::Text(year.to_string()),
                Cell::Text(whole.into()),
                Cell::Figure(there),
                Cell::Figure(back),
            ]);
        }
    }
    section.blocks.push(Block::Table {
        title: "Last year each source knew the flow".into(),
        columns: vec![
            "source".into(),
            "year".into(),
            "what".into(),
            format!("{} to {}", dyad.on.code(), dyad.dependent.code()),
            format!("{} to {}", dyad.dependent.code(), dyad.on.code()),
        ],
        rows,
    });
    Ok(())
}

fn beside_row(section: &mut Section, books: &Books, dyad: Dyad, year: Year, options: &Options) -> Vec<Cell> {
    let mut add = |d: Dyad, f: Shares| {
        let q = Question { books, domain: Domain::Goods, dyad: d, year, items: &Items::Goods };
        let mut figure = options.aged(f(&q));
        figure.flag(Flag::Beside);
        Cell::Figure(section.add(figure))
    };
    let cells = [
        add(dyad, sales::sales),
        add(dyad.reversed(), sales::sales),
        add(dyad, trade_share),
        add(dyad.reversed(), trade_share),
    ];
    for d in [dyad, dyad.reversed()] {
        let _ = (add(d, import_share), add(d, export_share));
    }
    [Cell::Text(books.meta().source.clone()), Cell::Text(year.to_string()), Cell::Text(books.universe())]
        .into_iter()
        .chain(cells)
        .collect()
}

fn trend_lines(section: &mut Section, books: &Books, dyad: Dyad, years: &[Year], options: &Options) -> Vec<Trend> {
    let years: Vec<Year> = years.iter().copied().filter(|y| options.in_trend(*y)).collect();
    if years.len() < 2 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for d in [dyad, dyad.reversed()] {
        let mut figures = Vec::new();
        for year in &years {
            let q = Question { books, domain: Domain::Goods, dyad: d, year: *year, items: &Items::Goods };
            let mut figure = trade_share(&q);
            figure.flag(Flag::Beside);
            // The latest year stands in the table above already.
            figures.push(section.add_once(figure));
        }
        let estimated = if books.meta().status == TableStatus::Estimated { ", estimated" } else { "" };
        lines.push(Trend {
            label: format!(
                "{} on {} ({}, {}{estimated})",
                d.dependent.code(),
                d.on.code(),
                books.meta().source,
                books.universe()
            ),
            figures,
        });
    }
    lines
}

/// Flows that two sources know for the same year, with the gap.
fn gaps(world: &World<'_>, section: &mut Section, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    let tables = world.goods_tables();
    let mut rows = Vec::new();
    for (i, first) in tables.iter().enumerate() {
        for second in &tables[i + 1..] {
            let (one, two) = (world.books(first, false)?, world.books(second, false)?);
            let (ones, twos) = (usable_years(&one, world, options).0, usable_years(&two, world, options).0);
            let Some(year) = options.latest_of(ones.into_iter().filter(|y| twos.contains(y))) else { continue };
            for d in [dyad, dyad.reversed()] {
                let ask = |books| {
                    sales::sales(&Question { books, domain: Domain::Goods, dyad: d, year, items: &Items::Goods })
                };
                let (mut a, mut b) = (ask(&one), ask(&two));
                let g = gap(&a, &b);
                if g.value.known().is_none() {
                    continue;
                }
                a.flag(Flag::Beside);
                b.flag(Flag::Beside);
                let cells = [a, b, g].map(|f| Cell::Figure(section.add_once(f)));
                rows.push(
                    [
                        Cell::Text(format!("{} to {}, {year}", d.on.code(), d.dependent.code())),
                        Cell::Text(format!("{} / {}", first.meta().source, second.meta().source)),
                    ]
                    .into_iter()
                    .chain(cells)
                    .collect(),
                );
            }
        }
    }
    if !rows.is_empty() {
        section.blocks.push(Block::Table {
            title: "Where two sources know the same flow".into(),
            columns: ["flow", "sources", "first", "second", "gap"].map(str::to_owned).to_vec(),
            rows,
        });
    }
    Ok(())
}
