//! The states that sanction anybody.

use crate::world::World;
use suzerain_tables::sanctions::Sanctions;
use suzerain_tables::{Economy, Year};

/// The states that sanction anybody, and the lists the alternatives are measured under.
pub struct West {
    pub(super) members: Vec<Economy>,
    pub(super) text: String,
}

impl West {
    /// The senders of the loaded list of sanctions.
    #[must_use]
    pub fn new(world: &World<'_>) -> Self {
        let facts = world.library().sanctions().facts();
        let mut members: Vec<Economy> = facts.iter().flat_map(|f| f.senders.iter().copied()).collect();
        members.sort_unstable();
        members.dedup();
        let codes: Vec<String> = members.iter().map(|e| format!("{:?}", e.code())).collect();
        Self { members, text: codes.join(", ") }
    }

    /// Nobody.
    pub(super) const fn none() -> Self {
        Self { members: Vec::new(), text: String::new() }
    }

    /// Whether any state sanctions.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// All of them sanction `target`, always, itself and `other` apart.
    pub(super) fn all_against(&self, target: Economy, other: Economy) -> Sanctions {
        let codes: Vec<&str> = self.text.split(", ").collect();
        let apart = [format!("{:?}", target.code()), format!("{:?}", other.code())];
        let senders: Vec<&str> = codes.into_iter().filter(|c| !apart.iter().any(|a| a == c)).collect();
        let text = format!(
            "[[sanction]]\nsenders = [{}]\ntarget = {:?}\nfrom = '1816-01'\nsource = 'assumed'",
            senders.join(", "),
            target.code()
        );
        Sanctions::parse(&text).unwrap_or_default()
    }

    /// Part of them that sanctions `target` in a year, 0 to 1.
    #[must_use]
    pub fn against(&self, sanctions: &Sanctions, target: Economy, year: Year) -> f64 {
        let others = self.members.iter().filter(|e| **e != target);
        let holding = others.clone().filter(|e| sanctions.holds(**e, target, year)).count();
        if others.clone().count() == 0 { 0.0 } else { holding as f64 / others.count() as f64 }
    }

    /// The last year before any of them sanctioned `target`.
    pub(super) fn year_before(&self, sanctions: &Sanctions, target: Economy, year: Year) -> Year {
        let first = sanctions.facts().iter().filter(|f| f.target == target).map(|f| f.from.year).min();
        first.map_or(year, |first| year.min(first.plus(-1)))
    }
}
