//! All measures of dependence, by domain: of one economy on another in both directions, or on its largest partners.

use crate::StudyError;
use crate::brief::{self, Options};
use crate::page::{Block, Cell, FigureId, Page, Section};
use crate::words;
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_measures::books::Items;
use suzerain_measures::definition::{CATALOGUE, Reading, definition};
use suzerain_tables::classification::{sector_name, short_product_name};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Subject};
use suzerain_tables::{Economy, Observation};

/// Partners shown where none is named.
pub const PARTNERS: usize = 8;

/// Rows about single sectors or products that a short page shows, for each measure and direction.
const STRONGEST: usize = 3;

/// Domains of dependence, in the order of the page.
const DOMAINS: [(Domain, &str); 7] = [
    (Domain::Goods, "Goods"),
    (Domain::Sectors, "Sectors and value added"),
    (Domain::Energy, "Energy and minerals"),
    (Domain::Technology, "Technology"),
    (Domain::Finance, "Finance"),
    (Domain::Arms, "Arms"),
    (Domain::People, "People"),
];

/// Every figure of dependence of the pair or of one side, in the order of the catalogue, the headline source of each.
fn of_pair(world: &World<'_>, dyad: Dyad, options: &Options, progress: impl FnMut(&str)) -> (Vec<Figure>, Vec<String>) {
    let page = brief::brief(world, dyad.dependent, dyad.on, options, progress);
    let mut best: BTreeMap<(Domain, usize, String, Option<String>, Subject), Figure> = BTreeMap::new();
    for figure in page.sections.into_iter().flat_map(|s| s.figures) {
        let Some(order) = CATALOGUE.iter().position(|m| m.id == figure.measure) else { continue };
        if definition(figure.measure).is_none_or(|m| m.reading == Reading::Neither) || figure.has(&Flag::Beside) {
            continue;
        }
        let item = figure.item.as_ref().map(|i| i.code.clone()).unwrap_or_default();
        // The same measure can stand for buying and for selling, or for several inputs.
        let kind = figure.flags.iter().find_map(|f| match f {
            Flag::Remark(text) if text == "buying" || text == "selling" || text.starts_with("input:") => {
                Some(text.to_string())
            }
            _ => None,
        });
        let key = (figure.domain, order, item, kind, figure.subject);
        let newer = best.get(&key).is_none_or(|known| {
            (figure.value.known().is_some(), figure.year) > (known.value.known().is_some(), known.year)
        });
        if newer {
            best.insert(key, figure);
        }
    }
    (best.into_values().collect(), page.notes)
}

/// Both directions of a pair, one section a domain; `progress` hears the title of each section of the brief.
#[must_use]
pub fn on_another(world: &World<'_>, dyad: Dyad, options: &Options, progress: impl FnMut(&str)) -> Page {
    let (figures, notes) = of_pair(world, dyad, options, progress);
    let mut sections = Vec::new();
    for (domain, title) in DOMAINS {
        let mut section = Section::new(domain.name(), title, domain);
        let mut rows: Vec<(String, [Option<FigureId>; 2])> = Vec::new();
        let mut own: Vec<(String, [Option<FigureId>; 2])> = Vec::new();
        let mut common: Vec<(String, FigureId)> = Vec::new();
        let mut lacking = 0;
        for figure in figures.iter().filter(|f| f.domain == domain) {
            let label = label(figure, &item_name(world, figure));
            let (rows, at) = match figure.subject {
                Subject::Directed(d) => (&mut rows, usize::from(d != dyad)),
                Subject::State(economy) => (&mut own, usize::from(economy != dyad.dependent)),
                Subject::Symmetric(..) => {
                    let id = section.add(figure.clone());
                    common.push((label, id));
                    continue;
                }
            };
            let missing_source =
                matches!(&figure.value, Observation::Missing(suzerain_tables::Missing::NoSource { .. }));
            let id = section.add(figure.clone());
            if missing_source && !options.full {
                lacking += 1;
                continue;
            }
            match rows.iter_mut().find(|(known, _)| *known == label) {
                Some((_, ids)) => ids[at] = Some(id),
                None => {
                    let mut ids = [None, None];
                    ids[at] = Some(id);
                    rows.push((label, ids));
                }
            }
        }
        if section.figures.is_empty() {
            continue;
        }
        let items_left = if options.full { 0 } else { keep_strongest(&mut rows, &section.figures) };
        let between = [(dyad.dependent, dyad.on), (dyad.on, dyad.dependent)]
            .map(|(a, b)| format!("{} on {}", a.code(), b.code()));
        let table = paired(&section.figures, "", between, &rows);
        section.blocks.push(table);
        if !own.is_empty() {
            let heads = [dyad.dependent, dyad.on].map(|e| e.code().to_owned());
            let table = paired(&section.figures, "Of each side, on all partners together", heads, &own);
            section.blocks.push(table);
        }
        if !common.is_empty() {
            section.blocks.push(Block::Table {
                title: "Of the pair, the same from both sides".into(),
                columns: ["measure", "value", "year", "reading"].map(str::to_owned).to_vec(),
                rows: common
                    .into_iter()
                    .map(|(label, id)| {
                        let figure = &section.figures[id];
                        vec![
                            Cell::Text(label),
                            Cell::Figure(id),
                            Cell::Text(figure.year.to_string()),
                            Cell::Text(reading(figure).into()),
                        ]
                    })
                    .collect(),
            });
        }
        if items_left > 0 {
            section.note(format!("{items_left} rows of single sectors or products are left out; --full shows them."));
        }
        if lacking > 0 {
            section.note(format!("{lacking} figures have no data loaded; --full names the datasets."));
        }
        sections.push(section);
    }
    let headline = format!(
        "What {} depends on {} for, and the other way round, before anybody adjusts (sensitivity) and after reachable \
         alternatives (vulnerability).",
        words::in_sentence(dyad.dependent),
        words::in_sentence(dyad.on)
    );
    Page {
        title: format!("{} and {}: dependence by domain", dyad.dependent.name(), dyad.on.name()),
        headline,
        sections,
        notes,
    }
}

/// A table of two columns of figures with their year and reading.
fn paired(figures: &[Figure], title: &str, heads: [String; 2], rows: &[(String, [Option<FigureId>; 2])]) -> Block {
    let [first, second] = heads;
    let lines = rows.iter().map(|(label, ids)| {
        let mut line = vec![Cell::Text(label.clone())];
        line.extend(ids.map(|id| id.map_or(Cell::Empty, Cell::Figure)));
        let one = ids[0].or(ids[1]).map(|id| &figures[id]);
        line.push(Cell::Text(one.map_or(String::new(), |f| f.year.to_string())));
        line.push(Cell::Text(one.map_or("", reading).into()));
        line
    });
    Block::Table {
        title: title.into(),
        columns: vec!["measure".into(), first, second, "year".into(), "reading".into()],
        rows: lines.collect(),
    }
}

/// Which question of Keohane and Nye the figure answers.
fn reading(figure: &Figure) -> &'static str {
    if figure.has(&Flag::Vulnerability) { "vulnerability" } else { "sensitivity" }
}

/// Of the rows about single sectors or products, keeps those that are among the [`STRONGEST`] of their measure in
/// either direction; returns how many went.
fn keep_strongest(rows: &mut Vec<(String, [Option<FigureId>; 2])>, figures: &[Figure]) -> usize {
    let mut order: BTreeMap<(&str, usize), Vec<(f64, FigureId)>> = BTreeMap::new();
    for (_, ids) in rows.iter() {
        for (at, id) in ids.iter().enumerate() {
            let Some(id) = *id else { continue };
            let figure = &figures[id];
            if let (true, Some(value)) = (is_single(figure), figure.value.known()) {
                order.entry((figure.measure, at)).or_default().push((value, id));
            }
        }
    }
    let mut strongest: Vec<FigureId> = Vec::new();
    for values in order.values_mut() {
        values.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        strongest.extend(values.iter().take(STRONGEST).map(|(_, id)| *id));
    }
    let before = rows.len();
    rows.retain(|(_, ids)| ids.iter().flatten().any(|id| !is_single(&figures[*id]) || strongest.contains(id)));
    before - rows.len()
}

/// Whether a figure is about one of many sectors, products or inputs.
fn is_single(figure: &Figure) -> bool {
    figure.item.is_some() || figure.flags.iter().any(|f| matches!(f, Flag::Remark(t) if t.starts_with("input:")))
}

/// Characters of a product's name.
const NAME: usize = 32;

/// What the sector or product of a figure is called.
fn item_name(world: &World<'_>, figure: &Figure) -> String {
    let Some(item) = &figure.item else { return String::new() };
    let known = sector_name(item.classification, &item.code).or_else(|| short_product_name(&item.code));
    let listed = || world.product_name(item.classification, &item.code).ok().filter(|name| *name != item.code);
    known.map(str::to_owned).or_else(listed).map_or_else(String::new, |name| {
        let head: String = name.chars().take(NAME).collect();
        if head.len() < name.len() { format!("{}...", head.trim_end()) } else { name }
    })
}

/// The measure with its item and whether it is about buying or selling.
fn label(figure: &Figure, name: &str) -> String {
    let title = definition(figure.measure).map_or(figure.measure, |d| d.title);
    let item = figure.item.as_ref().map(|i| format!(", {} {name}", i.code).trim_end().to_owned()).unwrap_or_default();
    let kind = figure.flags.iter().find_map(|f| match f {
        Flag::Remark(text) if text == "buying" || text == "selling" => Some(format!(", {text}")),
        Flag::Remark(text) => text.strip_prefix("input:").map(|i| format!(" {i}")),
        _ => None,
    });
    format!("{title}{item}{}", kind.unwrap_or_default())
}

/// The largest partners of an economy in goods trade, both ways together, in the first table of all goods that
/// covers it.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn partners(
    world: &World<'_>,
    economy: Economy,
    options: &Options,
    count: usize,
) -> Result<Vec<Economy>, StudyError> {
    for table in world.goods_tables() {
        if table.meta().universe.as_deref() == Some("reported") {
            continue;
        }
        let window = table.meta().coverage.window(suzerain_tables::coverage::FLOWS, economy);
        let Some(year) = window.and_then(|w| options.latest(w)) else { continue };
        let market = world.market(table, year, &Items::Goods)?;
        let mut with: BTreeMap<Economy, f64> = BTreeMap::new();
        for (a, b, value) in market.trade() {
            if a == economy || b == economy {
                *with.entry(if a == economy { b } else { a }).or_insert(0.0) += value;
            }
        }
        let mut ranked: Vec<(Economy, f64)> = with.into_iter().filter(|(e, _)| !e.is_aggregate()).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        return Ok(ranked.into_iter().take(count).map(|(e, _)| e).collect());
    }
    Ok(vec![])
}

/// Measures shown against each partner.
const AGAINST: [&str; 5] =
    ["trade_share", "import_share", "export_share", "hirschman_asymmetry", "effective_dependence"];

/// An economy against partners: the main shares, and in the JSON every figure of dependence of each.
#[must_use]
pub fn on_partners(
    library: &suzerain_tables::library::Library,
    economy: Economy,
    partners: &[Economy],
    options: &Options,
    mut progress: impl FnMut(&str),
) -> Page {
    let mut section = Section::new("partners", "Against its largest partners", Domain::Goods);
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for partner in partners {
        progress(partner.name());
        let world = World::new(library, [economy, *partner]);
        let dyad = Dyad { dependent: economy, on: *partner };
        let (figures, said) = of_pair(&world, dyad, options, |_| {});
        notes.extend(said);
        let first = section.figures.len();
        let of_economy = Subject::State(economy);
        section.figures.extend(figures.into_iter().filter(|f| {
            f.subject == Subject::Directed(dyad)
                || matches!(f.subject, Subject::Symmetric(..))
                || (f.subject == of_economy && rows.is_empty())
        }));
        let mut row = vec![Cell::Text(partner.name().to_owned())];
        for measure in AGAINST {
            let at = section.figures[first..]
                .iter()
                .position(|f| f.measure == measure && f.domain == Domain::Goods && f.item.is_none());
            row.push(at.map_or(Cell::Empty, |at| Cell::Figure(first + at)));
        }
        rows.push(row);
    }
    notes.sort();
    notes.dedup();
    section.blocks.push(Block::Table {
        title: format!("Goods trade of {}", economy.name()),
        columns: ["partner", "of trade", "of imports", "of exports", "asymmetry", "effective (buying)"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    });
    let own: Vec<Vec<Cell>> = (0..section.figures.len())
        .filter(|id| {
            let figure = &section.figures[*id];
            figure.subject == Subject::State(economy) && figure.domain == Domain::Goods && figure.item.is_none()
        })
        .map(|id| {
            let figure = &section.figures[id];
            vec![Cell::Text(label(figure, "")), Cell::Figure(id), Cell::Text(figure.year.to_string())]
        })
        .collect();
    if !own.is_empty() {
        section.blocks.push(Block::Table {
            title: "On all partners together".into(),
            columns: ["measure", "value", "year"].map(str::to_owned).to_vec(),
            rows: own,
        });
    }
    section.note("JSON and CSV hold every measure of dependence on each partner, by domain.");
    Page {
        title: format!("{}: dependence on its largest partners", economy.name()),
        headline: format!("How {} leans on its largest partners in goods trade.", words::in_sentence(economy)),
        sections: vec![section],
        notes,
    }
}
