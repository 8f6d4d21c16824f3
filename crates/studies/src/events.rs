//! What the fitted event models say of a pair.

use crate::StudyError;
use suzerain_models::outlook::events::fitted::{self, FILE, Fitted, INPUTS_FILE, Input, Probability};
use suzerain_tables::Economy;
use suzerain_tables::library::Library;

/// The models, and what was known of a pair in the year of their inputs.
#[derive(Clone, Debug)]
pub struct Forecasts {
    /// The models with their scores.
    pub fitted: Fitted,
    /// The pair's covariates; none where it is at risk of nothing that is modelled.
    pub input: Option<Input>,
}

impl Forecasts {
    /// Reads the models, and finds the pair in either order; none where no models are loaded.
    ///
    /// # Errors
    /// [`StudyError::NotEnough`] if the loaded models are damaged.
    pub fn read(library: &Library, a: Economy, b: Economy) -> Result<Option<Self>, StudyError> {
        let (Some(models), Some(inputs)) = (library.document(FILE), library.document(INPUTS_FILE)) else {
            return Ok(None);
        };
        let damaged = |error: suzerain_models::outlook::events::EventError| StudyError::NotEnough(error.to_string());
        let fitted = Fitted::from_json(models).map_err(damaged)?;
        let year = fitted.input_year;
        let economy = |state: u16| Economy::from_cow(state, year);
        let input = fitted::inputs_from_csv(inputs).map_err(damaged)?.into_iter().find(|i| {
            let pair = (economy(i.pair.0), economy(i.pair.1));
            pair == (Some(a), Some(b)) || pair == (Some(b), Some(a))
        });
        Ok(Some(Self { fitted, input }))
    }

    /// The probabilities of every event that the pair is at risk of.
    #[must_use]
    pub fn probabilities(&self) -> Vec<Probability<'_>> {
        self.input.as_ref().map_or_else(Vec::new, |input| self.fitted.probabilities(input))
    }
}
