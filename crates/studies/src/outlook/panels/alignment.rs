//! Panels of alignment: votes, ideal points, alliance portfolios.

use super::{LONG_STEP, MOST, Recipe, WITH_MAJORS, block, major_pairs, sources};
use crate::StudyError;
use crate::outlook::{similarity as ties_of, votes};
use crate::world::source_ref;
use std::collections::BTreeMap;
use suzerain_measures::alignment::similarity::{self, Portfolio, Ties, VARIANTS, Variant};
use suzerain_measures::alignment::un_agreement::{BY_ISSUE, agreement, un_agreement_on};
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::figure::Figure;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::library::Library;
use suzerain_tables::store::{TableKind, TableMeta};
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, IDEAL_POINT};
use suzerain_tables::votes::VotingRecord;
use suzerain_tables::{Economy, issues, obligations};

fn recipe(id: &'static str, title: &'static str, scale: Scale, most: usize, meta: &TableMeta, sample: &str) -> Recipe {
    let sample = format!("{sample}; {}", sources(&[source_ref(meta)]));
    Recipe { id, title, scale, step: LONG_STEP, most, sample }
}

fn known(figures: &[Figure]) -> Vec<(i16, f64)> {
    figures.iter().filter_map(|f| Some((f.year.0, f.value.known()?))).collect()
}

/// Each of several measures with every pair.
fn of_each<M: Copy>(
    measures: impl IntoIterator<Item = M>,
    pairs: &[(Economy, Economy)],
) -> Vec<(M, (Economy, Economy))> {
    measures.into_iter().flat_map(|m| pairs.iter().map(move |pair| (m, *pair))).collect()
}

/// Every state's votes.
pub struct Votes<'a> {
    library: &'a Library,
    meta: &'a TableMeta,
    by_state: BTreeMap<Economy, VotingRecord>,
}

impl<'a> Votes<'a> {
    /// Those of the library, if it has any.
    pub fn read(library: &'a Library) -> Result<Option<Self>, StudyError> {
        let Some(table) = library.of_kind(TableKind::Votes).next() else { return Ok(None) };
        let states: Vec<Economy> = Economy::all().filter(|e| e.is_state()).collect();
        let records = suzerain_tables::votes::read(table, &states)?;
        let by_state = states.into_iter().zip(records).filter(|(_, r)| !r.is_empty()).collect();
        Ok(Some(Self { library, meta: table.meta(), by_state }))
    }

    fn of(&self, state: Economy) -> (Economy, &VotingRecord) {
        (state, &self.by_state[&state])
    }

    /// Shares of like votes.
    pub fn agreement(&self) -> Option<Panel> {
        let title = "Shares of like votes in the UN General Assembly";
        let recipe = recipe("un_agreement", title, Scale::Logit, MOST / 2, self.meta, WITH_MAJORS);
        recipe.panel(major_pairs(&self.by_state), |(a, b)| {
            let values =
                agreement(&self.by_state[a], &self.by_state[b]).into_iter().map(|(session, (alike, common))| {
                    (suzerain_tables::votes::session_year(session).0, f64::from(alike) / f64::from(common))
                });
            (block(*a, *b), values.collect::<Vec<_>>())
        })
    }

    /// Shares of like votes by issue.
    pub fn issues(&self) -> Result<Option<Panel>, StudyError> {
        let Some(tags) = self.library.of_kind(TableKind::Issues).next() else { return Ok(None) };
        let on = issues::read(tags)?;
        let measures = BY_ISSUE.iter().filter_map(|(code, definition)| Some((definition, on.get(code)?)));
        let sample =
            format!("series of six issues; {WITH_MAJORS}, evenly spaced; sessions coded by {}", tags.meta().source);
        let title = "Shares of like votes on one issue in the UN General Assembly";
        let recipe = recipe("un_issues", title, Scale::Logit, MOST / 2, self.meta, &sample);
        Ok(recipe.of_kinds(of_each(measures, &major_pairs(&self.by_state)), |((definition, on), (a, b))| {
            let figures = un_agreement_on((self.meta, tags.meta()), definition, on, self.of(*a), self.of(*b));
            (block(*a, *b), definition.id, known(&figures))
        }))
    }

    /// Likeness of votes by each statistic.
    pub fn alike(&self) -> Option<Panel> {
        let variants = VARIANTS.iter().filter(|v| v.portfolio == Portfolio::Votes);
        let variants = variants.filter_map(|v| similarity::named(v.definition.id));
        let sample = format!("series of four statistics; {WITH_MAJORS}, evenly spaced");
        let recipe =
            recipe("similarity_votes", "Likeness of votes by session", Scale::Level, MOST / 2, self.meta, &sample);
        recipe.of_kinds(of_each(variants, &major_pairs(&self.by_state)), |(variant, (a, b))| {
            let figures = similarity::votes(self.meta, variant, self.of(*a), self.of(*b));
            (block(*a, *b), variant.definition.id, known(&figures))
        })
    }
}

/// Distances of ideal points, and the points of single states.
pub fn ideal_points(library: &Library) -> Result<[Option<Panel>; 2], StudyError> {
    let Some(table) = library.of_kind(TableKind::Indicators).find(|t| t.meta().coverage.span(IDEAL_POINT).is_some())
    else {
        return Ok([None, None]);
    };
    let data = Indicators::read(table)?;
    let states: BTreeMap<Economy, ()> = table.meta().coverage.economies(IDEAL_POINT).map(|(e, _)| (e, ())).collect();
    let smoothed = "the positions are smoothed over all sessions, later ones included, which flatters every rule";
    let of = |id, title, sample| {
        let mut recipe = recipe(id, title, Scale::Level, MOST, table.meta(), sample);
        recipe.sample = format!("{}; {smoothed}", recipe.sample);
        recipe
    };
    let apart = of("ideal_points", "Distances of UN ideal points", WITH_MAJORS)
        .panel(major_pairs(&states), |(a, b)| (block(*a, *b), known(&votes::distances(&data, *a, *b))));
    let alone = of("ideal_point_states", "UN ideal points of states", "states")
        .panel(states.into_keys().collect(), |e| (e.code().to_owned(), known(&votes::positions(&data, *e))));
    Ok([apart, alone])
}

/// Alliance similarity by the headline, by the other statistics corrected for chance, and by S.
pub fn alliances(library: &Library) -> Result<[Option<Panel>; 3], StudyError> {
    let none = [None, None, None];
    let Some(table) = library.of_kind(TableKind::Obligations).next() else { return Ok(none) };
    let system =
        library.of_kind(TableKind::Indicators).find(|t| t.meta().coverage.span(CAPABILITY_COMPONENTS[4]).is_some());
    let Some(system) = system else { return Ok(none) };
    let system = Indicators::read(system)?;
    let mut rows = Vec::new();
    obligations::each(table, |row| rows.push(row))?;
    let ties = Ties::new(table.meta(), rows);
    let members = ties_of::memberships(&ties, &system);
    let states: BTreeMap<Economy, ()> = members.values().flatten().map(|e| (*e, ())).collect();
    let pairs = major_pairs(&states);
    let alike = |variant: &'static Variant, pair| known(&ties_of::alike(&ties, &system, &members, variant, pair));
    let Some(headline) = ties_of::variants().next() else { return Ok(none) };
    let kappa = recipe("kappa", "Alliance similarity (kappa)", Scale::Level, MOST / 2, table.meta(), WITH_MAJORS)
        .panel(pairs.clone(), |(a, b)| (block(*a, *b), alike(headline, (*a, *b))));
    let of = |id, title| {
        let variants: Vec<_> = ties_of::variants().filter(|v| ties_of::panel(v) == id).collect();
        let sample = format!("series of {} statistics; {WITH_MAJORS}, evenly spaced", variants.len());
        recipe(id, title, Scale::Level, MOST / 2, table.meta(), &sample)
            .of_kinds(of_each(variants, &pairs), |(variant, pair)| {
                (block(pair.0, pair.1), variant.definition.id, alike(variant, *pair))
            })
    };
    let others = of("similarity", "Alliance similarity by other statistics");
    Ok([kappa, others, of("similarity_s", "Alliance similarity (S)")])
}
