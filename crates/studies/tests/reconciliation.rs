//! Mirror reconciliation on a generated world whose truth is known, and on files in Comtrade's layout.

use rand_distr::{Distribution, StandardNormal};
use std::collections::BTreeMap;
use suzerain_measures::reconciliation::cif::{self, Coefficients, Distances, Rates};
use suzerain_measures::reconciliation::{Key, Pair, Report, Reports, reconcile, reliability};
use suzerain_solvers::streams::stream;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::Silent;
use suzerain_studies::reconciliation::{CifChoice, reports, study};
use suzerain_tables::figure::Status;
use suzerain_tables::geography;
use suzerain_tables::store::TableFile;
use suzerain_tables::{Economy, Year};

const ECONOMIES: [&str; 20] = [
    "ARG", "AUS", "AUT", "BRA", "CHE", "CHL", "CHN", "DEU", "EGY", "FRA", "IDN", "IND", "ITA", "JPN", "KAZ", "MEX",
    "MNG", "NGA", "TUR", "USA",
];

struct Truth {
    reports: Reports,
    distances: Distances,
    values: BTreeMap<Key, f64>,
    sigma: BTreeMap<Economy, f64>,
    cif: Coefficients,
}

/// Reports of 20 economies whose errors grow from the first to the last, importers' with freight on top.
fn world(seed: u64) -> Truth {
    let economies: Vec<Economy> = ECONOMIES.iter().map(|c| Economy::from_code(c).unwrap()).collect();
    let library = suzerain_base::library().unwrap();
    let table = library.of_kind(suzerain_tables::store::TableKind::Geography).next().unwrap();
    let distances: Distances =
        geography::read(table).unwrap().into_iter().map(|p| ((p.origin, p.destination), p)).collect();
    let sigma: BTreeMap<Economy, f64> =
        economies.iter().enumerate().map(|(i, e)| (*e, 0.02 + 0.03 * i as f64)).collect();
    let cif = Coefficients { alpha: 0.5, ..cif::published() };
    let mut truth = Truth { reports: Reports::new(), distances, values: BTreeMap::new(), sigma, cif };
    for product in 0..12_u64 {
        let mut random = stream(seed, product);
        let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
        let price = (1.0 + normal()).exp();
        for year in [2020, 2021] {
            for a in &economies {
                for b in economies.iter().filter(|b| *b != a) {
                    let value = (8.0 + 2.0 * normal()).exp();
                    let key =
                        Key { year: Year(year), exporter: *a, importer: *b, item: format!("{:06}", 100_000 + product) };
                    let quantity = value / (price * (0.1 * normal()).exp());
                    let exporter = value * (truth.sigma[a] * normal()).exp();
                    let importer = value * (truth.sigma[b] * normal()).exp() * rate(&truth, &key, price);
                    let report = |value_kusd| Report { value_kusd, quantity_t: quantity };
                    let pair = Pair { exporter: Some(report(exporter)), importer: Some(report(importer)) };
                    truth.reports.insert(key.clone(), pair);
                    truth.values.insert(key, value);
                }
            }
        }
    }
    truth
}

/// The freight put on top: the equation itself.
fn rate(truth: &Truth, key: &Key, price: f64) -> f64 {
    let about = &truth.distances[&(key.exporter, key.importer)];
    let (c, ln_d) = (&truth.cif, about.distance_km.ln());
    let landlocked = |e: Economy| f64::from(u8::from(cif::LANDLOCKED.contains(&e.code())));
    (c.alpha
        + c.distance * ln_d
        + c.distance_squared * ln_d * ln_d
        + c.contiguous * f64::from(u8::from(about.contiguous))
        + c.landlocked_exporter * landlocked(key.exporter)
        + c.landlocked_importer * landlocked(key.importer)
        + c.unit_value * price.ln())
    .exp()
}

fn root_mean_square(errors: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = errors.clone().count() as f64;
    (errors.map(|e| e * e).sum::<f64>() / n).sqrt()
}

#[test]
fn a_generated_world_is_recovered_better_than_by_the_mean_of_the_two_reports() {
    for seed in [1, 2, 3] {
        let truth = world(seed);
        let estimate = cif::estimate(&truth.reports, &truth.distances).unwrap();
        assert!(estimate.regression.certificate.residual < 1e-10);
        assert!(estimate.dropped > 0 && estimate.dropped < estimate.observations / 10);
        // The rate at a typical flow, not each coefficient: ln D and its square go together.
        let rates = Rates::new(estimate.coefficients, truth.distances.clone(), &truth.reports);
        let exact = Rates::new(truth.cif.clone(), truth.distances.clone(), &truth.reports);
        let gaps = truth.reports.iter().map(|(k, p)| (rates.rate(k, p) / exact.rate(k, p)).ln());
        assert!(root_mean_square(gaps.clone()) < 0.02, "{}", root_mean_square(gaps));
        let reliability = reliability::estimate(&truth.reports, &rates).unwrap();
        assert!(reliability.certificate.iterations < 200, "{:?}", reliability.certificate);
        let by_sigma: Vec<f64> = truth.sigma.keys().map(|e| reliability.as_exporter(*e)).collect();
        let order = by_sigma.windows(2).filter(|w| w[0] < w[1]).count();
        assert!(order >= 15, "{by_sigma:?}");
        let flows = reconcile(&truth.reports, &rates, &reliability);
        assert_eq!(flows.len(), truth.values.len());
        let error = |value: f64, key: &Key| (value / truth.values[key]).ln();
        let ours = root_mean_square(flows.iter().map(|f| error(f.value_kusd, &f.key)));
        let of_both = |f: &suzerain_measures::reconciliation::Reconciled, rate: f64| {
            (f.exporter_kusd.unwrap() + f.importer_kusd.unwrap() / rate) / 2.0
        };
        let plain = root_mean_square(flows.iter().map(|f| error(of_both(f, 1.0), &f.key)));
        let corrected = root_mean_square(flows.iter().map(|f| error(of_both(f, f.cif_rate), &f.key)));
        assert!(ours < 0.85 * corrected && ours < 0.8 * plain, "{ours} against {corrected} and {plain}");
        for f in &flows {
            assert!(f.weight > 0.0 && f.weight < 1.0 && f.status == Status::Estimated && f.gap.is_some());
            let between = [f.exporter_kusd.unwrap(), f.importer_kusd.unwrap() / f.cif_rate];
            assert!(f.value_kusd >= between[0].min(between[1]) * (1.0 - 1e-12));
            assert!(f.value_kusd <= between[0].max(between[1]) * (1.0 + 1e-12));
        }
    }
}

#[test]
fn a_flow_that_one_side_reports_is_that_report() {
    let mut truth = world(4);
    let keys: Vec<Key> = truth.reports.keys().take(2).cloned().collect();
    truth.reports.get_mut(&keys[0]).unwrap().importer = None;
    truth.reports.get_mut(&keys[1]).unwrap().exporter = None;
    let rates = Rates::new(cif::published(), truth.distances.clone(), &truth.reports);
    let reliability = reliability::estimate(&truth.reports, &rates).unwrap();
    let flows = reconcile(&truth.reports, &rates, &reliability);
    let of = |key: &Key| flows.iter().find(|f| f.key == *key).unwrap();
    assert_eq!((of(&keys[0]).status, of(&keys[0]).weight), (Status::Mirror, 1.0));
    assert_eq!(Some(of(&keys[0]).value_kusd), of(&keys[0]).exporter_kusd);
    let imported = of(&keys[1]);
    assert_eq!((imported.status, imported.weight, imported.gap), (Status::Mirror, 0.0, None));
    assert_eq!(imported.value_kusd, imported.importer_kusd.unwrap() / imported.cif_rate);
}

#[test]
fn files_in_comtrades_layout_are_reconciled() {
    let truth = world(5);
    let dir = tempfile::tempdir().unwrap();
    let mut text = String::from(
        "typeCode,freqCode,refYear,period,reporterCode,flowCode,partnerCode,classificationCode,cmdCode,netWgt,primaryValue\n",
    );
    let code = |e: Economy| e.m49().unwrap();
    for (key, pair) in &truth.reports {
        let (x, m, year) = (pair.exporter.unwrap(), pair.importer.unwrap(), key.year);
        for (reporter, flow, partner, r) in [(key.exporter, "X", key.importer, x), (key.importer, "M", key.exporter, m)]
        {
            text += &format!(
                "C,A,{year},{year},{},{flow},{},H5,{},{},{}\n",
                comtrade(code(reporter)),
                comtrade(code(partner)),
                key.item,
                r.quantity_t * 1000.0,
                r.value_kusd * 1000.0
            );
        }
    }
    let file = dir.path().join("comtrade.csv");
    std::fs::write(&file, text).unwrap();
    let into = dir.path().join("out");
    let report = import(Publisher::Comtrade, &[file], &into, &ImportOptions::default(), &mut Silent).unwrap();
    let tables: Vec<TableFile> = report.written.iter().map(|(p, _)| TableFile::open(p).unwrap()).collect();
    let read = reports(&tables).unwrap();
    assert_eq!(read.len(), truth.reports.len());
    let library = suzerain_base::library().unwrap();
    let study = study(&tables, &library, CifChoice::Estimate, |_| {}).unwrap();
    let error = |value: f64, key: &Key| (value / truth.values[key]).ln();
    let ours = root_mean_square(study.flows.iter().map(|f| error(f.value_kusd, &f.key)));
    let plain = root_mean_square(
        study.flows.iter().map(|f| error((f.exporter_kusd.unwrap() + f.importer_kusd.unwrap()) / 2.0, &f.key)),
    );
    assert!(ours < 0.8 * plain, "{ours} against {plain}");
    let few = tables[..1].to_vec();
    assert!(study_fails(&few, &library).contains("reported by both sides"));
}

fn study_fails(tables: &[TableFile], library: &suzerain_tables::library::Library) -> String {
    study(tables, library, CifChoice::Estimate, |_| {}).unwrap_err().to_string()
}

/// Codes of the publisher that differ from M49.
fn comtrade(m49: u16) -> u16 {
    match m49 {
        756 => 757,
        250 => 251,
        356 => 699,
        840 => 842,
        other => other,
    }
}
