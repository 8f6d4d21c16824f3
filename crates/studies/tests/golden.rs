//! The brief's figures against numbers from outside: `tests/golden`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use suzerain_measures::screens::rules::Rule;
use suzerain_studies::brief::{Options, brief};
use suzerain_studies::page::Block;
use suzerain_studies::products::{Question, products};
use suzerain_studies::rank::rank_newest;
use suzerain_studies::world::World;
use suzerain_tables::figure::{Dyad, Flag, Status, Subject};
use suzerain_tables::library::Library;
use suzerain_tables::{Economy, Figure, Year};

struct Golden {
    measure: String,
    first: Economy,
    second: Option<Economy>,
    year: Year,
    item: Option<String>,
    value: f64,
    tolerance: Option<f64>,
    flag: Option<String>,
}

fn golden(file: &str) -> Vec<Golden> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(file);
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|h| h == name);
    let rows: Vec<Golden> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let cell = |name: &str| at(name).map(|i| row[i].to_owned()).filter(|c| !c.is_empty());
            Golden {
                measure: cell("measure").unwrap(),
                first: Economy::from_code(&cell("dependent").unwrap()).unwrap(),
                second: cell("on").map(|c| Economy::from_code(&c).unwrap()),
                year: Year(cell("year").unwrap().parse().unwrap()),
                item: cell("item"),
                value: cell("value").unwrap().parse().unwrap(),
                tolerance: cell("tolerance").map(|t| t.parse().unwrap()),
                flag: cell("flag"),
            }
        })
        .collect();
    assert!(!rows.is_empty());
    rows
}

fn figures(library: &Library, a: Economy, b: Economy, year: Year) -> Vec<Figure> {
    let world = World::new(library, [a, b]);
    let options = Options { year: Some(year), since: None, full: true, models: false };
    let page = brief(&world, a, b, &options, |_| {});
    assert!(page.notes.is_empty(), "{:?}", page.notes);
    page.sections.into_iter().flat_map(|s| s.figures).collect()
}

/// Figures of every pair and year asked for so far, since a brief takes long without optimisation.
type Cache = BTreeMap<(Economy, Economy, Year), Vec<Figure>>;

fn find(library: &Library, g: &Golden, cache: &mut Cache) -> Figure {
    let partner = g.second.unwrap_or_else(|| {
        let code = if g.first.code() == "CHN" { "RUS" } else { "CHN" };
        Economy::from_code(code).unwrap()
    });
    let same_subject = |s: Subject| match s {
        Subject::Directed(d) => d == Dyad { dependent: g.first, on: partner },
        Subject::State(e) => e == g.first && g.second.is_none(),
        Subject::Symmetric(a, b) => [(a, b), (b, a)].contains(&(g.first, partner)),
    };
    let key = (g.first.min(partner), g.first.max(partner), g.year);
    let mut found: Vec<Figure> = cache
        .entry(key)
        .or_insert_with(|| figures(library, key.0, key.1, g.year))
        .iter()
        .filter(|f| {
            f.measure == g.measure
                && f.year == g.year
                && same_subject(f.subject)
                && f.item.as_ref().map(|i| i.code.clone()) == g.item
                && g.flag.as_ref().is_none_or(|flag| f.has(&Flag::Remark(flag.clone().into())))
        })
        .cloned()
        .collect();
    found.sort_by_key(|f| f.has(&Flag::Beside));
    assert!(!found.is_empty(), "no figure {} {} {:?} {}", g.measure, g.first, g.second, g.year);
    found.remove(0)
}

#[test]
fn figures_equal_an_independent_computation() {
    let library = suzerain_base::library().unwrap();
    let mut cache = Cache::new();
    for g in golden("independent.csv") {
        let figure = find(&library, &g, &mut cache);
        let value = figure.value.known().unwrap();
        let error = if g.measure == "cinc" {
            (value - g.value).abs() / 3e-8
        } else {
            ((value - g.value) / g.value).abs() / 1e-12
        };
        assert!(error <= 1.0, "{} {} {:?} {}: {value} is not {}", g.measure, g.first, g.second, g.year, g.value);
    }
}

/// Exposure by a full inverse, networks by networkx, the rest by hand in numpy.
#[test]
fn dependence_in_depth_equals_an_independent_computation() {
    let library = suzerain_base::library().unwrap();
    let mut cache = Cache::new();
    for g in golden("dependence.csv") {
        let figure = find(&library, &g, &mut cache);
        let value = figure.value.known().unwrap();
        let error = ((value - g.value) / g.value).abs();
        // The built-in value added is rounded to the single precision of its source.
        let tolerance = if g.measure.starts_with("value_added") { 1e-7 } else { 1e-10 };
        assert!(error <= tolerance, "{} {} {:?} {}: {value} is not {}", g.measure, g.first, g.second, g.year, g.value);
    }
}

/// States in the order of a measure stand with the figures of the script, in the newest year if none is asked for.
#[test]
fn ranks_of_dependence_hold_the_figures_of_the_script() {
    let library = suzerain_base::library().unwrap();
    let [rus, chn] = ["RUS", "CHN"].map(|c| Economy::from_code(c).unwrap());
    let world = World::new(&library, [rus, chn]);
    let mut compared = 0;
    for g in golden("dependence.csv").into_iter().filter(|g| g.year == Year(2023) && g.item.is_none()) {
        let partner = match (g.measure.as_str(), g.second) {
            (m, None) if m.contains("hhi") || m.starts_with("hirschman") => None,
            ("hirschman_asymmetry" | "salience" | "symmetry", Some(partner)) => Some(partner),
            _ => continue,
        };
        let (year, ranking) = rank_newest(&world, &g.measure, partner).unwrap();
        let place = ranking.rows.iter().find(|p| p.economy == g.first).unwrap();
        let value = place.figure.value.known().unwrap();
        assert_eq!(year, Year(2023));
        assert!(((value - g.value) / g.value).abs() < 1e-10, "{} {}: {value} is not {}", g.measure, g.first, g.value);
        compared += 1;
    }
    assert_eq!(compared, 27);
}

/// The section of the brief and the command say the same of products.
#[test]
fn the_brief_counts_products_as_the_screens_do() {
    let library = suzerain_base::library().unwrap();
    let [jpn, chn] = ["JPN", "CHN"].map(|c| Economy::from_code(c).unwrap());
    let options = Options { year: Some(Year(2023)), since: None, full: false, models: false };
    let page = brief(&World::new(&library, [jpn, chn]), jpn, chn, &options, |_| {});
    let section = page.sections.iter().find(|s| s.id == "products").unwrap();
    let question = Question {
        members: vec![jpn],
        bloc: false,
        from: Some(chn),
        year: Some(Year(2023)),
        source: None,
        rules: vec![Rule::EcAdapted],
    };
    let found = products(&library, &question, |_| {}).unwrap();
    let wanted = format!("of {} products in your data, by ec-adapted {},", found.in_data, found.counts[0].dependent);
    assert!(found.counts[0].dependent > 0);
    assert!(matches!(&section.blocks[0], Block::Text(text) if text.contains(&wanted)), "{:?}", section.blocks[0]);
    let rows = section.blocks.iter().find_map(|b| match b {
        Block::Table { rows, .. } => Some(rows.len()),
        _ => None,
    });
    assert!(rows.is_some_and(|n| (1..=3).contains(&n)), "{rows:?}");
}

/// Baldwin, Freeman and Theodorakopoulos (2023): more than 80 % of the industrial inputs of the United States are
/// domestic; and the identity of value added and final demand, for every economy.
#[test]
fn exposure_agrees_with_what_is_published_and_adds_up() {
    use suzerain_measures::exposure::system::Reach;
    use suzerain_tables::classification::Classification;
    let library = suzerain_base::library().unwrap();
    let [usa, chn] = ["USA", "CHN"].map(|c| Economy::from_code(c).unwrap());
    let world = World::new(&library, [usa, chn]);
    let table = world.inter_country_tables()[0];
    let traced = world.traced(table, Year(2022)).unwrap();
    let at = traced.system().position(usa).unwrap();
    let own = traced.inputs(Reach::FaceValue, at, at, |s| Classification::Icio16.is_goods(s)).share().unwrap();
    assert!((0.8..0.95).contains(&own), "{own}");
    assert!(traced.certificate().residual < 1e-12);
    for user in 0..traced.system().economies().len() {
        let (demand, taxes) = traced.final_demand(user);
        let part = traced.in_final_demand(0, user);
        assert!(((part.all + taxes) / demand - 1.0).abs() < 1e-7, "{user}: {} of {demand}", part.all);
    }
}

#[test]
fn figures_agree_with_what_is_published() {
    let library = suzerain_base::library().unwrap();
    let mut cache = Cache::new();
    for g in golden("published.csv") {
        let value = find(&library, &g, &mut cache).value.known().unwrap();
        let error = ((value - g.value) / g.value).abs();
        assert!(
            error <= g.tolerance.unwrap(),
            "{} {} {:?} {}: {value} is not {}",
            g.measure,
            g.first,
            g.second,
            g.year,
            g.value
        );
    }
}

#[test]
fn the_pair_of_2023_is_told_as_it_is() {
    let library = suzerain_base::library().unwrap();
    let (rus, chn) = (Economy::from_code("RUS").unwrap(), Economy::from_code("CHN").unwrap());
    let all = figures(&library, rus, chn, Year(2023));
    let share = all
        .iter()
        .find(|f| {
            f.measure == "import_share"
                && f.item.is_none()
                && f.subject == Subject::Directed(Dyad { dependent: rus, on: chn })
        })
        .unwrap();
    assert_eq!(format!("{:.3}", share.value.known().unwrap()), "0.544");
    assert_eq!(share.denominator.as_deref(), Some("covered-194"));
    assert_eq!(share.status.name(), "mirror");
    let codes: Vec<String> = share.flags.iter().flat_map(Flag::codes).collect();
    for code in ["incomplete", "missing-partner:BLR", "missing-partner:IRN", "sensitivity"] {
        assert!(codes.iter().any(|c| c == code), "{codes:?}");
    }
    let imports = share.inputs.last().unwrap().value;
    assert_eq!((imports / 1e4).round() / 100.0, 202.09);
}

#[test]
fn pipeline_gas_of_2022_is_suspect_and_yields_no_discount() {
    let library = suzerain_base::library().unwrap();
    let (rus, chn) = (Economy::from_code("RUS").unwrap(), Economy::from_code("CHN").unwrap());
    let gas = figures(&library, chn, rus, Year(2022))
        .into_iter()
        .find(|f| {
            f.measure == "unit_value_ratio"
                && f.year == Year(2022)
                && f.item.as_ref().is_some_and(|i| i.code == "271121")
        })
        .unwrap();
    assert!(gas.has(&Flag::SuspectQuantity));
}

#[test]
fn what_neither_side_reported_is_missing_everywhere_and_the_last_known_year_is_shown() {
    let library = suzerain_base::library().unwrap();
    let (rus, blr) = (Economy::from_code("RUS").unwrap(), Economy::from_code("BLR").unwrap());
    let world = World::new(&library, [rus, blr]);
    let page = brief(&world, rus, blr, &Options::default(), |_| {});
    assert!(page.headline.contains("unknown"), "{}", page.headline);
    let figures: Vec<&Figure> = page.sections.iter().flat_map(|s| &s.figures).collect();
    assert!(
        figures
            .iter()
            .filter(|f| f.year >= Year(2022) && f.domain.name() == "goods" && f.status != Status::Modelled)
            // What others could supply, and the place of one state among all, are known all the same.
            .filter(|f| !matches!(f.subject, Subject::State(_)) && !f.measure.ends_with("alternatives"))
            .all(|f| f.value.known().is_none())
    );
    assert!(figures.iter().any(|f| f.has(&Flag::Remark("last-observed".into())) && f.year == Year(2021)));
}

/// All published values of the built-in years, and of all years where the whole file is at hand.
#[test]
fn capability_shares_equal_the_published_ones() {
    let library = suzerain_base::library().unwrap();
    let built_in = library.tables().iter().find(|t| t.meta().source == "cow-nmc").unwrap();
    let mut tables = vec![suzerain_tables::indicators::Indicators::read(built_in).unwrap()];
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cow/cow_nmc.csv");
    let mut expected = 9_000;
    let folder = tempfile::tempdir().unwrap();
    if whole.is_file() {
        use suzerain_sources::import::{ImportOptions, Publisher, import};
        let silent = &mut suzerain_sources::report::Silent;
        import(Publisher::Nmc, &[whole], folder.path(), &ImportOptions::default(), silent).unwrap();
        let imported = Library::default().with_folder(folder.path()).unwrap();
        tables.push(suzerain_tables::indicators::Indicators::read(&imported.tables()[0]).unwrap());
        expected += 17_121;
    } else {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ =
            writeln!(std::io::stderr(), "skipped 1 check: the whole file of capabilities is not beside the repository");
    }
    let mut compared = 0;
    for data in &tables {
        let span = data.meta().coverage.span("cinc_published").unwrap();
        for year in span.iter() {
            for (economy, published) in data.cross_section("cinc_published", year).collect::<Vec<_>>() {
                let value = suzerain_measures::power::cinc::cinc(data, economy, year).value.known().unwrap();
                assert!((value - published).abs() < 3e-8, "{economy} {year}: {value} is not {published}");
                compared += 1;
            }
        }
    }
    assert!(compared >= expected, "only {compared} state-years compared");
}

/// Finance, debt, people and chip inputs from files in the publishers' layouts, computed by `positions.py`.
#[test]
fn positions_and_chip_inputs_equal_an_independent_computation() {
    use std::path::PathBuf;
    use suzerain_measures::finance::positions::{measures, position_figures};
    use suzerain_measures::technology::chip_inputs::chip_inputs;
    use suzerain_sources::import::{ImportOptions, Publisher, import};
    use suzerain_sources::report::Silent;
    use suzerain_studies::brief::positions::scale;
    use suzerain_tables::positions::{self, Variable};
    use suzerain_tables::store::TableFile;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |publisher, file: PathBuf, into: &Path| {
        let report = import(publisher, &[file], into, &ImportOptions::default(), &mut Silent).unwrap();
        TableFile::open(&report.written[0].0).unwrap()
    };
    let library = suzerain_base::library().unwrap();
    let chips = root.join("../shared/data/eto_chip_supply_chain/provision.csv");
    if !chips.exists() {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"skipped 1 check: the chip supply chain is not beside the repository\n",
        );
    }
    let mut reader = csv::Reader::from_path(root.join("tests/golden/positions.csv")).unwrap();
    let mut compared = 0;
    let mut opened: BTreeMap<String, TableFile> = BTreeMap::new();
    let folder = tempfile::tempdir().unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let [file, measure, dependent, on, year, item, value] = std::array::from_fn(|at| row[at].to_owned());
        let dyad = Dyad { dependent: Economy::from_code(&dependent).unwrap(), on: Economy::from_code(&on).unwrap() };
        let publisher = match file.split('/').next().unwrap() {
            "cpis" => Publisher::Cpis,
            "cdis" => Publisher::Cdis,
            "bis" if file.contains("LBS") => Publisher::BisLbs,
            "bis" => Publisher::BisCbs,
            "ids" => Publisher::Ids,
            "remittances" => Publisher::Remittances,
            "migrants" => Publisher::Migrants,
            _ if chips.exists() => Publisher::ChipInputs,
            _ => continue,
        };
        let table = opened.entry(file.clone()).or_insert_with(|| {
            let from =
                if file == "chips" { chips.clone() } else { root.join("crates/sources/tests/fixtures").join(&file) };
            read(publisher, from, &folder.path().join(file.replace('/', "-")))
        });
        let year = Year(year.parse().unwrap());
        let figure = if publisher == Publisher::ChipInputs {
            let rows = suzerain_tables::supply::read(table).unwrap();
            let found = chip_inputs(&rows, table.meta(), library.sanctions(), dyad, None);
            let input = found.into_iter().find(|i| i.input == item).unwrap();
            if measure == "chip_input_share" { input.share } else { input.reachable }
        } else {
            let variable = Variable::ALL.into_iter().find(|v| measures(*v).iter().any(|m| m.id == measure)).unwrap();
            let world = World::new(&library, [dyad.dependent, dyad.on]);
            let scale = scale(&world, variable, dyad.dependent, year).unwrap();
            let both = position_figures(&positions::read(table).unwrap(), table.meta(), variable, dyad, year, &scale);
            both.into_iter().find(|f| f.measure == measure).unwrap()
        };
        let (known, wanted): (f64, f64) = (figure.value.known().unwrap(), value.parse().unwrap());
        assert_eq!(figure.year, year, "{measure} {dependent} {on} {item}");
        assert!(
            (known - wanted).abs() <= 1e-12 * wanted.abs(),
            "{measure} {dependent} {on} {item}: {known} is not {wanted}"
        );
        compared += 1;
    }
    assert!(compared >= 28, "{compared}");
}
