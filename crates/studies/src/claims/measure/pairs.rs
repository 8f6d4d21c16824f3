//! Measures of a pair: arms, reserves, formal influence, and what both sides share alike.

use super::super::Leaf;
use super::super::evidence::Evidence;
use super::{Sourced, trade};
use crate::StudyError;
use crate::world::source_ref;
use suzerain_measures::alignment::ideal_point::{self, distance};
use suzerain_measures::alignment::obligation::{self, obligation};
use suzerain_measures::alignment::similarity::{self, Portfolio};
use suzerain_measures::alignment::un_agreement::{self, un_agreement};
use suzerain_measures::arms::arms_transfers::{self, Register};
use suzerain_measures::coercion::influence;
use suzerain_measures::finance::reserve_share::{self, currency_shares, place_shares};
use suzerain_measures::system::members;
use suzerain_tables::figure::Dyad;
use suzerain_tables::obligations::Clauses;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::IDEAL_POINT;
use suzerain_tables::{Economy, Year, obligations, votes};

/// The figures of a directed measure; none if only a page computes it.
pub(super) fn directed(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    dyad: Dyad,
    owners: [Economy; 2],
    year: Year,
) -> Result<Option<Vec<Sourced>>, StudyError> {
    let id = leaf.measure.as_str();
    if id == arms_transfers::VOLUME.id || id == arms_transfers::SHARE.id {
        if let Some(weapon) = leaf.item.as_deref().filter(|_| id == arms_transfers::VOLUME.id) {
            return Ok(Some(of_weapon(evidence, dyad, year, weapon)?));
        }
        let registers = evidence.home().arms()?;
        let figures = registers
            .iter()
            .map(|r| if id == arms_transfers::VOLUME.id { r.volume(dyad, year) } else { r.share_to(dyad, year) });
        return Ok(Some(figures.map(Sourced::new).collect()));
    }
    if id == reserve_share::CURRENCY.id || id == reserve_share::PLACE.id {
        let mut out = Vec::new();
        for table in evidence.library().of_kind(TableKind::Reserves) {
            let rows = suzerain_tables::reserves::read(table)?;
            let all = if id == reserve_share::CURRENCY.id {
                currency_shares(&rows, table.meta(), dyad)
            } else {
                place_shares(&rows, table.meta(), dyad)
            };
            out.extend(all.into_iter().filter(|f| f.year == year).map(Sourced::new));
        }
        return Ok(Some(out));
    }
    if let Some(which) = influence::ALL.iter().position(|d| d.id == id) {
        let all = evidence.kept("influence", [dyad.dependent, dyad.on], || {
            crate::brief::coercion::influences(evidence.home(), dyad)
        })?;
        let of_year = all.iter().filter(|f| f.year == year && f.measure == influence::ALL[which].id);
        return Ok(Some(of_year.cloned().map(Sourced::new).collect()));
    }
    trade::traded(evidence, leaf, dyad, owners, year)
}

/// The volume of weapons of a name, from the registers that tell weapons apart.
fn of_weapon(evidence: &Evidence<'_>, dyad: Dyad, year: Year, weapon: &str) -> Result<Vec<Sourced>, StudyError> {
    let mut out = Vec::new();
    for table in evidence.library().of_kind(TableKind::Arms) {
        let weapons = suzerain_tables::arms::read_weapons(table)?;
        if !weapons.is_empty() {
            let register = Register { meta: table.meta().clone(), rows: suzerain_tables::arms::read(table)? };
            out.push(Sourced::new(register.volume_of(&weapons, dyad, year, weapon)));
        }
    }
    Ok(out)
}

/// The figures of a measure that both sides share alike; none if only a page computes it.
pub(super) fn symmetric(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    a: Economy,
    b: Economy,
    year: Year,
) -> Result<Option<Vec<Sourced>>, StudyError> {
    let home = evidence.home();
    let id = leaf.measure.as_str();
    if id == ideal_point::DISTANCE.id {
        let data = home.with_variable(IDEAL_POINT)?;
        return Ok(Some(data.iter().map(|d| Sourced::new(distance(d, a, b, year))).collect()));
    }
    if id == obligation::DEFINITION.id {
        let mut out = Vec::new();
        for table in evidence.library().of_kind(TableKind::Obligations) {
            let clauses: Option<Clauses> =
                obligations::read_pair(table, a, b)?.into_iter().find(|(y, _)| *y == year).map(|(_, c)| c);
            out.push(Sourced::new(obligation(table.meta(), a, b, year, clauses)));
        }
        return Ok(Some(out));
    }
    let variant = similarity::named(id);
    if id == un_agreement::DEFINITION.id || variant.is_some_and(|v| v.portfolio == Portfolio::Votes) {
        let all = evidence.kept(id, [a, b], || {
            let mut out = Vec::new();
            for table in evidence.library().of_kind(TableKind::Votes) {
                let records = votes::read(table, &[a, b])?;
                let (one, two) = ((a, &records[0]), (b, &records[1]));
                out.extend(match variant {
                    Some(v) => similarity::votes(table.meta(), v, one, two),
                    None => un_agreement(table.meta(), one, two),
                });
            }
            Ok(out)
        })?;
        return Ok(Some(all.iter().filter(|f| f.year == year).cloned().map(Sourced::new).collect()));
    }
    if let Some(variant) = variant {
        let (Some(ties), Some(data)) = (home.ties()?, home.capabilities()?) else { return Ok(Some(Vec::new())) };
        let figure =
            similarity::alliances(&ties, &source_ref(data.meta()), variant, (a, b), year, &members(&data, year));
        return Ok(Some(vec![Sourced::new(figure)]));
    }
    Ok(None)
}
