//! Panels of trade in goods between two economies and of its concentration, from the two tables that the built-in
//! histories of pairs come from.

use super::trade::Held;
use super::{MOST, Recipe, sources, thin};
use crate::outlook::bilateral::{PARTNERS, goods, partners, product};
use crate::world::source_ref;
use suzerain_measures::dependence::Question;
use suzerain_measures::dependence::barbieri::{INTERDEPENDENCE, SALIENCE, SYMMETRY, barbieri};
use suzerain_measures::dependence::gdp_share::gdp_ratios;
use suzerain_measures::dependence::hirschman_asymmetry::{hirschman_asymmetry, mutual_dependence};
use suzerain_measures::dependence::sales::sales;
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::figure::{Dyad, Figure};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::{Economy, Year};

/// One measure of two economies, on the panel's kind of value.
type Measure = fn(&Question<'_>) -> Option<f64>;

fn of_barbieri(q: &Question<'_>, id: &str) -> Option<f64> {
    barbieri(q).into_iter().find(|f| f.measure == id)?.value.known()
}

const TIES: [(&str, &str, Scale, &[Measure]); 4] = [
    ("sales", "Sales of goods", Scale::Log, &[|q| sales(q).value.known()]),
    ("asymmetry", "Differences of trade shares", Scale::Level, &[|q| hirschman_asymmetry(q).value.known()]),
    (
        "interdependence",
        "Mean trade shares, salience and interdependence",
        Scale::Logit,
        &[
            |q| Some(mutual_dependence(q).value.known()? / 2.0),
            |q| of_barbieri(q, SALIENCE.id),
            |q| of_barbieri(q, INTERDEPENDENCE.id),
        ],
    ),
    ("symmetry", "Symmetry of trade shares", Scale::Logit, &[|q| of_barbieri(q, SYMMETRY.id)]),
];

/// What the panels are made from.
pub(super) struct Tables<'a> {
    pub tables: Vec<&'a Held<'a>>,
    pub gdp: Option<&'a Indicators>,
}

impl Tables<'_> {
    /// Pairs of each table in both orders, or in one, with each of so many kinds; evenly thinned, as many of each table.
    fn pairs(&self, both_orders: bool, kinds: usize) -> Vec<(usize, (Economy, Economy), usize)> {
        self.thinned(|all| {
            let ordered = |a: &Economy, b: &Economy| if both_orders { a != b } else { a < b };
            let pairs = all.iter().flat_map(|a| all.iter().filter(move |b| ordered(a, b)).map(move |b| (*a, *b)));
            pairs.flat_map(|pair| (0..kinds).map(move |kind| (pair, kind))).collect()
        })
    }

    fn thinned<T>(&self, keys: impl Fn(&[Economy]) -> Vec<(T, usize)>) -> Vec<(usize, T, usize)> {
        let each = MOST / 2 / self.tables.len().max(1);
        let of = |(at, held): (usize, &&Held<'_>)| {
            thin(keys(&held.states()), each).into_iter().map(|(key, kind)| (at, key, kind)).collect::<Vec<_>>()
        };
        self.tables.iter().enumerate().flat_map(of).collect()
    }

    fn sources(&self) -> String {
        self.tables.iter().map(|held| held.sources()).collect::<Vec<_>>().join(", ")
    }

    /// The four panels of [`TIES`], ratios to product, and concentration.
    pub fn panels(&self) -> Vec<(&'static str, Option<Panel>)> {
        let mut out = Vec::new();
        for (id, title, scale, measures) in TIES {
            let directed = matches!(id, "sales" | "asymmetry");
            let what = if directed { "pairs in both orders" } else { "pairs" };
            let recipe = self.recipe((id, title), scale, format!("{what}, evenly spaced; {}", self.sources()));
            let made = recipe.panel(self.pairs(directed, measures.len()), |(table, (a, b), kind)| {
                let dyad = Dyad { dependent: *a, on: *b };
                self.tables[*table].by_year((*a, *b), |books, y| measures[*kind](&goods(books, dyad, y)))
            });
            out.push((id, made));
        }
        out.push(("trade_gdp", self.gdp.and_then(|gdp| self.ratios(gdp))));
        out.push(("concentration", self.concentration()));
        out
    }

    fn recipe(&self, (id, title): (&'static str, &'static str), scale: Scale, sample: String) -> Recipe {
        // The keys are thinned already.
        Recipe { id, title, scale, step: 1, most: MOST / 2, sample }
    }

    fn ratios(&self, gdp: &Indicators) -> Option<Panel> {
        let sample = format!(
            "ratios of trade, sales and purchases to product, evenly spaced over pairs in both orders; {}, {}",
            self.sources(),
            sources(&[source_ref(gdp.meta())])
        );
        let recipe = self.recipe(("trade_gdp", "Trade in goods over GDP"), Scale::Log, sample);
        recipe.panel(self.pairs(true, 3), |(table, (a, b), kind)| {
            let dyad = Dyad { dependent: *a, on: *b };
            self.tables[*table].by_year((*a, *b), |books, y| {
                gdp_ratios(&goods(books, dyad, y), &product(gdp, *a, y))[*kind].value.known()
            })
        })
    }

    fn concentration(&self) -> Option<Panel> {
        let keys =
            self.thinned(|all| all.iter().flat_map(|e| (0..PARTNERS.len()).map(move |kind| (*e, kind))).collect());
        let sample =
            format!("indices (HHI and normalised) of suppliers and of markets of an economy; {}", self.sources());
        let recipe = self.recipe(("concentration", "Concentration of suppliers and markets"), Scale::Logit, sample);
        recipe.panel(keys, |(table, economy, kind)| {
            let (side, measure) = PARTNERS[*kind];
            let value = |figure: Figure| figure.value.known();
            let (_, values) = self.tables[*table]
                .by_year((*economy, *economy), |books, y: Year| value(measure(&partners(books, *economy, side, y))));
            (economy.code().to_owned(), values)
        })
    }
}
