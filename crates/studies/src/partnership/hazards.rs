//! Equation 9 from the event models: base rates, scored models, and yearly hazards of the pair.

use super::PartnershipError;
use super::facts::Fact;
use crate::StudyError;
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_models::outlook::events::fitted::{Fitted, FittedEvent, Input};
use suzerain_models::outlook::events::{Candidate, Event as Modelled};
use suzerain_models::partnership::LONGEST;
use suzerain_models::partnership::obligation::{DefenceRate, Tie};
use suzerain_models::partnership::regime::{EVENTS, Event, Hazards, yearly};
use suzerain_tables::figure::Dyad;
use suzerain_tables::obligations;
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Year};

/// Window of the event models that yearly hazards are made of.
const WINDOW: i16 = 5;

/// What the rifts of the event models' evaluation were made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RiftParts {
    /// Part of them that was a fall of alignment and nothing else.
    pub alignment_alone: f64,
    /// Base rate of the others within five years.
    pub rate_without: f64,
}

/// Base rates and event models for a pair.
#[derive(Clone, Debug)]
pub struct Risk {
    origin: i16,
    input: Option<Input>,
    fitted: Fitted,
    /// The tie of the pair in the last year the obligations cover.
    pub tie: Option<(Tie, Year)>,
    /// Rate of new defence obligations among pairs with a tie of the same level, and the years it is of.
    pub rate: DefenceRate,
    window: Option<(Year, Year)>,
}

/// Base rates and event models for the pair, seen from `origin`.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded or the fitted models cannot be read.
pub fn risk(world: &World<'_>, dyad: Dyad, origin: i16) -> Result<Risk, StudyError> {
    let forecasts = world.forecasts(dyad.dependent, dyad.on)?;
    let forecasts =
        forecasts.ok_or_else(|| PartnershipError::Events("event models are not among the results".into()))?;
    let fitted = forecasts.fitted.clone();
    // The models are fitted up to the year of their inputs: an earlier origin must not see them.
    let input = forecasts.input.clone().filter(|_| origin >= fitted.input_year);
    let mut ties: BTreeMap<(Economy, Economy), BTreeMap<i16, Tie>> = BTreeMap::new();
    let mut window: Option<(Year, Year)> = None;
    if let Some(table) = world.library().of_kind(TableKind::Obligations).next() {
        obligations::each(table, |row| {
            if row.year.0 <= origin {
                let tie = Tie { level: row.clauses.ordinal(), defence: row.clauses.defense };
                ties.entry(row.pair).or_default().insert(row.year.0, tie);
                window = Some(window.map_or((row.year, row.year), |(f, l)| (f.min(row.year), l.max(row.year))));
            }
        })?;
    }
    let last = window.map(|w| w.1);
    let own = ties.get(&obligations::ordered(dyad.dependent, dyad.on));
    let now = last.and_then(|last| own.and_then(|o| o.get(&last.0)).copied()).unwrap_or_default();
    let mut rate = DefenceRate::default();
    if let Some((first, last)) = window {
        ties.values().for_each(|years| rate.count(years, (first.0, last.0)));
    }
    let tie = last.map(|last| (now, last));
    Ok(Risk { origin, input, fitted, tie, rate, window })
}

impl Risk {
    fn of(&self, event: Modelled, years: i16) -> Option<&FittedEvent> {
        self.fitted.events.iter().find(|f| f.evaluation.event == event && f.evaluation.years == years)
    }

    fn at_risk(&self, event: Modelled) -> Option<&Input> {
        self.input.as_ref().filter(|i| i.risk[event as usize])
    }

    /// The event models that stand for an event of the partnership: rivalry and force by whether the two are allied.
    fn modelled(&self, event: Event) -> Option<Modelled> {
        let among = |allied, relevant| if self.at_risk(allied).is_some() { allied } else { relevant };
        match event {
            Event::Alliance => None,
            Event::Termination => Some(Modelled::AllianceTermination),
            Event::Rivalry => Some(among(Modelled::RivalryAllied, Modelled::RivalryRelevant)),
            Event::Force => Some(among(Modelled::ForceAllied, Modelled::ForceRelevant)),
            Event::Rift => Some(Modelled::Rift),
        }
    }

    /// Probability by a forecaster within a window that starts `ahead` years after the origin, clocks running on.
    fn window(&self, event: Modelled, candidate: Option<Candidate>, ahead: usize, years: i16) -> Option<f64> {
        let fitted = self.of(event, years)?;
        let mut input = self.at_risk(event)?.clone();
        let passed = f64::from((self.origin - self.fitted.input_year).max(0)) + ahead as f64;
        input.clocks[event as usize].0 += passed;
        let x = input.covariates(event);
        Some(fitted.probability(candidate.unwrap_or(fitted.evaluation.default), &x).0)
    }

    /// Yearly hazards over the longest run, without the terms of the model.
    #[must_use]
    pub fn hazards(&self) -> Hazards {
        let mut hazards = Hazards::constant([None; EVENTS]);
        for event in Event::ALL {
            let Some(modelled) = self.modelled(event) else { continue };
            let path: Option<Vec<f64>> =
                (0..LONGEST).map(|ahead| self.window(modelled, None, ahead, WINDOW).map(|p| yearly(p, 5))).collect();
            if let Some(path) = path {
                hazards.set(event, &path);
            }
        }
        if let Some(rate) = self.alliance_yearly() {
            hazards.set(Event::Alliance, &[rate]);
        }
        hazards.kept = self.kept();
        hazards
    }

    /// Part of the slopes that is kept: what the pool of rift models gives to those with more than duration.
    #[must_use]
    pub fn kept(&self) -> f64 {
        self.of(Modelled::Rift, WINDOW).map_or(0.0, |f| 1.0 - f.weights[0] - f.weights[1])
    }

    fn alliance_yearly(&self) -> Option<f64> {
        self.rate.hazard(self.tie?.0, || self.window(Modelled::AllianceFormation, None, 0, WINDOW))
    }

    /// Base rate of an outcome within `years`: the share of windows with it among comparable pairs.
    #[must_use]
    pub fn base_rate(&self, event: Event, years: u16) -> Option<f64> {
        let compound = |rate: f64| 1.0 - (1.0 - rate).powi(i32::from(years));
        match event {
            Event::Alliance => {
                let formation = || {
                    self.at_risk(Modelled::AllianceFormation)?;
                    self.of(Modelled::AllianceFormation, WINDOW).map(|five| five.base_rate)
                };
                self.rate.hazard(self.tie?.0, formation).map(compound)
            }
            other => {
                let modelled = self.modelled(other)?;
                self.at_risk(modelled)?;
                let own = i16::try_from(years).ok().and_then(|y| self.of(modelled, y));
                own.map(|f| f.base_rate).or_else(|| Some(compound(yearly(self.of(modelled, WINDOW)?.base_rate, 5))))
            }
        }
    }

    /// What the scored event model gives within `years`, from the origin.
    #[must_use]
    pub fn base_model(&self, event: Event, years: usize) -> Option<f64> {
        let own = self.modelled(event).and_then(|m| self.window(m, None, 0, i16::try_from(years).ok()?));
        own.or_else(|| self.hazards().within(event, years))
    }

    /// Whether the two hold a defence obligation.
    #[must_use]
    pub fn defence(&self) -> bool {
        self.tie.is_some_and(|(tie, _)| tie.defence)
    }

    /// Whether the two have a tie that is no defence obligation.
    #[must_use]
    pub fn tied(&self) -> bool {
        self.tie.is_some_and(|(tie, _)| tie.level > 0 && !tie.defence)
    }

    /// What the rifts of five years behind the base rate were.
    #[must_use]
    pub fn rift_parts(&self) -> Option<RiftParts> {
        let of = &self.of(Modelled::Rift, WINDOW)?.evaluation;
        let [.., alignment_alone] = of.rift_parts?;
        Some(RiftParts { alignment_alone, rate_without: of.rate_without_alignment? })
    }

    /// What the pair's place among the event models rests on.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let fact = |what: &str, value: Option<f64>, year: Option<i16>, note: String| Fact {
            equation: 9,
            what: what.to_owned(),
            value,
            year,
            note,
        };
        let mut out = Vec::new();
        match self.tie {
            Some((tie, year)) => {
                let what = "alliance tie, 0 to 3";
                let note = if tie.defence { "obligations; a defence obligation" } else { "obligations" };
                out.push(fact(what, Some(f64::from(tie.level)), Some(year.0), note.into()));
            }
            None => out.push(fact("alliance tie", None, None, "no obligations are loaded".into())),
        }
        let year = self.fitted.input_year;
        if self.at_risk(Modelled::Rift).is_some() {
            let p = self.window(Modelled::Rift, None, 0, WINDOW);
            let what = "event model of rift, probability within five years";
            out.push(fact(what, p, Some(year), "fitted event models; the clock runs on from there".into()));
        } else if self.origin < year {
            let why = format!("the event models see up to {year}, later than the origin: not used");
            out.push(fact("event model of rift", None, None, why));
        } else {
            let why = format!(
                "in {year} the two were not close (no consultation, portfolios not alike): not at risk of a rift"
            );
            out.push(fact("event model of rift", None, None, why));
        }
        if let (Some((first, last)), Some(rate)) = (self.window, self.rate.yearly()) {
            let note = format!(
                "{} new in {} pair-years with a lesser tie, {first} to {last}",
                self.rate.events, self.rate.years
            );
            out.push(fact("new defence obligations a year", Some(rate), Some(last.0), note));
        }
        out
    }
}
