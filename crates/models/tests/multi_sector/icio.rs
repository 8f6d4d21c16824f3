//! The built-in world of 81 economies and 28 sectors.

use crate::worlds::{at, code};
use std::path::Path;
use suzerain_models::equilibrium::multi_sector::{Deficits, Options, Repair, Shock, World, rebase, solve, tables};
use suzerain_models::equilibrium::one_sector::{Instrument, Measure};
use suzerain_tables::Year;
use suzerain_tables::io::{self, Block, Cell};
use suzerain_tables::library::Library;
use suzerain_tables::store::{self, TableFile, TableKind, TableMeta};

/// The world of 2021.
pub fn world(library: &Library) -> World {
    tables::world(library, Year(2021), tables::DEFAULT_SET).unwrap()
}

#[test]
fn rupture_of_russia_and_china_as_solved_by_another_program() {
    let world = world(&suzerain_base::library().unwrap());
    assert_eq!((world.economies().len(), world.sectors().len()), (81, 28));
    let options = Options::default();
    let baseline = rebase(&world, Deficits::Nominal, &options).unwrap();
    let outcome = solve(&baseline, &Shock::rupture(code("RUS"), code("CHN")), world.theta(), &options).unwrap();
    let certificate = &outcome.certificate;
    assert!(certificate.residual <= 1e-12 && certificate.iterations <= 70, "{certificate:?}");
    assert!(certificate.identities.iter().all(|i| i.gap < 1e-10), "{certificate:?}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/multi_sector.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("economy,welfare,real_wage,value_added"));
    let mut compared = 0;
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let i = at(&outcome.economies, cells[0]);
        let found = [outcome.welfare[i], outcome.real_wage[i], outcome.value_added[i]];
        for (found, cell) in found.iter().zip(&cells[1..]) {
            let golden: f64 = cell.parse().unwrap();
            assert!((found - golden).abs() < 1e-9, "{}: {found} against {golden}", cells[0]);
        }
        compared += 1;
    }
    assert_eq!(compared, 81);
}

#[test]
fn what_was_assumed_and_repaired_is_said() {
    let library = suzerain_base::library().unwrap();
    let world = world(&library);
    let said = world.assumptions().join("\n");
    for words in
        ["cost shares are those of 2022, sales those of 2021", "ROW: median cost shares", "duties are those of 2021"]
    {
        assert!(said.contains(words), "{said}");
    }
    // Cost shares and sales of one year fit each other; of two years they do not.
    let clipped =
        |world: &World| world.repairs().iter().filter(|r| matches!(r, Repair::FinalDemandRaised { .. })).count();
    let same_year = tables::world(&library, Year(2022), tables::DEFAULT_SET).unwrap();
    assert!(clipped(&same_year) < clipped(&world) / 4, "{} {}", clipped(&same_year), clipped(&world));
    let error = tables::world(&library, Year(2021), "NONE").unwrap_err();
    assert!(error.to_string().contains("BSY, CP, FGO"), "{error}");
    assert!(tables::world(&library, Year(1990), tables::DEFAULT_SET).is_err());
}

#[test]
fn sectors_of_blocks_bear_the_mean_duty_of_what_they_cover() {
    let library = suzerain_base::library().unwrap();
    let blocks = library.table(TableKind::Io, "icio-2025-16").unwrap();
    let tariffs = library.table(TableKind::Tariffs, tables::TARIFFS).unwrap();
    let theta = |sectors: &[String]| sectors.iter().map(|s| (s.clone(), 4.0)).collect();
    let free = tables::world_of_blocks(blocks, Year(2022), None, theta).unwrap();
    let taxed = tables::world_of_blocks(blocks, Year(2022), Some(tariffs), theta).unwrap();
    let rows = suzerain_tables::rates::read_tariffs(tariffs).unwrap();
    // Metals of the 16 are three of the 28 sectors, electronics one, services have no duty.
    for (sector, covers) in [("MET", &["C24A", "C24B", "C25"][..]), ("ELE", &["C26"]), ("SRV", &[])] {
        let j = free.sectors().iter().position(|s| s == sector).unwrap();
        for (exporter, importer) in [("CHN", "USA"), ("DEU", "IND"), ("USA", "CHN"), ("DEU", "FRA")] {
            let (from, to) = (at(free.economies(), exporter), at(free.economies(), importer));
            let spent = |w: &World| w.share(j, to, from) * w.expenditure()[to * w.sectors().len() + j];
            let rates: Vec<f64> = rows
                .iter()
                .filter(|r| (r.exporter, r.importer) == (code(exporter), code(importer)))
                .filter(|r| covers.contains(&r.item.as_str()))
                .map(|r| r.rate)
                .collect();
            let wanted = rates.iter().sum::<f64>() / rates.len().max(1) as f64;
            let found = spent(&taxed) / spent(&free) - 1.0;
            assert!((found - wanted).abs() < 1e-12, "{sector} {exporter} {importer}: {found} {wanted}");
        }
    }
    let said = taxed.assumptions().join("\n");
    assert!(said.contains("duties are those of 2021") && !said.contains("no duties"), "{said}");
    assert!(free.assumptions().iter().any(|a| a == "no duties are known"));
}

#[test]
fn a_world_from_blocks() {
    let library = suzerain_base::library().unwrap();
    let blocks = library.table(TableKind::Io, "icio-2025-16").unwrap();
    let mut theta = std::collections::BTreeMap::new();
    io::each(blocks, &[Block::Output], |cell| {
        theta.insert(cell.seller_sector.to_owned(), 4.0);
    })
    .unwrap();
    let world = tables::world_of_blocks(blocks, Year(2022), None, |_| theta.clone()).unwrap();
    // 80 economies and the rest of the world, whose cost shares and own sales the table has not.
    assert_eq!((world.economies().len(), world.sectors().len()), (81, 16));
    let said = world.assumptions().join("\n");
    assert!(said.contains("ROW: median cost shares") && said.contains("ROW: the table has its trade only"), "{said}");
    let rest = at(world.economies(), "ROW");
    let own = (0..16).map(|j| world.share(j, rest, rest)).fold(0.0, f64::max);
    assert!(own > 0.5 && own < 1.0, "{own}");
    let options = Options::default();
    let baseline = rebase(&world, Deficits::Nominal, &options).unwrap();
    let shock = Shock::rupture(code("RUS"), code("CHN"));
    let outcome = solve(&baseline, &shock, world.theta(), &options).unwrap();
    let (russia, china) = (at(&outcome.economies, "RUS"), at(&outcome.economies, "CHN"));
    assert!(outcome.welfare[russia] < outcome.welfare[china] && outcome.welfare[china] < 1.0);
    theta.remove("SRV");
    assert!(tables::world_of_blocks(blocks, Year(2022), None, |_| theta.clone()).is_err());
    assert!(tables::world_of_blocks(blocks, Year(1999), None, |_| theta.clone()).is_err());
}

/// Industries that buy no inputs, that an economy does not have, and that nobody has, divide by nothing.
#[test]
fn industries_without_inputs_or_output() {
    let (economies, year) = (["CHN", "RUS"], Year(2022));
    let mut cells = Vec::new();
    let mut cell = |block, seller: (&str, &str), buyer: (&str, &str), value| {
        let [seller, seller_sector, buyer, buyer_sector] = [seller.0, seller.1, buyer.0, buyer.1].map(str::to_owned);
        cells.push(Cell { year, block, seller, seller_sector, buyer, buyer_sector, value });
    };
    for e in economies {
        for other in economies {
            // Manufacturing sells to itself and to final users everywhere.
            cell(Block::Intermediate, (e, "C"), (other, "C"), if e == other { 20.0 } else { 5.0 });
            cell(Block::Final, (e, "C"), (other, ""), if e == other { 30.0 } else { 8.0 });
        }
        cell(Block::Output, (e, "C"), ("", ""), 63.0);
        // Households as employers: no inputs, all sold at home.
        cell(Block::Final, (e, "T"), (e, ""), 4.0);
        cell(Block::Output, (e, "T"), ("", ""), 4.0);
        // A sector that nobody has.
        cell(Block::Output, (e, "U"), ("", ""), 0.0);
    }
    // Mining is in Russia alone and sells to manufacturing of both.
    cell(Block::Intermediate, ("RUS", "B"), ("RUS", "C"), 3.0);
    cell(Block::Intermediate, ("RUS", "B"), ("CHN", "C"), 6.0);
    cell(Block::Output, ("RUS", "B"), ("", ""), 9.0);
    cell(Block::Output, ("CHN", "B"), ("", ""), 0.0);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("io-made-up.parquet");
    let meta: TableMeta =
        serde_json::from_str(r#"{"kind":"io","source":"made-up","vintage":"v","status":"estimated","coverage":[]}"#)
            .unwrap();
    store::write(&path, &io::to_frame(&cells, "icio-50", "made-up").unwrap(), &meta).unwrap();
    let table = TableFile::open(&path).unwrap();
    let theta = |sectors: &[String]| sectors.iter().map(|s| (s.clone(), 4.0)).collect();
    let world = tables::world_of_blocks(&table, year, None, theta).unwrap();
    assert_eq!(world.sectors(), ["B", "C", "T", "U"]);
    let finite = |values: &[f64]| values.iter().all(|v| v.is_finite());
    assert!(finite(world.value_added()) && finite(world.expenditure()) && finite(world.deficit()));
    // Value added: all of T, and of C and B what inputs leave (C buys 25 of C, and of B 6 in China, 3 in Russia).
    assert!((world.value_added()[0] - (63.0 - 31.0 + 4.0) * 1e3).abs() < 1e-9, "{:?}", world.value_added());
    assert!((world.value_added()[1] - (63.0 - 28.0 + 4.0 + 9.0) * 1e3).abs() < 1e-9, "{:?}", world.value_added());
    let options = Options::default();
    let baseline = rebase(&world, Deficits::Nominal, &options).unwrap();
    let stop = |from, to, sector| {
        let measure = Measure::new(code(from), code(to), Instrument::Forbidden);
        solve(&baseline, &Shock::default().and(measure, Some(sector)), world.theta(), &options)
    };
    let outcome = stop("CHN", "RUS", "C").unwrap();
    assert!(finite(&outcome.welfare) && outcome.welfare.iter().all(|w| *w < 1.0), "{:?}", outcome.welfare);
    // An input that manufacturing needs and nobody is left to sell: an error, not a number.
    assert_eq!(stop("RUS", "CHN", "B").unwrap_err().to_string(), "CHN spends on B and no seller is left");
}
