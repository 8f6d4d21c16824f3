//! What a solve shows for itself: residual, iterations, identities, and why it stopped.

/// Why a solve stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The residual fell to the tolerance asked for.
    Converged,
    /// The iterations allowed were used up.
    IterationLimit,
    /// The residual stopped falling above the tolerance.
    Stalled,
    /// A value stopped being finite.
    NotFinite,
}

impl Stop {
    /// The word used in JSON and on the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::IterationLimit => "iteration_limit",
            Self::Stalled => "stalled",
            Self::NotFinite => "not_finite",
        }
    }
}

/// An identity that the solution must satisfy, and by how much it fails to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Identity {
    /// Its name: `budget`, `walras`, ...
    pub name: &'static str,
    /// The largest relative gap found, at least 0.
    pub gap: f64,
}

/// What a solve shows for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// The largest relative residual of the equations solved, at least 0.
    pub residual: f64,
    /// Iterations used.
    pub iterations: usize,
    /// Identities checked at the solution.
    pub identities: Vec<Identity>,
    /// Why it stopped.
    pub stop: Stop,
}

impl Certificate {
    /// Itself where the solve converged.
    ///
    /// # Errors
    /// [`NotConverged`] otherwise.
    pub fn converged(self) -> Result<Self, NotConverged> {
        if self.stop == Stop::Converged { Ok(self) } else { Err(NotConverged(self)) }
    }

    /// Adds an identity checked at the solution.
    #[must_use]
    pub fn with_identity(mut self, name: &'static str, gap: f64) -> Self {
        self.identities.push(Identity { name, gap });
        self
    }
}

/// A solve that did not converge, with its numbers.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("no convergence: stopped ({}) after {} iterations at a residual of {:e}", .0.stop.name(), .0.iterations, .0.residual)]
pub struct NotConverged(pub Certificate);
