//! With one sector and no inputs the model is the one-sector model.

use suzerain_models::equilibrium::multi_sector::{self, Data, Deficits, Options, World, rebase};
use suzerain_models::equilibrium::one_sector::{self, BUILT_IN, Instrument, Measure, Mending, Parameters, TradeWorld};
use suzerain_tables::Year;

use crate::worlds::code;

#[test]
fn one_sector_without_inputs_is_the_one_sector_model() {
    let library = suzerain_base::library().unwrap();
    let trade = TradeWorld::from_library(&library, &BUILT_IN, Year(2023), Mending::AsItStands).unwrap();
    let n = trade.len();
    // The one-sector world keeps rows of exporters.
    let flows = (0..n * n).map(|at| trade.flows()[at % n * n + at / n]).collect();
    let data = Data {
        economies: trade.economies().to_vec(),
        sectors: vec!["all".to_owned()],
        flows,
        tariffs: vec![0.0; n * n],
        value_added_share: vec![1.0; n],
        input_share: vec![0.0; n],
        theta: vec![4.0],
        ..Data::default()
    };
    let baseline = rebase(&World::new(data).unwrap(), Deficits::Nominal, &Options::default()).unwrap();
    assert_eq!(baseline.certificate.iterations, 1, "the data are an equilibrium");
    let (russia, china) = (code("RUS"), code("CHN"));
    let mut taxed = one_sector::Shock::rupture(russia, china);
    taxed.measures.push(Measure::new(code("DEU"), code("USA"), Instrument::Tariff(0.25)));
    taxed
        .measures
        .push(Measure { coverage: 0.5, ..Measure::new(code("SAU"), code("IND"), Instrument::ExportTax(0.2)) });
    taxed.measures.push(Measure::new(code("MEX"), code("USA"), Instrument::PriceCap(0.1)));
    taxed.measures.push(Measure { leakage: 0.2, ..Measure::new(code("FRA"), code("TUR"), Instrument::Friction(1.3)) });
    for shock in [one_sector::Shock::rupture(russia, china), taxed] {
        let parameters = Parameters { theta: 5.0, ..Parameters::default() };
        let one = one_sector::solve(&trade, &shock, &parameters).unwrap();
        let multi =
            multi_sector::solve(&baseline, &multi_sector::Shock::from(&shock), &[5.0], &Options::default()).unwrap();
        for (i, economy) in multi.economies.iter().enumerate() {
            let change = one.of(*economy).unwrap();
            let pairs = [(change.welfare, multi.welfare[i]), (change.real_wage, multi.real_wage[i])];
            for (one, multi) in pairs {
                assert!((one - multi).abs() < 1e-10, "{economy}: {one} and {multi}");
            }
        }
    }
}
