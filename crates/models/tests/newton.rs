//! The one-sector equilibrium solved a second way: Newton's method on the market-clearing equations.

use suzerain_models::equilibrium::one_sector::{BUILT_IN, Mending, Parameters, Shock, TradeWorld, solve};
use suzerain_solvers::newton;
use suzerain_tables::{Economy, Year};

#[test]
fn newton_in_log_wages_finds_the_wages_of_the_fixed_point() {
    let library = suzerain_base::library().unwrap();
    let world = TradeWorld::from_library(&library, &BUILT_IN, Year(2023), Mending::AsItStands).unwrap();
    let [a, b] = ["RUS", "CHN"].map(|code| Economy::from_code(code).unwrap());
    let parameters = Parameters::default();
    let outcome = solve(&world, &Shock::rupture(a, b), &parameters).unwrap();
    let (n, theta) = (world.len(), parameters.theta);
    let (i, j) = (world.place(a).unwrap(), world.place(b).unwrap());
    let total: f64 = world.flows().iter().sum();
    let x: Vec<f64> = world.flows().iter().map(|v| v / total).collect();
    let income: Vec<f64> = x.chunks(n).map(|row| row.iter().sum()).collect();
    let spent: Vec<f64> = (0..n).map(|to| (0..n).map(|from| x[from * n + to]).sum()).collect();
    let open = |from: usize, to: usize| ![(i, j), (j, i)].contains(&(from, to));
    // Shares after the shock, exporter by importer, and expenditure, at log wages.
    let state = |w: &[f64]| {
        let mut shares = vec![0.0; n * n];
        for to in 0..n {
            for from in 0..n {
                if open(from, to) {
                    shares[from * n + to] = x[from * n + to] * (-theta * w[from]).exp();
                }
            }
            let sum: f64 = (0..n).map(|from| shares[from * n + to]).sum();
            (0..n).for_each(|from| shares[from * n + to] /= sum);
        }
        let buys: Vec<f64> = (0..n).map(|to| income[to] * w[to].exp() + spent[to] - income[to]).collect();
        (shares, buys)
    };
    let equations = |w: &[f64], f: &mut [f64]| {
        let (shares, buys) = state(w);
        let mut largest = 0.0_f64;
        for k in 0..n {
            f[k] = income[k] * w[k].exp() - (0..n).map(|to| shares[k * n + to] * buys[to]).sum::<f64>();
            largest = largest.max((f[k] / income[k]).abs());
        }
        // One equation follows from the others; the numeraire is world income.
        f[n - 1] = (0..n).map(|k| income[k] * w[k].exp()).sum::<f64>() - 1.0;
        largest.max(f[n - 1].abs())
    };
    let jacobian = |w: &[f64], out: &mut [f64]| {
        let (shares, buys) = state(w);
        for k in 0..n {
            for l in 0..n {
                let crossed: f64 = (0..n).map(|to| shares[k * n + to] * buys[to] * shares[l * n + to]).sum();
                let own = if k == l {
                    income[k] * w[k].exp() + theta * (0..n).map(|to| shares[k * n + to] * buys[to]).sum::<f64>()
                } else {
                    0.0
                };
                out[k * n + l] = own - theta * crossed - shares[k * n + l] * income[l] * w[l].exp();
            }
        }
        for l in 0..n {
            out[(n - 1) * n + l] = income[l] * w[l].exp();
        }
    };
    let options = newton::Options { tolerance: 1e-12, ..newton::Options::default() };
    let found = newton::solve(&vec![0.0; n], &options, equations, jacobian).unwrap();
    assert!(found.certificate.iterations <= 6, "{:?}", found.certificate);
    let (shares, buys) = state(&found.value);
    for (k, change) in outcome.changes.iter().enumerate() {
        // Welfare of a goods-only world: spending over prices; prices by the shares, P^-theta = sum x w^-theta.
        let prices: f64 = (0..n)
            .filter(|from| open(*from, k))
            .map(|from| x[from * n + k] / spent[k] * (-theta * found.value[from]).exp())
            .sum();
        let welfare = buys[k] / spent[k] / prices.powf(-1.0 / theta);
        assert!((welfare - change.welfare).abs() < 1e-10, "{}: {welfare} {}", change.economy, change.welfare);
    }
    assert!(shares[i * n + j] == 0.0 && shares[j * n + i] == 0.0);
}
