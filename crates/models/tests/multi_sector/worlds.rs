//! Worlds the tests share.

use suzerain_models::equilibrium::multi_sector::{Baseline, Data, Deficits, Options, World, rebase};
use suzerain_tables::Economy;

/// An economy by code.
pub fn code(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

/// The place of an economy in a list.
pub fn at(economies: &[Economy], code: &str) -> usize {
    economies.iter().position(|e| e.code() == code).unwrap()
}

/// A world of four economies and three sectors, the last without trade, with duties and inputs.
pub fn small() -> Data {
    let economies: Vec<Economy> = ["CHN", "DEU", "RUS", "USA"].map(code).to_vec();
    let (n, m) = (4, 3);
    let mut data = Data {
        economies,
        sectors: ["C10", "C20", "S"].map(str::to_owned).to_vec(),
        flows: vec![0.0; n * n * m],
        tariffs: vec![0.0; n * n * m],
        value_added_share: vec![0.0; n * m],
        input_share: vec![0.0; n * m * m],
        theta: vec![3.0, 6.0, 4.0],
        ..Data::default()
    };
    for j in 0..m {
        for to in 0..n {
            for from in 0..n {
                let place = (j * n + to) * n + from;
                let mixed = ((7 * j + 3 * to + 5 * from) % 11) as f64;
                if to == from {
                    data.flows[place] = 300.0 + 40.0 * mixed;
                } else if j < 2 {
                    data.flows[place] = 5.0 + 3.0 * mixed;
                    data.tariffs[place] = 0.01 * ((2 * to + from + j) % 9) as f64;
                }
            }
        }
    }
    for i in 0..n {
        for j in 0..m {
            let inputs = &mut data.input_share[(i * m + j) * m..][..m];
            for (k, share) in inputs.iter_mut().enumerate() {
                *share = 0.06 + 0.02 * ((i + 2 * j + k) % 5) as f64;
            }
            data.value_added_share[i * m + j] = 1.0 - inputs.iter().sum::<f64>();
        }
    }
    data
}

/// The small world as an equilibrium.
pub fn small_baseline() -> Baseline {
    rebase(&World::new(small()).unwrap(), Deficits::Nominal, &Options::default()).unwrap()
}
