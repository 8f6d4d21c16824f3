//! The production bound of Bachmann et al. (2022): what output is left when inputs shrink and only
//! a low elasticity of substitution helps.

use super::{Network, ShortageError, within};

/// An input of the bundle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input {
    /// Its share in the value of the bundle, above 0; the shares sum to 1 over the bundle.
    pub share: f64,
    /// What is left of its quantity, 0 to 1.
    pub left: f64,
}

/// Output left when inputs shrink to `left` under a constant elasticity of substitution `sigma`:
/// Y/Y0 = [sum a e^((s-1)/s)]^(s/(s-1)), between the smallest `left` and 1.
///
/// With two inputs of which one is untouched this is the bound of Bachmann, Baqaee, Bayer, Kuhn,
/// Löschel, Moll, Peichl, Pittel and Schularick (2022, appendix): their a is the share of the scarce
/// input in national expenditure, their e what is left of it.
///
/// `sigma` is above 0; 1 is Cobb-Douglas, near 0 the smallest `left` of all.
///
/// # Errors
/// [`ShortageError::Parameter`] for `sigma`, a share or a quantity outside its range, or shares that
/// do not sum to 1.
///
/// ```
/// use suzerain_models::shortage::ces_bound::{Input, output_left};
///
/// let gas = [Input { share: 0.04, left: 0.9 }, Input { share: 0.96, left: 1.0 }];
/// let left = output_left(&gas, 0.04).unwrap();
/// assert!((100.0 * (left - 1.0) + 1.569).abs() < 5e-4);
/// ```
pub fn output_left(inputs: &[Input], sigma: f64) -> Result<f64, ShortageError> {
    within("sigma", sigma, f64::MIN_POSITIVE, f64::MAX, "above 0")?;
    let mut total = 0.0;
    for input in inputs {
        within("the share of an input", input.share, 0.0, 1.0, "from 0 to 1")?;
        within("what is left of an input", input.left, 0.0, 1.0, "from 0 to 1")?;
        total += input.share;
    }
    within("the sum of the input shares", total, 1.0 - 1e-9, 1.0 + 1e-9, "1")?;
    let used = inputs.iter().filter(|i| i.share > 0.0);
    let exponent = (sigma - 1.0) / sigma;
    if exponent.abs() < 1e-9 {
        return Ok(used.map(|i| i.share * i.left.ln()).sum::<f64>().exp());
    }
    // In logarithms about the scarcest input: e^exponent overflows for a sigma near 0.
    let least = used.clone().map(|i| i.left).fold(1.0, f64::min);
    if least == 0.0 && exponent < 0.0 {
        return Ok(0.0);
    }
    let log = |v: f64| exponent * v.ln();
    let top = used.clone().map(|i| log(i.left)).fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = used.map(|i| i.share * (log(i.left) - top).exp()).sum();
    Ok(((sum.ln() + top) / exponent).exp())
}

/// First-order approximation of the logarithm of output: sum of share times log change of the input
/// (Hulten 1978). `-inf` when an input is gone.
#[must_use]
pub fn first_order(inputs: &[Input]) -> f64 {
    inputs.iter().filter(|i| i.share > 0.0).map(|i| i.share * i.left.ln()).sum()
}

/// Second-order approximation of the logarithm of output: the first order and half the change of
/// shares times the log change of the inputs (Baqaee and Farhi; Bachmann et al. 2022). Under the CES
/// bundle the change of shares is (1 - 1/sigma) share (dln m - mean dln m).
#[must_use]
pub fn second_order(inputs: &[Input], sigma: f64) -> f64 {
    let mean = first_order(inputs);
    let variance: f64 =
        inputs.iter().filter(|i| i.share > 0.0).map(|i| i.share * i.left.ln() * (i.left.ln() - mean)).sum();
    mean + 0.5 * (1.0 - 1.0 / sigma) * variance
}

/// The bound for every economy of a network that loses flows.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Output left, 0 to 1; `None` for an economy that loses no purchase: the bound does not see it.
    pub left: Option<f64>,
    /// Second-order approximation of the log change, `None` as above.
    pub second_order: Option<f64>,
    /// The share of its purchases that is cut, 0 to 1.
    pub cut: f64,
}

/// The bundle of purchases of economy `buyer`, sector by sector: share in all its purchases, own
/// sales included, intermediate and final together, and what the cuts leave of it. `lost` is the
/// table made by [`Network::lost`].
#[must_use]
pub fn bundle(network: &Network<'_>, lost: &[f64], buyer: usize) -> Vec<Input> {
    let (n, sectors) = (network.nodes(), network.sectors);
    let mut bought = vec![0.0; sectors];
    let mut gone = vec![0.0; sectors];
    for seller in 0..n {
        let row = &network.intermediate[seller * n + buyer * sectors..seller * n + (buyer + 1) * sectors];
        let value = row.iter().sum::<f64>() + network.final_sales[seller * network.economies + buyer];
        bought[seller % sectors] += value;
        gone[seller % sectors] += value * lost[seller * network.economies + buyer];
    }
    let total: f64 = bought.iter().sum();
    bought
        .iter()
        .zip(&gone)
        .filter(|(b, _)| **b > 0.0)
        .map(|(b, g)| Input { share: b / total, left: (1.0 - g / b).max(0.0) })
        .collect()
}

/// The bound for every economy, in their order: goods of one sector replace each other whatever
/// their origin, but nobody supplies more than before; sectors replace each other with elasticity
/// `sigma`.
///
/// # Errors
/// [`ShortageError`] for a `sigma` out of range or a network that does not hold together.
pub fn bounds(network: &Network<'_>, lost: &[f64], sigma: f64) -> Result<Vec<Bound>, ShortageError> {
    network.check()?;
    (0..network.economies)
        .map(|buyer| {
            let inputs = bundle(network, lost, buyer);
            let cut: f64 = inputs.iter().map(|i| i.share * (1.0 - i.left)).sum();
            if cut == 0.0 {
                return Ok(Bound { left: None, second_order: None, cut });
            }
            let left = output_left(&inputs, sigma)?;
            Ok(Bound { left: Some(left), second_order: Some(second_order(&inputs, sigma)), cut })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(share: f64, left: f64) -> [Input; 2] {
        [Input { share, left }, Input { share: 1.0 - share, left: 1.0 }]
    }

    fn percent(share: f64, left: f64, sigma: f64) -> f64 {
        100.0 * (output_left(&two(share, left), sigma).unwrap() - 1.0)
    }

    #[test]
    fn the_published_values_are_reached() {
        // Bachmann et al. 2022: 10 % less energy; 30 % less gas.
        assert!((percent(0.04, 0.9, 0.04) + 1.569).abs() < 5e-4);
        assert!((percent(0.01, 0.7, 0.1) + 2.343).abs() < 5e-4);
        assert!((percent(0.012, 0.7, 0.1) + 2.751).abs() < 5e-4);
        // Cobb-Douglas and Leontief limits of the same two.
        assert!((percent(0.04, 0.9, 1.0) + 0.4206).abs() < 5e-4);
        assert!((percent(0.01, 0.7, 1.0) + 0.3560).abs() < 5e-4);
        assert!((percent(0.04, 0.9, 1e-4) + 10.0).abs() < 0.05);
        assert!((percent(0.01, 0.7, 1e-4) + 30.0).abs() < 0.05);
    }

    #[test]
    fn approximations_approach_the_bound_for_small_shocks() {
        let inputs = two(0.04, 0.999);
        let exact = output_left(&inputs, 0.3).unwrap().ln();
        assert!((first_order(&inputs) - exact).abs() < 1e-7);
        assert!((second_order(&inputs, 0.3) - exact).abs() < 1e-9);
        assert!((second_order(&inputs, 0.3) - exact).abs() < (first_order(&inputs) - exact).abs() / 50.0);
    }

    #[test]
    fn the_ends_of_the_range() {
        assert_eq!(output_left(&two(0.04, 1.0), 0.1), Ok(1.0));
        assert_eq!(output_left(&two(0.04, 0.0), 0.1), Ok(0.0));
        assert!(output_left(&two(0.04, 0.0), 2.0).unwrap() > 0.9);
        assert!((output_left(&two(0.04, 0.9), 1e-300).unwrap() - 0.9).abs() < 1e-12);
        for (share, left, sigma) in
            [(0.04, 0.9, 0.0), (0.04, 0.9, -1.0), (0.04, 0.9, f64::NAN), (1.2, 0.9, 0.1), (0.04, 1.1, 0.1)]
        {
            assert!(output_left(&two(share, left), sigma).is_err(), "{share} {left} {sigma}");
        }
    }

    #[test]
    fn an_economy_that_buys_nothing_of_what_is_cut_is_not_measured() {
        // Two economies of one sector; the first sells a tenth of what the second buys.
        let network = Network {
            economies: 2,
            sectors: 1,
            intermediate: &[5.0, 1.0, 0.0, 4.0],
            final_sales: &[4.0, 0.0, 0.0, 5.0],
            other_sales: &[],
        };
        let lost = network.lost(&[super::super::Cut { seller: 0, buyer: 1, share: 1.0 }]).unwrap();
        let bounds = bounds(&network, &lost, 0.1).unwrap();
        assert_eq!(bounds[0], Bound { left: None, second_order: None, cut: 0.0 });
        assert!((bounds[1].left.unwrap() - 0.9).abs() < 1e-15);
        assert!((bounds[1].cut - 0.1).abs() < 1e-15);
    }
}
