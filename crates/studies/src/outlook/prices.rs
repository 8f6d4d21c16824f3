//! Histories of quantities and unit values of energy and minerals, and of energy revenue over product.

use super::bilateral::product;
use super::{History, long_enough, several};
use crate::StudyError;
use crate::brief::energy::bought;
use crate::brief::{Options, usable_years};
use crate::world::World;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::dependence::Question;
use suzerain_measures::dependence::energy_revenue::energy_revenue;
use suzerain_measures::dependence::unit_value::{RATIO, discount, unit_values};
use suzerain_tables::Year;
use suzerain_tables::classification::short_product_name;
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag};
use suzerain_tables::variables::GDP_CURRENT;

/// Products forecast for each direction, the largest by value that have a history of unit values.
const PRODUCTS: usize = 3;
/// Characters of a product's name.
const NAME: usize = 28;
/// Panels of the four figures of [`figures`].
pub const PANELS: [&str; 4] = ["quantities", "unit_values", "unit_values", "unit_value_ratios"];

/// Quantity, unit value, the other suppliers' and the ratio of the two in a year.
pub fn figures(books: &Books, dyad: Dyad, year: Year, items: &Items) -> [Figure; 4] {
    let all = unit_values(&Question { books, domain: Domain::Energy, dyad, year, items });
    [all.quantity, all.unit_value, all.benchmark, all.ratio]
}

/// Whether a figure makes part of a history: one whose quantity is suspect does not.
pub fn sound(figure: &Figure) -> bool {
    !figure.has(&Flag::SuspectQuantity)
}

/// Quantities and unit values of the largest products each way.
pub fn unit(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let Some(table) = world.product_tables().into_iter().next() else { return Ok(Vec::new()) };
    let books = world.books(table, true)?;
    let years = usable_years(&books, world, &Options::default()).0;
    let Some(last) = years.last().copied() else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for d in [dyad, dyad.reversed()] {
        let (me, other) = (d.dependent.code(), d.on.code());
        let mut products = 0;
        for (code, _) in bought(&books, d, last) {
            let items = Items::One(code.clone());
            let name = match short_product_name(&code) {
                Some(name) => name.to_owned(),
                None => world.product_name(books.classification(), &code)?.chars().take(NAME).collect(),
            };
            let labels = [
                format!("{name} bought by {me} from {other}"),
                format!("{name}: unit value, {me} from {other}"),
                format!("{name}: unit value of {me}'s other suppliers"),
                format!("{name}: {other}'s unit value over that of others, {me}"),
                format!("{name}: discount of {other} to {me}"),
            ];
            let by_year = years.iter().map(|y| {
                let [quantity, unit_value, benchmark, ratio] = figures(&books, d, *y, &items);
                let granted = discount(&ratio);
                [quantity, unit_value, benchmark, ratio, granted].map(|f| Some(f).filter(sound))
            });
            let mut histories: Vec<History> = several(PANELS[3], labels, by_year).into_iter().flatten().collect();
            for history in &mut histories {
                history.panel = match history.measure {
                    "quantity" => PANELS[0],
                    "unit_value" | "benchmark_unit_value" => PANELS[1],
                    _ => PANELS[3],
                };
            }
            histories.retain(long_enough);
            // A product of which few sound unit values are known has nothing to set beside those of others.
            if histories.iter().any(|h| h.measure == RATIO.id) {
                out.extend(histories);
                products += 1;
                if products == PRODUCTS {
                    break;
                }
            }
        }
    }
    Ok(out)
}

/// Energy sold to the other side over own product, both ways.
pub fn revenue(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let Some(table) = world.product_tables().into_iter().next() else { return Ok(Vec::new()) };
    let Some(gdp) = world.with_variable(GDP_CURRENT)? else { return Ok(Vec::new()) };
    let books = world.books(table, true)?;
    let years = usable_years(&books, world, &Options::default()).0;
    let both = [dyad, dyad.reversed()].into_iter().filter_map(|d| {
        let label = format!("energy sold to {} over {}'s GDP", d.on.code(), d.dependent.code());
        let figures = years.iter().map(|y| energy_revenue(&books, d, *y, &product(&gdp, d.dependent, *y)));
        History::of("energy_gdp", label, figures)
    });
    Ok(both.filter(long_enough).collect())
}
