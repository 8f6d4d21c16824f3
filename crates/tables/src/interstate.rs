//! `interstate`: records of the system of states by Correlates of War number, as the field publishes
//! them: spells, state-years and dyad-years.
//!
//! States are numbers here (USA 2, Russia 365, China 710), not economies: a dyad-year panel counts
//! Prussia and Germany, or both Vietnams, as the state list does. [`crate::Economy::from_cow`] leads
//! to the continuing economy. What a list does not hold is absent from it; whether that means "none"
//! or "unknown" is decided by the window of its column, never here.

use crate::YearRange;

/// Number of a state in the Correlates of War list.
pub type State = u16;

/// A state's membership in the system; both years belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The state.
    pub state: State,
    /// Its three-letter abbreviation in the list.
    pub abbreviation: String,
    /// First calendar year with a day of membership.
    pub first: i16,
    /// Last calendar year with a day of membership.
    pub last: i16,
    /// Whether the membership runs to the last day that the list covers.
    pub open: bool,
}

/// Years in which something holds for one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The state.
    pub state: State,
    /// First calendar year with a day of it.
    pub first: i16,
    /// Last calendar year with a day of it.
    pub last: i16,
}

/// A capital with the years it was one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capital {
    /// Whose and when.
    pub spell: Spell,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// Years in which something holds between two states, the lesser number first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairSpell {
    /// The pair, lesser number first.
    pub pair: (State, State),
    /// First calendar year.
    pub first: i16,
    /// Last calendar year.
    pub last: i16,
    /// What kind: for contiguity 1 (land or river) to 5 (up to 400 miles of water), for rivalries 2 over
    /// territory (where the list says so) and 1 otherwise.
    pub kind: u8,
}

/// Material capabilities of a state in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capability {
    /// The state.
    pub state: State,
    /// Calendar year.
    pub year: i16,
    /// Components in the order of [`COMPONENTS`].
    pub components: [Option<f64>; 6],
    /// The published index, a share of one.
    pub cinc: Option<f64>,
}

/// Components of the index of capability with their units.
pub const COMPONENTS: [(&str, &str); 6] = [
    ("milex", "thousand current pounds sterling before 1914, thousand current US dollars from 1914"),
    ("milper", "thousand persons"),
    ("irst", "thousand tons"),
    ("pec", "thousand tons of coal equivalent"),
    ("tpop", "thousand persons"),
    ("upop", "thousand persons"),
];

/// Named numbers of a state in a year: outputs, regimes, trade totals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StateYear<const N: usize> {
    /// The state.
    pub state: State,
    /// Calendar year.
    pub year: i16,
    /// The numbers; their order is said where the list is.
    pub values: [Option<f64>; N],
}

/// Two directed numbers of a pair in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// The pair, lesser number first.
    pub pair: (State, State),
    /// Calendar year.
    pub year: i16,
    /// Imports of the first from the second, million current US dollars.
    pub imports_12: Option<f64>,
    /// Imports of the second from the first, million current US dollars.
    pub imports_21: Option<f64>,
}

/// One side's obligations to another in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obliged {
    /// Who is bound.
    pub from: State,
    /// To whom.
    pub to: State,
    /// Calendar year.
    pub year: i16,
    /// Defence, offence, neutrality, non-aggression, consultation.
    pub clauses: [bool; 5],
}

/// A count of a pair in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairCount {
    /// The pair, lesser number first.
    pub pair: (State, State),
    /// Calendar year.
    pub year: i16,
    /// The count.
    pub count: i16,
}

/// A militarized dispute between two states in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The pair, lesser number first.
    pub pair: (State, State),
    /// Calendar year.
    pub year: i16,
    /// Whether the dispute begins for this pair in this year.
    pub onset: bool,
    /// Highest action of the first, 1 none to 5 war.
    pub hostility_1: i16,
    /// Highest action of the second, 1 none to 5 war.
    pub hostility_2: i16,
    /// Highest action of the dispute, 1 none to 5 war.
    pub hostility: i16,
}

/// Everything a dyad panel is made from.
#[derive(Clone, Debug, Default)]
pub struct Interstate {
    /// Memberships in the system of states.
    pub members: Vec<Membership>,
    /// Last year that the list of members covers.
    pub members_to: i16,
    /// Spells as a major power.
    pub majors: Vec<Spell>,
    /// Capitals.
    pub capitals: Vec<Capital>,
    /// Direct contiguity.
    pub contiguity: Vec<PairSpell>,
    /// Capabilities.
    pub capabilities: Vec<Capability>,
    /// GDP (million US dollars at purchasing power parity, 2017 prices), GDP per head, population (million): estimates.
    pub outputs: Vec<StateYear<3>>,
    /// Extended unified democracy score, Polity 2 (-10 to 10), V-Dem polyarchy (0 to 1).
    pub regimes: Vec<StateYear<3>>,
    /// Imports and exports of a state with everybody, million current US dollars.
    pub trade_totals: Vec<StateYear<2>>,
    /// Years in which a new leader took office.
    pub leader_changes: Vec<(State, i16)>,
    /// Trade by pair.
    pub trade: Vec<Flow>,
    /// Alliance obligations by direction.
    pub obligations: Vec<Obliged>,
    /// Organisations of which both are full members.
    pub organisations: Vec<PairCount>,
    /// Disputes of the list chosen.
    pub disputes: Vec<Dispute>,
    /// Years of interstate war between the two.
    pub wars: Vec<PairSpell>,
    /// Strategic rivalries (Thompson, Sakuwa, Suhas).
    pub rivalries: Vec<PairSpell>,
    /// Strategic rivalries in the older list (Thompson, Dreyer).
    pub rivalries_td: Vec<PairSpell>,
    /// The window of each list, in the order of [`Window::ALL`].
    pub windows: [Option<YearRange>; Window::ALL.len()],
}

/// A list with a window of its own: outside it a value is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Major powers.
    Majors,
    /// Capitals.
    Capitals,
    /// Contiguity.
    Contiguity,
    /// Capabilities.
    Capabilities,
    /// Estimated output.
    Outputs,
    /// Unified democracy scores.
    Democracy,
    /// Polity 2.
    Polity,
    /// V-Dem polyarchy.
    Polyarchy,
    /// Trade by pair.
    Trade,
    /// Trade of a state with everybody.
    TradeTotals,
    /// Leaders.
    Leaders,
    /// Alliance obligations.
    Obligations,
    /// Joint organisations.
    Organisations,
    /// Disputes.
    Disputes,
    /// Interstate wars.
    Wars,
    /// Rivalries.
    Rivalries,
    /// Rivalries, older list.
    RivalriesTd,
}

impl Window {
    /// Every list.
    pub const ALL: [Self; 17] = [
        Self::Majors,
        Self::Capitals,
        Self::Contiguity,
        Self::Capabilities,
        Self::Outputs,
        Self::Democracy,
        Self::Polity,
        Self::Polyarchy,
        Self::Trade,
        Self::TradeTotals,
        Self::Leaders,
        Self::Obligations,
        Self::Organisations,
        Self::Disputes,
        Self::Wars,
        Self::Rivalries,
        Self::RivalriesTd,
    ];
}

impl Interstate {
    /// The years in which a list can be trusted to have looked.
    #[must_use]
    pub fn window(&self, of: Window) -> Option<YearRange> {
        self.windows[of as usize]
    }
}
