//! Panels of quantities and unit values of energy and minerals, and of energy revenue over product.

use super::trade::{Held, LEAST_TRADED, Products};
use super::{MOST, Recipe, sources, thin};
use crate::outlook::bilateral::product;
use crate::outlook::prices::{figures, sound};
use crate::world::source_ref;
use rayon::prelude::*;
use suzerain_measures::books::Items;
use suzerain_measures::dependence::energy_revenue::energy_revenue;
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::Economy;
use suzerain_tables::figure::Dyad;
use suzerain_tables::indicators::Indicators;

/// A product between a buyer and a seller, with its figures by year.
struct Priced {
    block: String,
    /// Quantity, unit value, the other suppliers', their ratio.
    values: [Vec<(i16, f64)>; 4],
}

/// Quantities, unit values and their ratios.
pub fn unit(products: &Products<'_>) -> Vec<(&'static str, Option<Panel>)> {
    let of = |(code, seller, buyer): &(String, Economy, Economy)| {
        let (items, dyad) = (Items::One(code.clone()), Dyad { dependent: *buyer, on: *seller });
        let held: &Held<'_> = &products.priced;
        let mut values: [Vec<(i16, f64)>; 4] = Default::default();
        for year in held.years(*seller, *buyer) {
            let all = figures(&held.books, dyad, year, &items);
            for (list, figure) in values.iter_mut().zip(&all) {
                list.extend(figure.value.known().filter(|_| sound(figure)).map(|v| (year.0, v)));
            }
        }
        Priced { block: super::block(*seller, *buyer), values }
    };
    let priced: Vec<Priced> = thin(products.traded.clone(), MOST / 2).par_iter().map(of).collect();
    let sample = |what: &str| {
        format!(
            "{what} of a product between a seller and one of the {} largest buyers of energy, evenly spaced over those that traded {LEAST_TRADED} million dollars or more a year in 1995-1999, years with a suspect quantity left out; {}",
            products.buyers.len(),
            products.priced.sources()
        )
    };
    let panel = |id, title, kinds: &[usize], what: &str| {
        let keys: Vec<(&Priced, usize)> =
            priced.iter().flat_map(|p| kinds.iter().map(move |kind| (p, *kind))).collect();
        let recipe = Recipe { id, title, scale: Scale::Log, step: 1, most: MOST / 2, sample: sample(what) };
        (id, recipe.panel(keys, |(priced, kind)| (priced.block.clone(), priced.values[*kind].clone())))
    };
    vec![
        panel("quantities", "Quantities of energy and minerals", &[0], "quantities"),
        panel(
            "unit_values",
            "Unit values of energy and minerals",
            &[1, 2],
            "unit values, or those of the buyer's other suppliers,",
        ),
        panel("unit_value_ratios", "Unit values over those of other suppliers", &[3], "ratios"),
    ]
}

/// Energy sold to a buyer over the seller's product.
pub fn revenue(products: &Products<'_>, gdp: &Indicators) -> Option<Panel> {
    let held = &products.fuels;
    let recipe = Recipe {
        id: "energy_gdp",
        title: "Energy sold over GDP",
        scale: Scale::Log,
        step: 1,
        most: MOST / 2,
        sample: format!(
            "ratios between the {} largest sellers and buyers of 1995-1999 that then traded {LEAST_TRADED} million dollars or more a year, evenly spaced, years without sales left out; {}, {}",
            products.buyers.len(),
            held.sources(),
            sources(&[source_ref(gdp.meta())])
        ),
    };
    recipe.panel(products.sold.clone(), |(seller, buyer)| {
        let dyad = Dyad { dependent: *seller, on: *buyer };
        held.by_year((*seller, *buyer), |books, y| {
            energy_revenue(books, dyad, y, &product(gdp, *seller, y)).value.known()
        })
    })
}
