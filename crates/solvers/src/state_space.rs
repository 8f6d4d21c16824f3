//! Linear Gaussian state-space models: Kalman filter, likelihood, smoother and forecasts.
//!
//! ```text
//! y_t     = d + Z a_t + e_t,        e_t ~ N(0, diag(h))
//! a_{t+1} = T a_t + c_t + u_t,      u_t ~ N(0, Q)
//! a_1     ~ N(mean, covariance)
//! ```
//!
//! The measures of one date are taken one after the other (Koopman, Durbin 2000), so any of them may
//! be missing and no matrix is inverted. The smoother is the backward recursion of Durbin and Koopman
//! (2012, chapter 4). Parameters are the caller's: maximise [`Model::log_likelihood`], for instance
//! with [`crate::simplex_search`].
//!
//! ```
//! use suzerain_solvers::state_space::Model;
//! // A random walk seen without noise: the forecast is the last value, its variance grows by one a year.
//! let model = Model::damped_trend(0.0, 1.0, 0.0, 0.0, 5.0);
//! let seen = model.filter(&[5.0, f64::NAN, 7.0], None).unwrap();
//! let ahead = model.forecast(seen.last(), 3, None).unwrap();
//! assert!((ahead.mean[2] - 7.0).abs() < 1e-9 && (ahead.variance[2] - 3.0).abs() < 1e-9);
//! ```

/// Why a model or its data cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateSpaceError {
    /// Matrices, data or inputs do not fit together.
    #[error("the {part} does not fit {states} states and {measures} measures")]
    Shape {
        /// Which part.
        part: &'static str,
        /// States.
        states: usize,
        /// Measures.
        measures: usize,
    },
    /// A parameter or value is not finite, or a variance is below zero.
    #[error("at date {date} a variance is not positive, or a value is not finite")]
    NotFinite {
        /// Date from 0.
        date: usize,
    },
}

/// A model with `n` states and `m` measures; matrices by rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// T, n x n.
    pub transition: Vec<f64>,
    /// Q, n x n, symmetric and positive semidefinite.
    pub state_noise: Vec<f64>,
    /// Z, m x n.
    pub loading: Vec<f64>,
    /// d, m.
    pub intercept: Vec<f64>,
    /// h, m variances, at least 0.
    pub noise: Vec<f64>,
    /// Mean of the state at the first date, n.
    pub start_mean: Vec<f64>,
    /// Its covariance, n x n. For a state nothing is known of, some 10^4 times the variance of the data:
    /// much more costs the smoother its digits.
    pub start_covariance: Vec<f64>,
    /// Values at the start that the likelihood leaves out, since they only find the state.
    pub burn: usize,
}

/// The state at one date given what was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State<'a> {
    /// Mean, n.
    pub mean: &'a [f64],
    /// Covariance by rows, n x n.
    pub covariance: &'a [f64],
}

/// What the filter found at each of `dates` dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered {
    /// States given the values up to and including the date: means, dates x n.
    pub mean: Vec<f64>,
    /// Their covariances, dates x n x n.
    pub covariance: Vec<f64>,
    /// One-step prediction errors over their standard deviations, dates x m, NaN where nothing was seen.
    pub innovations: Vec<f64>,
    /// Logarithm of the likelihood, the first `burn` values left out.
    pub log_likelihood: f64,
    states: usize,
    steps: Steps,
}

/// What the smoother needs: predicted states and the update of each measure.
#[derive(Clone, Debug, PartialEq, Default)]
struct Steps {
    mean: Vec<f64>,
    covariance: Vec<f64>,
    /// Prediction error and its variance (NaN if not seen), gain, by date and measure.
    error: Vec<f64>,
    variance: Vec<f64>,
    gain: Vec<f64>,
}

/// States given all values.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothed {
    /// Means, dates x n.
    pub mean: Vec<f64>,
    /// Covariances, dates x n x n.
    pub covariance: Vec<f64>,
}

/// Forecasts of states and measures for the dates after the last one seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// Means of the measures, horizon x m.
    pub mean: Vec<f64>,
    /// Variances of the measures, their noise included, horizon x m.
    pub variance: Vec<f64>,
    /// Means of the states, horizon x n.
    pub state_mean: Vec<f64>,
    /// Covariances of the states, horizon x n x n.
    pub state_covariance: Vec<f64>,
}

impl Filtered {
    /// The state at the last date.
    #[must_use]
    pub fn last(&self) -> State<'_> {
        let dates = self.mean.len() / self.states.max(1);
        self.at(dates.saturating_sub(1))
    }

    /// The state at a date from 0; empty beyond the last.
    #[must_use]
    pub fn at(&self, date: usize) -> State<'_> {
        let n = self.states;
        State {
            mean: self.mean.get(date * n..(date + 1) * n).unwrap_or_default(),
            covariance: self.covariance.get(date * n * n..(date + 1) * n * n).unwrap_or_default(),
        }
    }
}

impl Model {
    /// A level that moves by itself and by a slope that dies out (Gardner, McKenzie 1985; Harvey 1989):
    /// y = level + e, level' = level + slope + u, slope' = damping slope + v. States are level, slope.
    ///
    /// `noise`, `level` and `slope` are the variances of e, u and v; `damping` lies in [0, 1). The level
    /// starts at `first`, the first value, as if nothing else were known of it, the slope at its long-run
    /// mean of 0 and variance slope / (1 - damping^2).
    #[must_use]
    pub fn damped_trend(noise: f64, level: f64, slope: f64, damping: f64, first: f64) -> Self {
        let steady = slope / (1.0 - damping * damping);
        let wide = 1e4 * (noise + level + steady);
        Self {
            transition: vec![1.0, 1.0, 0.0, damping],
            state_noise: vec![level, 0.0, 0.0, slope],
            loading: vec![1.0, 0.0],
            intercept: vec![0.0],
            noise: vec![noise],
            start_mean: vec![first, 0.0],
            start_covariance: vec![wide, 0.0, 0.0, steady],
            burn: 1,
        }
    }

    /// States.
    #[must_use]
    pub fn states(&self) -> usize {
        self.start_mean.len()
    }

    /// Measures.
    #[must_use]
    pub fn measures(&self) -> usize {
        self.noise.len()
    }

    /// The state before anything was seen.
    #[must_use]
    pub fn start(&self) -> State<'_> {
        State { mean: &self.start_mean, covariance: &self.start_covariance }
    }

    fn check(&self) -> Result<(usize, usize), StateSpaceError> {
        let (n, m) = (self.states(), self.measures());
        let parts = [
            ("transition", self.transition.len() == n * n),
            ("state noise", self.state_noise.len() == n * n),
            ("loading", self.loading.len() == m * n),
            ("intercept", self.intercept.len() == m),
            ("start covariance", self.start_covariance.len() == n * n),
            ("number of states", n > 0),
            ("number of measures", m > 0),
        ];
        match parts.iter().find(|(_, fits)| !fits) {
            Some((part, _)) => Err(StateSpaceError::Shape { part, states: n, measures: m }),
            None => Ok((n, m)),
        }
    }

    /// Logarithm of the likelihood of `values`, dates x m by rows, NaN where nothing was seen.
    ///
    /// `inputs`, dates x n, are the c_t: what is added to the state on its way from each date to the next.
    ///
    /// # Errors
    /// [`StateSpaceError`] if parts do not fit or a variance is not positive.
    pub fn log_likelihood(&self, values: &[f64], inputs: Option<&[f64]>) -> Result<f64, StateSpaceError> {
        self.run(values, inputs, None)
    }

    /// Filters `values`; arguments as for [`Model::log_likelihood`].
    ///
    /// # Errors
    /// [`StateSpaceError`] if parts do not fit or a variance is not positive.
    pub fn filter(&self, values: &[f64], inputs: Option<&[f64]>) -> Result<Filtered, StateSpaceError> {
        let mut out = Filtered {
            mean: Vec::new(),
            covariance: Vec::new(),
            innovations: Vec::new(),
            log_likelihood: 0.0,
            states: self.states(),
            steps: Steps::default(),
        };
        out.log_likelihood = self.run(values, inputs, Some(&mut out))?;
        Ok(out)
    }

    fn run(
        &self,
        values: &[f64],
        inputs: Option<&[f64]>,
        mut out: Option<&mut Filtered>,
    ) -> Result<f64, StateSpaceError> {
        let (n, m) = self.check()?;
        let dates = values.len() / m;
        let wrong = |part| StateSpaceError::Shape { part, states: n, measures: m };
        if dates * m != values.len() {
            return Err(wrong("data"));
        }
        if inputs.is_some_and(|c| c.len() != dates * n) {
            return Err(wrong("inputs"));
        }
        let (mut a, mut p) = (self.start_mean.clone(), self.start_covariance.clone());
        let (mut next_a, mut next_p, mut gain) = (vec![0.0; n], vec![0.0; n * n], vec![0.0; n]);
        let mut log_likelihood = 0.0;
        let mut seen = 0;
        for (date, row) in values.chunks_exact(m).enumerate() {
            if let Some(out) = out.as_deref_mut() {
                out.steps.mean.extend(&a);
                out.steps.covariance.extend(&p);
            }
            for (i, y) in row.iter().enumerate() {
                let (mut error, mut variance) = (f64::NAN, f64::NAN);
                gain.fill(0.0);
                if !y.is_nan() {
                    let z = &self.loading[i * n..(i + 1) * n];
                    error = y - self.intercept[i] - dot(z, &a);
                    for (k, g) in gain.iter_mut().enumerate() {
                        *g = dot(&p[k * n..(k + 1) * n], z);
                    }
                    variance = dot(z, &gain) + self.noise[i];
                    if !(variance.is_finite() && variance >= 0.0 && error.is_finite()) {
                        return Err(StateSpaceError::NotFinite { date });
                    }
                    // Nothing is left to learn from a value known for certain.
                    if variance > 0.0 {
                        for k in 0..n {
                            for l in 0..n {
                                next_p[k * n + l] = p[k * n + l] - gain[k] * gain[l] / variance;
                            }
                        }
                        std::mem::swap(&mut p, &mut next_p);
                        gain.iter_mut().for_each(|g| *g /= variance);
                        a.iter_mut().zip(&gain).for_each(|(a, g)| *a += g * error);
                        if seen >= self.burn {
                            log_likelihood -=
                                0.5 * ((2.0 * std::f64::consts::PI * variance).ln() + error * error / variance);
                        }
                        seen += 1;
                    } else {
                        (error, variance) = (f64::NAN, f64::NAN);
                        gain.fill(0.0);
                    }
                }
                if let Some(out) = out.as_deref_mut() {
                    out.innovations.push(error / variance.sqrt());
                    out.steps.error.push(error);
                    out.steps.variance.push(variance);
                    out.steps.gain.extend(&gain);
                }
            }
            if let Some(out) = out.as_deref_mut() {
                out.mean.extend(&a);
                out.covariance.extend(&p);
            }
            self.step(&mut a, &mut p, &mut next_a, &mut next_p);
            if let Some(c) = inputs {
                a.iter_mut().zip(&c[date * n..(date + 1) * n]).for_each(|(a, c)| *a += c);
            }
        }
        if log_likelihood.is_finite() {
            Ok(log_likelihood)
        } else {
            Err(StateSpaceError::NotFinite { date: dates.saturating_sub(1) })
        }
    }

    /// One transition of mean and covariance; the other two are scratch.
    fn step(&self, a: &mut Vec<f64>, p: &mut [f64], next_a: &mut Vec<f64>, next_p: &mut [f64]) {
        let n = a.len();
        let t = &self.transition;
        for i in 0..n {
            next_a[i] = dot(&t[i * n..(i + 1) * n], a);
        }
        std::mem::swap(a, next_a);
        // T P into scratch, then (T P) T' + Q.
        for i in 0..n {
            for j in 0..n {
                next_p[i * n + j] = (0..n).map(|k| t[i * n + k] * p[k * n + j]).sum();
            }
        }
        for i in 0..n {
            for j in 0..=i {
                let value = dot(&next_p[i * n..(i + 1) * n], &t[j * n..(j + 1) * n]) + self.state_noise[i * n + j];
                p[i * n + j] = value;
                p[j * n + i] = value;
            }
        }
    }

    /// States given all values, from what [`Model::filter`] of this model returned.
    ///
    /// # Errors
    /// [`StateSpaceError::Shape`] if `filtered` is another model's.
    pub fn smooth(&self, filtered: &Filtered) -> Result<Smoothed, StateSpaceError> {
        let (n, m) = self.check()?;
        let steps = &filtered.steps;
        let dates = steps.mean.len() / n;
        if filtered.states != n || steps.error.len() != dates * m {
            return Err(StateSpaceError::Shape { part: "filter's result", states: n, measures: m });
        }
        let mut out = Smoothed { mean: vec![0.0; dates * n], covariance: vec![0.0; dates * n * n] };
        let (mut r, mut big) = (vec![0.0; n], vec![0.0; n * n]);
        for date in (0..dates).rev() {
            if date + 1 < dates {
                // r <- T' r, N <- T' N T.
                let t = &self.transition;
                r = (0..n).map(|i| (0..n).map(|k| t[k * n + i] * r[k]).sum()).collect();
                big = sandwich(t, &big, n);
            }
            for i in (0..m).rev() {
                let at = date * m + i;
                let (error, variance) = (steps.error[at], steps.variance[at]);
                if variance.is_nan() {
                    continue;
                }
                let z = &self.loading[i * n..(i + 1) * n];
                let gain = &steps.gain[at * n..(at + 1) * n];
                let pull = error / variance - dot(gain, &r);
                r.iter_mut().zip(z).for_each(|(r, z)| *r += z * pull);
                // L = I - K z'; N <- z z' / F + L' N L.
                let l: Vec<f64> =
                    (0..n * n).map(|k| f64::from(u8::from(k / n == k % n)) - gain[k / n] * z[k % n]).collect();
                big = sandwich(&l, &big, n);
                for k in 0..n * n {
                    big[k] += z[k / n] * z[k % n] / variance;
                }
            }
            let (a, p) = (&steps.mean[date * n..(date + 1) * n], &steps.covariance[date * n * n..(date + 1) * n * n]);
            let pnp = sandwich(p, &big, n);
            for k in 0..n {
                out.mean[date * n + k] = a[k] + dot(&p[k * n..(k + 1) * n], &r);
            }
            for k in 0..n * n {
                out.covariance[date * n * n + k] = p[k] - pnp[k];
            }
        }
        Ok(out)
    }

    /// Forecasts for `horizon` dates after the date of `from`; `inputs`, horizon x n, are added on the way
    /// into each of them.
    ///
    /// # Errors
    /// [`StateSpaceError::Shape`] if `from` or `inputs` do not fit.
    pub fn forecast(&self, from: State<'_>, horizon: usize, inputs: Option<&[f64]>) -> Result<Ahead, StateSpaceError> {
        let (n, m) = self.check()?;
        let wrong = |part| StateSpaceError::Shape { part, states: n, measures: m };
        if from.mean.len() != n || from.covariance.len() != n * n {
            return Err(wrong("state to start from"));
        }
        if inputs.is_some_and(|c| c.len() != horizon * n) {
            return Err(wrong("inputs"));
        }
        let (mut a, mut p) = (from.mean.to_vec(), from.covariance.to_vec());
        let (mut next_a, mut next_p) = (vec![0.0; n], vec![0.0; n * n]);
        let mut out =
            Ahead { mean: Vec::new(), variance: Vec::new(), state_mean: Vec::new(), state_covariance: Vec::new() };
        for step in 0..horizon {
            self.step(&mut a, &mut p, &mut next_a, &mut next_p);
            if let Some(c) = inputs {
                a.iter_mut().zip(&c[step * n..(step + 1) * n]).for_each(|(a, c)| *a += c);
            }
            for i in 0..m {
                let z = &self.loading[i * n..(i + 1) * n];
                out.mean.push(self.intercept[i] + dot(z, &a));
                let spread: f64 = (0..n).map(|k| z[k] * dot(&p[k * n..(k + 1) * n], z)).sum();
                out.variance.push(spread + self.noise[i]);
            }
            out.state_mean.extend(&a);
            out.state_covariance.extend(&p);
        }
        Ok(out)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A' B A of n x n matrices by rows.
fn sandwich(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let mut ba = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            ba[i * n + j] = (0..n).map(|k| b[i * n + k] * a[k * n + j]).sum();
        }
    }
    let mut out = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            out[i * n + j] = (0..n).map(|k| a[k * n + i] * ba[k * n + j]).sum();
        }
    }
    out
}

#[cfg(test)]
mod tests;
