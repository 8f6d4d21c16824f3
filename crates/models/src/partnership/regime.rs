//! Equation 9: what may happen to the tie in a year, as separate discrete-time hazards.
//!
//! The log odds of each event start from an event model scored on two centuries (`docs/methods/events.md`),
//! its window turned into years and its clock running on; to these come the terms of this model by their
//! change since the origin, per standard deviation, under the stated priors, shrunk toward the event
//! model. `Junior partnership` is a label read off L and c: it has no historical coding and no hazard.

use super::alignment::scale;
use super::priors::{Draw, Parameter};
use suzerain_solvers::logit::{logistic, logit};

/// Standard deviations of the terms that [`scale`] does not hold.
mod spread {
    /// Log power ratio.
    pub const POWER: f64 = 1.0;
    /// Log trade share of the less dependent side.
    pub const TRADE: f64 = 1.5;
    /// Asymmetry of dependence.
    pub const ASYMMETRY: f64 = 0.2;
    /// Negative distance of ideal points.
    pub const ALIGNMENT: f64 = 0.7;
}

/// An event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A new defence obligation.
    Alliance,
    /// The last obligation of consultation or more ends.
    Termination,
    /// A strategic rivalry begins.
    Rivalry,
    /// A dispute with a use of force.
    Force,
    /// A rift: rivalry, force, or a steep fall of alignment among the close.
    Rift,
}

/// Events.
pub const EVENTS: usize = 5;

impl Event {
    /// Every event.
    pub const ALL: [Self; EVENTS] = [Self::Alliance, Self::Termination, Self::Rivalry, Self::Force, Self::Rift];

    /// The name used in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Alliance => "formal_alliance",
            Self::Termination => "termination",
            Self::Rivalry => "rivalry",
            Self::Force => "force",
            Self::Rift => "rift",
        }
    }
}

/// Hazards without the terms of this model.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazards {
    /// Log odds by year ahead, the last one going on; none where the pair is not at risk or nothing is
    /// known.
    log_odds: [Option<Vec<f64>>; EVENTS],
    /// Part of the slopes that is kept, 0 to 1.
    pub kept: f64,
}

impl Hazards {
    /// Hazards that stay the same every year, with all of the slopes kept.
    #[must_use]
    pub fn constant(yearly: [Option<f64>; EVENTS]) -> Self {
        Self { log_odds: yearly.map(|p| p.map(|p| vec![logit(p.clamp(1e-9, 1.0 - 1e-9))])), kept: 1.0 }
    }

    /// Sets the yearly probabilities of an event by year ahead.
    pub fn set(&mut self, event: Event, yearly: &[f64]) {
        let odds: Vec<f64> = yearly.iter().map(|p| logit(p.clamp(1e-9, 1.0 - 1e-9))).collect();
        self.log_odds[event as usize] = (!odds.is_empty()).then_some(odds);
    }

    /// Log odds of an event `ahead` years ahead, from 1; none where the pair is not at risk.
    #[must_use]
    pub fn of(&self, event: Event, ahead: usize) -> Option<f64> {
        let odds = self.log_odds[event as usize].as_ref()?;
        odds.get(ahead.saturating_sub(1)).or(odds.last()).copied()
    }

    /// Probability within `years` without the terms of the model.
    #[must_use]
    pub fn within(&self, event: Event, years: usize) -> Option<f64> {
        let survived = (1..=years).map(|k| self.of(event, k).map(|odds| 1.0 - logistic(odds)));
        survived.collect::<Option<Vec<f64>>>().map(|all| 1.0 - all.iter().product::<f64>())
    }
}

/// The yearly probability that adds up to `probability` over `years` under a constant hazard.
///
/// ```
/// use suzerain_models::partnership::regime::yearly;
/// assert!((yearly(1.0 - 0.9_f64.powi(5), 5) - 0.1).abs() < 1e-12);
/// ```
#[must_use]
pub fn yearly(probability: f64, years: u16) -> f64 {
    1.0 - (1.0 - probability).powf(1.0 / f64::from(years))
}

/// Changes since the origin, in their own units; NaN where unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moved {
    /// |dp_5|.
    pub speed: f64,
    /// p.
    pub power: f64,
    /// T.
    pub threat: f64,
    /// ln of the trade share of the less dependent side.
    pub trade: f64,
    /// L.
    pub asymmetry: f64,
    /// psi Q c.
    pub resentment: f64,
    /// A.
    pub alignment: f64,
    /// 1 in a year without a bargain.
    pub no_bargain: f64,
    /// 1 after a change of leader.
    pub leader: f64,
}

/// Probability of an event in a year from its log odds without the terms of the model.
#[must_use]
pub fn hazard(event: Event, log_odds: f64, kept: f64, moved: &Moved, draw: &Draw) -> f64 {
    use Parameter::{HAlign, HAllyAlign, HAllyThreat, HAsymmetry, HLeader, HNoBargain};
    use Parameter::{HPower, HResentment, HSpeed, HThreat, HTrade};
    let term = |slope: Parameter, change: f64, sd: f64| {
        if change.is_nan() { 0.0 } else { draw[slope] * change / sd }
    };
    let breaks = || {
        term(HSpeed, moved.speed, scale::SPEED)
            + term(HPower, moved.power, spread::POWER)
            + term(HThreat, moved.threat, scale::THREAT)
    };
    let leader = || term(HLeader, moved.leader, 1.0);
    let slopes = match event {
        Event::Alliance => {
            term(HAllyAlign, moved.alignment, spread::ALIGNMENT) + term(HAllyThreat, moved.threat, scale::THREAT)
        }
        Event::Termination => breaks() + leader(),
        Event::Rivalry => breaks(),
        Event::Force => breaks() + term(HTrade, moved.trade, spread::TRADE),
        Event::Rift => {
            breaks()
                + leader()
                + term(HAsymmetry, moved.asymmetry, spread::ASYMMETRY)
                + term(HResentment, moved.resentment, scale::RESENTMENT)
                + term(HAlign, moved.alignment, spread::ALIGNMENT)
                + term(HNoBargain, moved.no_bargain, 1.0)
        }
    };
    logistic(log_odds + kept * slopes)
}

/// State of the tie. Junior partnership is read off other numbers and is no state of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Regime {
    /// No defence obligation, no rift.
    Loose,
    /// A defence obligation.
    Alliance,
    /// After a rift.
    Rift,
}

impl Regime {
    /// The state a year on, given which events came: a rift ends everything, and nothing ends a rift.
    #[must_use]
    pub fn next(self, came: impl Fn(Event) -> bool) -> Self {
        match self {
            Self::Rift => Self::Rift,
            _ if came(Event::Rift) => Self::Rift,
            Self::Loose if came(Event::Alliance) => Self::Alliance,
            Self::Alliance if came(Event::Termination) => Self::Loose,
            same => same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::priors::{COUNT, Priors};
    use super::*;

    #[test]
    fn nothing_moved_leaves_the_event_model_as_it_is() {
        let draw = Priors::built_in().unwrap().at(&[0.7; COUNT]);
        for event in Event::ALL {
            assert!((hazard(event, -3.0, 1.0, &Moved::default(), &draw) - logistic(-3.0)).abs() < 1e-15);
        }
        let gone = Moved { asymmetry: f64::NAN, resentment: f64::NAN, ..Moved::default() };
        assert!((hazard(Event::Rift, -3.0, 1.0, &gone, &draw) - logistic(-3.0)).abs() < 1e-15, "left out");
    }

    #[test]
    fn speed_raises_and_threat_lowers_a_rift() {
        let draw = Priors::built_in().unwrap().at(&[0.5; COUNT]);
        let at = |moved: Moved| hazard(Event::Rift, -3.0, 1.0, &moved, &draw);
        assert!(at(Moved { speed: 0.2, ..Moved::default() }) > logistic(-3.0));
        assert!(at(Moved { threat: 0.03, ..Moved::default() }) < logistic(-3.0));
        assert!((at(Moved { asymmetry: 0.2, ..Moved::default() }) - logistic(-3.0)).abs() < 1e-9, "centred on nothing");
        let half = hazard(Event::Rift, -3.0, 0.5, &Moved { speed: 0.2, ..Moved::default() }, &draw);
        assert!(half > logistic(-3.0) && half < at(Moved { speed: 0.2, ..Moved::default() }), "shrunk");
    }

    #[test]
    fn windows_and_years_agree() {
        let mut hazards = Hazards::constant([None; EVENTS]);
        hazards.set(Event::Rift, &[yearly(0.2, 5)]);
        assert!((hazards.within(Event::Rift, 5).unwrap() - 0.2).abs() < 1e-12);
        assert_eq!(hazards.within(Event::Alliance, 5), None);
        let rift = Regime::Alliance.next(|e| e == Event::Rift || e == Event::Alliance);
        assert_eq!((rift, rift.next(|e| e == Event::Alliance)), (Regime::Rift, Regime::Rift));
        assert_eq!(Regime::Loose.next(|e| e == Event::Alliance), Regime::Alliance);
    }
}
