//! Lists joined to the rows of a panel and to the years of its states.

use super::portfolios::{self_tie, year_kappas};
use super::{Options, Panel, years_since};
use std::collections::HashMap;
use suzerain_tables::Year;
use suzerain_tables::interstate::{Interstate, PairSpell, Spell, State, StateYear, Window};

/// Ties, clashes and rivalries of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ties {
    /// Clauses that bind the first to the second (bits 0-4) and the second to the first (bits 5-9):
    /// defence, offence, neutrality, non-aggression, consultation; `None` outside the window.
    pub clauses: Option<u16>,
    /// Disputes of the year; `None` outside the window.
    pub clash: Option<Clash>,
    /// Whether the two are strategic rivals; `None` outside the window.
    pub rivals: Option<bool>,
    /// The same in the older list of rivalries.
    pub rivals_td: Option<bool>,
    /// Chance-corrected agreement of alliance portfolios; NaN if unknown.
    pub kappa: f64,
}

impl Ties {
    /// The ordinal tie, either side bound: 3 defence or offence, 2 neutrality or consultation,
    /// 1 non-aggression, 0 none.
    #[must_use]
    pub fn ordinal(&self) -> Option<u8> {
        self.clauses.map(ordinal)
    }
}

/// Disputes of a pair in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clash {
    /// Disputes under way.
    pub count: i16,
    /// Whether one begins.
    pub onset: bool,
    /// Highest action of the first, 0 without a dispute, else 1 to 5.
    pub hostility_1: i16,
    /// Highest action of the second.
    pub hostility_2: i16,
    /// Highest level of the disputes.
    pub hostility: i16,
}

fn ordinal(clauses: u16) -> u8 {
    let either = (clauses | clauses >> 5) & 0b1_1111;
    match either {
        c if c & 0b0_0011 != 0 => 3,
        c if c & 0b1_0100 != 0 => 2,
        c if c & 0b0_1000 != 0 => 1,
        _ => 0,
    }
}

/// Everything that is joined once, before columns are asked for.
#[derive(Default)]
pub(super) struct Joined {
    clauses: Vec<u16>,
    clashes: HashMap<u32, Clash>,
    rivals: Vec<u8>,
    pub wars: Vec<bool>,
    pub organisations: Vec<i16>,
    pub trade: Vec<[f64; 2]>,
    pub kappa: Vec<f64>,
    pub looked: Looked,
    /// Components and the published index, by state and year.
    pub capabilities: [Vec<f64>; 7],
    pub outputs: [Vec<f64>; 3],
    pub regimes: [Vec<f64>; 3],
    pub trade_totals: [Vec<f64>; 2],
    pub leader_changes: Vec<Option<bool>>,
    /// Degrees north and east, in radians.
    pub capitals: Vec<Option<(f64, f64)>>,
}

impl Joined {
    pub(super) fn new(panel: &Panel<'_>, member: &[bool]) -> Self {
        let records = panel.records;
        let rows = panel.rows.len();
        let mut all = Self { looked: Looked::new(panel), ..Self::default() };
        let row = |a: State, b: State, year: i16| panel.row(a, b, year);

        all.clauses = vec![0; rows];
        for o in &records.obligations {
            if let Some(at) = row(o.from, o.to, o.year) {
                let bits: u16 = o.clauses.iter().enumerate().map(|(i, on)| u16::from(*on) << i).sum();
                all.clauses[at] |= if o.from < o.to { bits } else { bits << 5 };
            }
        }
        for d in &records.disputes {
            if let Some(at) = row(d.pair.0, d.pair.1, d.year) {
                let clash = all.clashes.entry(u32::try_from(at).unwrap_or(u32::MAX)).or_default();
                clash.count += 1;
                clash.onset |= d.onset;
                clash.hostility_1 = clash.hostility_1.max(d.hostility_1);
                clash.hostility_2 = clash.hostility_2.max(d.hostility_2);
                clash.hostility = clash.hostility.max(d.hostility);
            }
        }
        all.rivals = vec![0; rows];
        for (bit, list) in [(1, &records.rivalries), (2, &records.rivalries_td)] {
            for spell in list {
                for year in spell.first.max(panel.options.from)..=spell.last.min(panel.options.to) {
                    if let Some(at) = row(spell.pair.0, spell.pair.1, year) {
                        all.rivals[at] |= bit;
                    }
                }
            }
        }
        all.wars = vec![false; rows];
        for spell in &records.wars {
            if let Some(at) = row(spell.pair.0, spell.pair.1, spell.first) {
                all.wars[at] = true;
            }
        }
        all.organisations = vec![-1; rows];
        for joint in &records.organisations {
            if let Some(at) = row(joint.pair.0, joint.pair.1, joint.year) {
                all.organisations[at] = joint.count;
            }
        }
        all.trade = vec![[f64::NAN; 2]; rows];
        for flow in &records.trade {
            if let Some(at) = row(flow.pair.0, flow.pair.1, flow.year) {
                all.trade[at] = [flow.imports_12, flow.imports_21].map(|v| v.unwrap_or(f64::NAN));
            }
        }
        all.state_years(panel);
        all.agreement(panel, member);
        all
    }

    fn state_years(&mut self, panel: &Panel<'_>) {
        let records = panel.records;
        let cells = panel.states.len() * panel.years();
        let cell = |state: State, year: i16| {
            let place = panel.place(state)?;
            let inside = year >= panel.options.from && year <= panel.options.to;
            inside.then(|| place * panel.years() + years_since(panel.options.from, year))
        };
        let empty = || vec![f64::NAN; cells];
        self.capabilities = std::array::from_fn(|_| empty());
        for row in &records.capabilities {
            if let Some(at) = cell(row.state, row.year) {
                for (grid, value) in self.capabilities.iter_mut().zip(row.components.iter().chain([&row.cinc])) {
                    grid[at] = value.unwrap_or(f64::NAN);
                }
            }
        }
        self.outputs = spread(&records.outputs, cells, cell);
        self.regimes = spread(&records.regimes, cells, cell);
        self.trade_totals = spread(&records.trade_totals, cells, cell);
        self.leader_changes = vec![None; cells];
        for (state, _) in &records.leader_changes {
            if let Some(place) = panel.place(*state) {
                self.leader_changes[place * panel.years()..(place + 1) * panel.years()].fill(Some(false));
            }
        }
        for (state, year) in &records.leader_changes {
            if let Some(at) = cell(*state, *year) {
                self.leader_changes[at] = Some(true);
            }
        }
        // A later capital of the same year replaces the one before it.
        self.capitals = vec![None; cells];
        let mut capitals: Vec<_> = records.capitals.iter().collect();
        capitals.sort_by_key(|c| (c.spell.state, c.spell.first));
        for capital in capitals {
            for year in capital.spell.first.max(panel.options.from)..=capital.spell.last.min(panel.options.to) {
                if let Some(at) = cell(capital.spell.state, year) {
                    self.capitals[at] = Some((capital.latitude.to_radians(), capital.longitude.to_radians()));
                }
            }
        }
    }

    /// Agreement of alliance portfolios, year by year, over all members of the system.
    fn agreement(&mut self, panel: &Panel<'_>, member: &[bool]) {
        self.kappa = vec![f64::NAN; panel.rows.len()];
        let years = panel.years();
        // Portfolios need every pair, also of a panel that keeps the relevant ones only.
        let mut ties: Vec<HashMap<(usize, usize), u16>> = vec![HashMap::new(); years];
        for o in &panel.records.obligations {
            let (Some(a), Some(b)) = (panel.place(o.from), panel.place(o.to)) else { continue };
            if o.year >= panel.options.from && o.year <= panel.options.to {
                let bits: u16 = o.clauses.iter().enumerate().map(|(i, on)| u16::from(*on) << i).sum();
                *ties[years_since(panel.options.from, o.year)].entry((a.min(b), a.max(b))).or_default() |= bits;
            }
        }
        let mut by_year: Vec<Vec<usize>> = vec![Vec::new(); years];
        for (at, row) in panel.rows.iter().enumerate() {
            by_year[years_since(panel.options.from, row.year)].push(at);
        }
        let mut place = vec![usize::MAX; panel.states.len()];
        for (y, rows) in by_year.iter().enumerate() {
            let year = panel.options.from + i16::try_from(y).unwrap_or(0);
            if !self.looked.holds(Window::Obligations, year) {
                continue;
            }
            let present: Vec<usize> = (0..panel.states.len()).filter(|s| member[s * years + y]).collect();
            let n = present.len();
            for (at, state) in present.iter().enumerate() {
                place[*state] = at;
            }
            let mut matrix = vec![0_u8; n * n];
            (0..n).for_each(|i| matrix[i * n + i] = self_tie());
            // Each cell is set once, so the order of the map does not matter.
            #[expect(clippy::iter_over_hash_type, reason = "every entry goes to a cell of its own")]
            for ((a, b), clauses) in &ties[y] {
                if member[a * years + y] && member[b * years + y] {
                    let tie = ordinal(*clauses);
                    matrix[place[*a] * n + place[*b]] = tie;
                    matrix[place[*b] * n + place[*a]] = tie;
                }
            }
            let kappa = year_kappas(&matrix, n);
            for at in rows {
                let row = panel.rows[*at];
                self.kappa[*at] = kappa[place[usize::from(row.one)] * n + place[usize::from(row.two)]];
            }
        }
    }

    pub(super) fn ties(&self, panel: &Panel<'_>, at: usize) -> Ties {
        let row = panel.rows[at];
        let looked = |w| self.looked.holds(w, row.year);
        Ties {
            clauses: looked(Window::Obligations).then(|| self.clauses[at]),
            clash: looked(Window::Disputes)
                .then(|| self.clashes.get(&u32::try_from(at).unwrap_or(u32::MAX)).copied().unwrap_or_default()),
            rivals: looked(Window::Rivalries).then(|| self.rivals[at] & 1 == 1),
            rivals_td: looked(Window::RivalriesTd).then(|| self.rivals[at] & 2 == 2),
            kappa: self.kappa[at],
        }
    }
}

fn spread<const N: usize>(
    rows: &[StateYear<N>],
    cells: usize,
    cell: impl Fn(State, i16) -> Option<usize>,
) -> [Vec<f64>; N] {
    let mut grids = std::array::from_fn(|_| vec![f64::NAN; cells]);
    for row in rows {
        if let Some(at) = cell(row.state, row.year) {
            for (grid, value) in grids.iter_mut().zip(row.values) {
                grid[at] = value.unwrap_or(f64::NAN);
            }
        }
    }
    grids
}

/// Which lists looked at which year.
#[derive(Default)]
pub(super) struct Looked {
    from: i16,
    masks: Vec<u32>,
}

impl Looked {
    fn new(panel: &Panel<'_>) -> Self {
        let Options { from, to, .. } = panel.options;
        let holds = |w: Window, year| panel.records.window(w).is_some_and(|window| window.contains(Year(year)));
        let masks = (from..=to).map(|y| Window::ALL.iter().map(|w| u32::from(holds(*w, y)) << (*w as u32)).sum());
        Self { from, masks: masks.collect() }
    }

    /// Whether the list of `window` looked at `year`, a year of the panel.
    pub(super) fn holds(&self, window: Window, year: i16) -> bool {
        self.masks[years_since(self.from, year)] >> (window as u32) & 1 == 1
    }
}

/// Contiguity and major powers of any pair of states, whether the panel has the row or not.
#[derive(Default)]
pub(super) struct Borders {
    spells: HashMap<(usize, usize), Vec<PairSpell>>,
    majors: Vec<Vec<Spell>>,
    contiguity_to: i16,
    majors_to: i16,
}

impl Borders {
    pub(super) fn new(records: &Interstate, states: &[State]) -> Self {
        let place = |state: State| states.binary_search(&state).ok();
        let to = |w: Window| records.window(w).map_or(i16::MAX, |window| window.last.0);
        let mut all = Self {
            spells: HashMap::new(),
            majors: vec![Vec::new(); states.len()],
            contiguity_to: to(Window::Contiguity),
            majors_to: to(Window::Majors),
        };
        for spell in &records.contiguity {
            if let (Some(one), Some(two)) = (place(spell.pair.0), place(spell.pair.1)) {
                all.spells.entry((one, two)).or_default().push(*spell);
            }
        }
        for spell in &records.majors {
            if let Some(at) = place(spell.state) {
                all.majors[at].push(*spell);
            }
        }
        all
    }

    /// Closest kind of contiguity in a year, 0 for none; after the end of the list that of its last year.
    pub(super) fn contiguity(&self, one: usize, two: usize, year: i16) -> u8 {
        let year = year.min(self.contiguity_to);
        let spells = self.spells.get(&(one, two)).map_or(&[][..], Vec::as_slice);
        spells.iter().filter(|s| s.first <= year && year <= s.last).map(|s| s.kind).min().unwrap_or(0)
    }

    /// Whether a state is a major power in a year; after the end of the list as in its last year.
    pub(super) fn major(&self, state: usize, year: i16) -> bool {
        let year = year.min(self.majors_to);
        self.majors[state].iter().any(|s| s.first <= year && year <= s.last)
    }

    /// Contiguous in any way, or with a major power among them.
    pub(super) fn relevant(&self, one: usize, two: usize, year: i16) -> bool {
        self.major(one, year) || self.major(two, year) || self.contiguity(one, two, year) > 0
    }
}
