//! A scenario's events as the model runs them.

use crate::StudyError;
use crate::partnership::PartnershipError;
use crate::partnership::gather::Gathered;
use crate::scenario::Scenario;
use suzerain_models::partnership::interventions::Intervention;
use suzerain_tables::Economy;

/// The scenario's events as the model runs them, and in words.
pub(super) fn interventions(
    scenario: &Scenario,
    gathered: &Gathered,
    years: usize,
) -> Result<(Vec<Intervention>, Vec<String>), StudyError> {
    let resolved = scenario.resolve(gathered.start.year)?;
    if resolved.events.is_empty() {
        let why = "the scenario has no [[event]]; `suzerain run` computes its measures".to_owned();
        return Err(PartnershipError::Scenario(why).into());
    }
    let pair = [gathered.dyad.dependent, gathered.dyad.on];
    let names: Vec<Economy> = resolved.a.members.iter().chain(&resolved.b.members).copied().collect();
    if let Some(missing) = pair.iter().find(|e| !names.contains(e)) {
        let why = format!("the scenario is about {} and {}, not {missing}", resolved.a.label, resolved.b.label);
        return Err(PartnershipError::Scenario(why).into());
    }
    let origin = gathered.start.year;
    let mut out = Vec::new();
    let mut words = Vec::new();
    for event in &resolved.events {
        let ahead = |year: i16| usize::try_from(year - origin).unwrap_or(0);
        let from = ahead(event.start).max(1);
        let sides: Vec<usize> = if event.targets.is_empty() {
            vec![1]
        } else {
            (0..2).filter(|s| event.targets.contains(&pair[*s])).collect()
        };
        if sides.is_empty() {
            let why = "an event befalls neither of the two".to_owned();
            return Err(PartnershipError::Scenario(why).into());
        }
        let whom: Vec<&str> = event.targets.iter().map(|e| e.code()).collect();
        let whom = if whom.is_empty() { String::new() } else { format!(" ({})", whom.join(", ")) };
        let kind =
            serde_json::to_value(event.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        let until = event.end.map_or(String::new(), |end| format!(" to {end}"));
        let late = if from > years { "; after the last year of the run" } else { "" };
        words.push(format!("{kind}{whom} from {}{until}, size {}{late}", event.start.max(origin + 1), event.size));
        if event.end.is_some_and(|end| end <= origin) {
            continue;
        }
        out.extend(sides.into_iter().map(|side| Intervention {
            kind: event.kind,
            side,
            from,
            to: event.end.map(ahead),
            size: event.size,
        }));
    }
    Ok((out, words))
}
