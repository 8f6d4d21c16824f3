//! The columns of the panel: what each means, and how its values are read off the joined lists.

use super::{Panel, Row};
use std::ops::Range;
use suzerain_tables::dyad_years::{ColumnInfo, Values};
use suzerain_tables::interstate::{Interstate, Window};

/// A column.
pub struct Column {
    /// Its name.
    pub name: &'static str,
    about: &'static str,
    unit: &'static str,
    source: &'static str,
    windows: &'static [Window],
    pub(super) fill: fn(&Panel<'_>, Range<usize>) -> Values,
}

impl Column {
    /// What it holds, with the years that its lists cover in common.
    pub(super) fn info(&self, records: &Interstate) -> ColumnInfo {
        let window = self.windows.iter().map(|w| records.window(*w)).reduce(|a, b| {
            a.zip(b).map(|(a, b)| suzerain_tables::YearRange::new(a.first.max(b.first), a.last.min(b.last)))
        });
        ColumnInfo {
            name: self.name.to_owned(),
            about: self.about,
            unit: self.unit,
            window: window.flatten(),
            source: self.source,
        }
    }
}

const LIST: &str = "cow-states";
const NMC: &str = "cow-nmc";
const PPP: &str = "million US dollars at purchasing power parity of 2017";

macro_rules! column {
    ($name:literal, $about:literal, $unit:expr, $source:expr, $windows:expr, $fill:expr) => {
        Column { name: $name, about: $about, unit: $unit, source: $source, windows: $windows, fill: $fill }
    };
}

/// Every column in the order of the file.
pub const COLUMNS: &[Column] = &[
    column!("ccode1", "Correlates of War number of the first state, the lesser", "", LIST, &[], |p, r| {
        whole(p, r, |p, row| code(p.states[usize::from(row.one)]))
    }),
    column!("ccode2", "Correlates of War number of the second state", "", LIST, &[], |p, r| {
        whole(p, r, |p, row| code(p.states[usize::from(row.two)]))
    }),
    column!("year", "calendar year", "", LIST, &[], |p, r| whole(p, r, |_, row| Some(row.year))),
    column!("state1", "abbreviation of the first state in the list of members", "", LIST, &[], |p, r| {
        Values::Word(p.each(r, |row| Some(row.one)), p.names.clone())
    }),
    column!("state2", "abbreviation of the second state", "", LIST, &[], |p, r| {
        Values::Word(p.each(r, |row| Some(row.two)), p.names.clone())
    }),
    column!(
        "economy1",
        "code of the economy that continues the first state, as in the other tables",
        "",
        LIST,
        &[],
        |p, r| { economies(p, r, |row| row.one) }
    ),
    column!("economy2", "code of the economy that continues the second state", "", LIST, &[], |p, r| {
        economies(p, r, |row| row.two)
    }),
    column!(
        "extended",
        "1 in years after the end of the list of members, whose last day is carried on",
        "",
        LIST,
        &[],
        |p, r| { whole(p, r, |p, row| Some(i16::from(row.year > p.records.members_to))) }
    ),
    column!(
        "distance_km",
        "great-circle distance between the capitals of the year (the last, if it moved)",
        "km",
        "cow-capitals",
        &[Window::Capitals],
        distance
    ),
    column!(
        "contiguity",
        "direct contiguity: 1 land or river, 2 to 5 water up to 12, 24, 150, 400 miles, 0 none",
        "",
        "cow-contiguity",
        &[Window::Contiguity],
        |p, r| {
            within(p, r, Window::Contiguity, |p, _, row| {
                Some(i16::from(p.borders.contiguity(usize::from(row.one), usize::from(row.two), row.year)))
            })
        }
    ),
    column!("major_1", "1 if the first state is a major power", "", "cow-majors", &[Window::Majors], |p, r| {
        within(p, r, Window::Majors, |p, _, row| Some(i16::from(p.borders.major(usize::from(row.one), row.year))))
    }),
    column!("major_2", "1 if the second state is a major power", "", "cow-majors", &[Window::Majors], |p, r| {
        within(p, r, Window::Majors, |p, _, row| Some(i16::from(p.borders.major(usize::from(row.two), row.year))))
    }),
    column!(
        "relevant",
        "1 if politically relevant: contiguous, or a major power among them",
        "",
        "cow-contiguity, cow-majors",
        &[Window::Contiguity, Window::Majors],
        |p, r| {
            within(p, r, Window::Contiguity, |p, at, row| {
                p.joined.looked.holds(Window::Majors, row.year).then(|| i16::from(p.relevant(at)))
            })
        }
    ),
    column!(
        "cinc_1",
        "composite index of national capability as published",
        "share",
        NMC,
        &[Window::Capabilities],
        |p, r| one(p, r, |p| &p.joined.capabilities[6])
    ),
    column!(
        "cinc_2",
        "composite index of national capability as published",
        "share",
        NMC,
        &[Window::Capabilities],
        |p, r| two(p, r, |p| &p.joined.capabilities[6])
    ),
    column!(
        "milex_1",
        "military expenditure, in pounds sterling before 1914, in US dollars from 1914",
        "thousand, current",
        NMC,
        &[Window::Capabilities],
        |p, r| one(p, r, |p| &p.joined.capabilities[0])
    ),
    column!(
        "milex_2",
        "military expenditure, in pounds sterling before 1914, in US dollars from 1914",
        "thousand, current",
        NMC,
        &[Window::Capabilities],
        |p, r| two(p, r, |p| &p.joined.capabilities[0])
    ),
    column!("milper_1", "military personnel", "thousand", NMC, &[Window::Capabilities], |p, r| one(p, r, |p| &p
        .joined
        .capabilities[1])),
    column!("milper_2", "military personnel", "thousand", NMC, &[Window::Capabilities], |p, r| two(p, r, |p| &p
        .joined
        .capabilities[1])),
    column!("irst_1", "iron and steel production", "thousand tons", NMC, &[Window::Capabilities], |p, r| one(
        p,
        r,
        |p| &p.joined.capabilities[2]
    )),
    column!("irst_2", "iron and steel production", "thousand tons", NMC, &[Window::Capabilities], |p, r| two(
        p,
        r,
        |p| &p.joined.capabilities[2]
    )),
    column!(
        "pec_1",
        "primary energy consumption",
        "thousand tons of coal equivalent",
        NMC,
        &[Window::Capabilities],
        |p, r| one(p, r, |p| &p.joined.capabilities[3])
    ),
    column!(
        "pec_2",
        "primary energy consumption",
        "thousand tons of coal equivalent",
        NMC,
        &[Window::Capabilities],
        |p, r| two(p, r, |p| &p.joined.capabilities[3])
    ),
    column!("tpop_1", "population", "thousand", NMC, &[Window::Capabilities], |p, r| one(p, r, |p| &p
        .joined
        .capabilities[4])),
    column!("tpop_2", "population", "thousand", NMC, &[Window::Capabilities], |p, r| two(p, r, |p| &p
        .joined
        .capabilities[4])),
    column!("upop_1", "urban population", "thousand", NMC, &[Window::Capabilities], |p, r| one(p, r, |p| &p
        .joined
        .capabilities[5])),
    column!("upop_2", "urban population", "thousand", NMC, &[Window::Capabilities], |p, r| two(p, r, |p| &p
        .joined
        .capabilities[5])),
    column!("gdp_1", "gross domestic product, estimated", PPP, "fariss", &[Window::Outputs], |p, r| one(p, r, |p| &p
        .joined
        .outputs[0])),
    column!("gdp_2", "gross domestic product, estimated", PPP, "fariss", &[Window::Outputs], |p, r| two(p, r, |p| &p
        .joined
        .outputs[0])),
    column!(
        "gdp_per_head_1",
        "gross domestic product per head, estimated",
        "US dollars at purchasing power parity",
        "fariss",
        &[Window::Outputs],
        |p, r| one(p, r, |p| &p.joined.outputs[1])
    ),
    column!(
        "gdp_per_head_2",
        "gross domestic product per head, estimated",
        "US dollars at purchasing power parity",
        "fariss",
        &[Window::Outputs],
        |p, r| two(p, r, |p| &p.joined.outputs[1])
    ),
    column!(
        "democracy_1",
        "extended unified democracy score, centred on zero, estimated",
        "",
        "uds",
        &[Window::Democracy],
        |p, r| one(p, r, |p| &p.joined.regimes[0])
    ),
    column!(
        "democracy_2",
        "extended unified democracy score, centred on zero, estimated",
        "",
        "uds",
        &[Window::Democracy],
        |p, r| two(p, r, |p| &p.joined.regimes[0])
    ),
    column!("polity_1", "Polity 2, -10 to 10", "", "polity", &[Window::Polity], |p, r| one(p, r, |p| &p
        .joined
        .regimes[1])),
    column!("polity_2", "Polity 2, -10 to 10", "", "polity", &[Window::Polity], |p, r| two(p, r, |p| &p
        .joined
        .regimes[1])),
    column!("polyarchy_1", "electoral democracy, 0 to 1", "", "v-dem", &[Window::Polyarchy], |p, r| one(p, r, |p| &p
        .joined
        .regimes[2])),
    column!("polyarchy_2", "electoral democracy, 0 to 1", "", "v-dem", &[Window::Polyarchy], |p, r| two(p, r, |p| &p
        .joined
        .regimes[2])),
    column!(
        "leader_change_1",
        "1 if a leader of the first state took office in the year",
        "",
        "archigos",
        &[Window::Leaders],
        |p, r| {
            within(p, r, Window::Leaders, |p, _, row| p.joined.leader_changes[p.cell(row.one, row.year)].map(i16::from))
        }
    ),
    column!(
        "leader_change_2",
        "1 if a leader of the second state took office in the year",
        "",
        "archigos",
        &[Window::Leaders],
        |p, r| {
            within(p, r, Window::Leaders, |p, _, row| p.joined.leader_changes[p.cell(row.two, row.year)].map(i16::from))
        }
    ),
    column!(
        "imports_12",
        "imports of the first state from the second",
        "million current US dollars",
        "cow-trade",
        &[Window::Trade],
        |p, r| Values::Number(p.joined.trade[r].iter().map(|f| f[0]).collect())
    ),
    column!(
        "imports_21",
        "imports of the second state from the first",
        "million current US dollars",
        "cow-trade",
        &[Window::Trade],
        |p, r| Values::Number(p.joined.trade[r].iter().map(|f| f[1]).collect())
    ),
    column!(
        "trade_share_1",
        "trade of the two over all trade of the first state; null where the pair's trade exceeds it",
        "share",
        "cow-trade",
        &[Window::Trade, Window::TradeTotals],
        |p, r| { indexed(p, r, |p, at, row| trade_share(p, at, p.cell(row.one, row.year))) }
    ),
    column!(
        "trade_share_2",
        "trade of the two over all trade of the second state; null where the pair's trade exceeds it",
        "share",
        "cow-trade",
        &[Window::Trade, Window::TradeTotals],
        |p, r| { indexed(p, r, |p, at, row| trade_share(p, at, p.cell(row.two, row.year))) }
    ),
    column!(
        "trade_gdp_1",
        "trade of the two (current US dollars) over output of the first state at constant parity: compare within a year",
        "ratio",
        "cow-trade, fariss",
        &[Window::Trade, Window::Outputs],
        |p, r| { indexed(p, r, |p, at, row| both(p, at) / p.joined.outputs[0][p.cell(row.one, row.year)]) }
    ),
    column!(
        "trade_gdp_2",
        "trade of the two (current US dollars) over output of the second state at constant parity: compare within a year",
        "ratio",
        "cow-trade, fariss",
        &[Window::Trade, Window::Outputs],
        |p, r| { indexed(p, r, |p, at, row| both(p, at) / p.joined.outputs[0][p.cell(row.two, row.year)]) }
    ),
    column!(
        "defense_12",
        "1 if the first state is bound to defend the second",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 0)
    ),
    column!(
        "defense_21",
        "1 if the second state is bound to defend the first",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 5)
    ),
    column!(
        "offense_12",
        "1 if the first state is bound to join the second's offensives",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 1)
    ),
    column!(
        "offense_21",
        "1 if the second state is bound to join the first's offensives",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 6)
    ),
    column!(
        "neutrality_12",
        "1 if the first state is bound to stay neutral towards the second",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 2)
    ),
    column!(
        "neutrality_21",
        "1 if the second state is bound to stay neutral towards the first",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 7)
    ),
    column!(
        "nonaggression_12",
        "1 if the first state is bound not to attack the second",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 3)
    ),
    column!(
        "nonaggression_21",
        "1 if the second state is bound not to attack the first",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 8)
    ),
    column!(
        "consultation_12",
        "1 if the first state is bound to consult the second",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 4)
    ),
    column!(
        "consultation_21",
        "1 if the second state is bound to consult the first",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| clause(p, r, 9)
    ),
    column!(
        "tie",
        "ordinal tie, either side bound: 3 defence or offence, 2 neutrality or consultation, 1 non-aggression, 0 none",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| {
            let values = r.map(|at| p.ties(at).ordinal().map(i16::from)).collect();
            Values::Whole(values)
        }
    ),
    column!(
        "kappa",
        "chance-corrected agreement of alliance portfolios over all members: Cohen's kappa, squared distance, ties 0-3, self-tie 3",
        "",
        "atop",
        &[Window::Obligations],
        |p, r| { Values::Number(p.joined.kappa[r].to_vec()) }
    ),
    column!(
        "organisations",
        "intergovernmental organisations of which both are full members",
        "count",
        "cow-igo",
        &[Window::Organisations],
        |p, r| { within(p, r, Window::Organisations, |p, at, _| Some(p.joined.organisations[at]).filter(|n| *n >= 0)) }
    ),
    column!(
        "disputes",
        "militarized disputes between the two under way",
        "count",
        "disputes",
        &[Window::Disputes],
        |p, r| clash(p, r, |c| c.count)
    ),
    column!(
        "dispute_onset",
        "1 if a militarized dispute between the two begins",
        "",
        "disputes",
        &[Window::Disputes],
        |p, r| clash(p, r, |c| i16::from(c.onset))
    ),
    column!(
        "hostility",
        "highest level of the year's disputes between the two: 1 no action, 2 threat, 3 display, 4 use of force, 5 war; 0 without a dispute",
        "",
        "disputes",
        &[Window::Disputes],
        |p, r| clash(p, r, |c| c.hostility)
    ),
    column!("hostility_1", "highest action of the first state in them", "", "disputes", &[Window::Disputes], |p, r| {
        clash(p, r, |c| c.hostility_1)
    }),
    column!(
        "hostility_2",
        "highest action of the second state in them",
        "",
        "disputes",
        &[Window::Disputes],
        |p, r| clash(p, r, |c| c.hostility_2)
    ),
    column!(
        "war",
        "1 if the two fight on opposite sides of an interstate war",
        "",
        "cow-wars",
        &[Window::Wars],
        |p, r| { within(p, r, Window::Wars, |p, at, _| Some(i16::from(p.joined.wars[at]))) }
    ),
    column!(
        "rivalry",
        "1 if strategic rivals (Thompson, Sakuwa, Suhas)",
        "",
        "tss-rivalries",
        &[Window::Rivalries],
        |p, r| { Values::Whole(r.map(|at| p.ties(at).rivals.map(i16::from)).collect()) }
    ),
    column!(
        "rivalry_td",
        "1 if strategic rivals (Thompson, Dreyer)",
        "",
        "td-rivalries",
        &[Window::RivalriesTd],
        |p, r| { Values::Whole(r.map(|at| p.ties(at).rivals_td.map(i16::from)).collect()) }
    ),
];

fn code(state: u16) -> Option<i16> {
    i16::try_from(state).ok()
}

fn whole(panel: &Panel<'_>, rows: Range<usize>, make: fn(&Panel<'_>, Row) -> Option<i16>) -> Values {
    Values::Whole(panel.each(rows, |row| make(panel, row)))
}

/// Whole numbers that are unknown outside the window of their list.
fn within(
    panel: &Panel<'_>,
    rows: Range<usize>,
    window: Window,
    make: fn(&Panel<'_>, usize, Row) -> Option<i16>,
) -> Values {
    let value = |at: usize| {
        let row = panel.rows[at];
        if panel.joined.looked.holds(window, row.year) { make(panel, at, row) } else { None }
    };
    Values::Whole(rows.map(value).collect())
}

fn indexed(panel: &Panel<'_>, rows: Range<usize>, make: fn(&Panel<'_>, usize, Row) -> f64) -> Values {
    Values::Number(
        rows.map(|at| make(panel, at, panel.rows[at])).map(|v| if v.is_finite() { v } else { f64::NAN }).collect(),
    )
}

type Grid<'a> = &'a Vec<f64>;

fn one(panel: &Panel<'_>, rows: Range<usize>, grid: for<'a> fn(&'a Panel<'_>) -> Grid<'a>) -> Values {
    let grid = grid(panel);
    Values::Number(panel.each(rows, |row| grid[panel.cell(row.one, row.year)]))
}

fn two(panel: &Panel<'_>, rows: Range<usize>, grid: for<'a> fn(&'a Panel<'_>) -> Grid<'a>) -> Values {
    let grid = grid(panel);
    Values::Number(panel.each(rows, |row| grid[panel.cell(row.two, row.year)]))
}

fn economies(panel: &Panel<'_>, rows: Range<usize>, side: fn(&Row) -> u16) -> Values {
    let mut names: Vec<String> = Vec::new();
    let mut known = vec![None; panel.states.len() * panel.years()];
    let mut codes = Vec::with_capacity(rows.len());
    for row in &panel.rows[rows] {
        let cell = panel.cell(side(row), row.year);
        let code = *known[cell].get_or_insert_with(|| {
            let economy = panel.economy(side(row), row.year)?;
            let at = names.iter().position(|n| n == economy.code()).unwrap_or_else(|| {
                names.push(economy.code().to_owned());
                names.len() - 1
            });
            u16::try_from(at).ok()
        });
        codes.push(code);
    }
    Values::Word(codes, names)
}

/// Mean radius of the earth in km.
const RADIUS: f64 = 6371.0088;

fn distance(panel: &Panel<'_>, rows: Range<usize>) -> Values {
    let mut last: Option<(_, _, f64)> = None;
    let mut values = Vec::with_capacity(rows.len());
    for row in &panel.rows[rows] {
        let [a, b] = [row.one, row.two].map(|s| panel.joined.capitals[panel.cell(s, row.year)]);
        let value = match (a, b, last) {
            (a, b, Some((x, y, km))) if (a, b) == (x, y) => km,
            (Some(a), Some(b), _) => haversine(a, b),
            _ => f64::NAN,
        };
        last = Some((a, b, value));
        values.push(value);
    }
    Values::Number(values)
}

/// Great-circle distance in km between two places in radians (north, east).
fn haversine(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(b.0 - a.0) + a.0.cos() * b.0.cos() * half(b.1 - a.1);
    2.0 * RADIUS * h.sqrt().min(1.0).asin()
}

fn both(panel: &Panel<'_>, at: usize) -> f64 {
    let [a, b] = panel.joined.trade[at];
    a + b
}

fn trade_share(panel: &Panel<'_>, at: usize, cell: usize) -> f64 {
    let total = panel.joined.trade_totals[0][cell] + panel.joined.trade_totals[1][cell];
    let share = both(panel, at) / total;
    if share <= 1.0 { share } else { f64::NAN }
}

fn clause(panel: &Panel<'_>, rows: Range<usize>, bit: u16) -> Values {
    Values::Whole(rows.map(|at| panel.ties(at).clauses.map(|c| i16::try_from(c >> bit & 1).unwrap_or(0))).collect())
}

fn clash(panel: &Panel<'_>, rows: Range<usize>, of: fn(super::Clash) -> i16) -> Values {
    Values::Whole(rows.map(|at| panel.ties(at).clash.map(of)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_known_places() {
        // A quarter of the globe, and London (51.5074, -0.1278) to Paris (48.8566, 2.3522): 343.6 km.
        assert!(
            (haversine((0.0, 0.0), (0.0, std::f64::consts::FRAC_PI_2)) - RADIUS * std::f64::consts::FRAC_PI_2).abs()
                < 1e-9
        );
        let radians = |n: f64, e: f64| (n.to_radians(), e.to_radians());
        assert!((haversine(radians(51.5074, -0.1278), radians(48.8566, 2.3522)) - 343.6).abs() < 0.2);
    }

    #[test]
    fn names_are_different() {
        let mut names: Vec<&str> = COLUMNS.iter().map(|c| c.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COLUMNS.len());
    }
}
