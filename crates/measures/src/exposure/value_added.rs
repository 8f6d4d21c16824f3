//! Value added by origin: whose work and capital stand in what a state uses, and in what it sells abroad.
//!
//! VA(u -> q) = sum_r v_ur (L f_q)_ur
//!
//! origin of final demand = VA(on -> dependent) / sum over origins
//! origin of exports: the same with the exports of q in place of f_q
//! selling side = VA(dependent -> on) / value added of dependent (Johnson, Noguera 2012)
//!
//! The sum of VA(u -> q) over all origins is the final demand of q, up to taxes on products where the source
//! parts them from value added. Where it does not, value added includes them, and inputs bought from the rest
//! of the world too: they count as the buying economy's.

use super::Question;
use super::system::Part;
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Figure, Unit};

const PAGE: &str = "docs/methods/exposure.md";

/// Origin of final demand.
pub const FINAL: Definition = Definition {
    id: "value_added_origin",
    title: "Value added of the other side in final demand",
    formula: "VA(on -> dependent) / sum_u VA(u -> dependent), VA(u -> q) = sum_r v_ur (L f_q)_ur",
    range: "share, 0 to 1; all origins, the dependent side's own included, sum to 1",
    direction: "the dependent side consumes and invests",
    reading: Reading::Sensitivity,
    edge_cases: "0 where none of its value added is used; missing where the table lacks a side",
    source: "Johnson, Noguera 2012, Journal of International Economics 86(2); look-through of Baldwin, Freeman, Theodorakopoulos 2023 in value added",
    page: PAGE,
};

/// Origin of exports.
pub const EXPORTS: Definition = Definition {
    id: "value_added_origin_exports",
    title: "Value added of the other side in exports",
    formula: "sum_r v_(on r) (L e_dependent)_(on r) / sum over origins, e the exports of dependent by industry",
    range: "share, 0 to 1; all origins, the dependent side's own included, sum to 1",
    direction: "the dependent side exports",
    reading: Reading::Sensitivity,
    edge_cases: "0 where none of its value added is used; missing where the table lacks a side; not defined without exports",
    source: "Hummels, Ishii, Yi 2001 and Koopman, Wang, Wei 2014: foreign value added in exports, by origin",
    page: PAGE,
};

/// Selling side.
pub const SOLD: Definition = Definition {
    id: "value_added_sold",
    title: "Value added absorbed by the other side",
    formula: "VA(dependent -> on) / value added of dependent",
    range: "share, 0 to 1",
    direction: "the dependent side earns from the other's final demand, directly and through third economies",
    reading: Reading::Sensitivity,
    edge_cases: "0 where none is absorbed; missing where the table lacks a side",
    source: "Johnson, Noguera 2012, Journal of International Economics 86(2): value-added exports",
    page: PAGE,
};

/// Value added of the other side in what the dependent side consumes and invests.
#[must_use]
pub fn value_added_origin(q: &Question<'_>) -> Figure {
    let part = q.positions().map(|(dependent, on)| q.traced.in_final_demand(on, dependent));
    let words = ["value added of the other side in final demand", "value added of all origins in final demand"];
    q.share(&FINAL, words, Unit::MillionUsd, part)
}

/// Value added of the other side in what the dependent side exports.
#[must_use]
pub fn value_added_origin_exports(q: &Question<'_>) -> Figure {
    let part = q.positions().map(|(dependent, on)| q.traced.in_exports(on, dependent));
    let words = ["value added of the other side in exports", "value added of all origins in exports"];
    q.share(&EXPORTS, words, Unit::MillionUsd, part)
}

/// What the dependent side earns from the other's final demand, over all it earns.
#[must_use]
pub fn value_added_sold(q: &Question<'_>) -> Figure {
    let part = q.positions().map(|(dependent, on)| Part {
        from: q.traced.in_final_demand(dependent, on).from,
        all: q.traced.value_added_of(dependent),
    });
    q.share(&SOLD, ["value added absorbed by the other side", "value added of all industries"], Unit::MillionUsd, part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposure::inputs::{input_reliance, input_reliance_of_sector};
    use crate::exposure::system::{Collector, Reach, Traced};
    use suzerain_tables::figure::Dyad;
    use suzerain_tables::io::{Block, CellRef};
    use suzerain_tables::reporting::Reporting;
    use suzerain_tables::store::TableMeta;
    use suzerain_tables::{Economy, Year};

    fn economy(code: &str) -> Economy {
        Economy::from_code(code).unwrap()
    }

    /// One sector, two economies: A = [[.2, .1], [.3, .4]], outputs 100 and 100.
    fn traced(order: &[usize]) -> Traced {
        let meta: TableMeta =
            serde_json::from_str(r#"{"kind":"io","source":"s","vintage":"v","status":"estimated","coverage":[]}"#)
                .unwrap();
        let cells = [
            (Block::Intermediate, "CHN", "CHN", 20.0),
            (Block::Intermediate, "CHN", "RUS", 10.0),
            (Block::Intermediate, "RUS", "CHN", 30.0),
            (Block::Intermediate, "RUS", "RUS", 40.0),
            (Block::Final, "CHN", "CHN", 60.0),
            (Block::Final, "CHN", "RUS", 10.0),
            (Block::Final, "RUS", "CHN", 5.0),
            (Block::Final, "RUS", "RUS", 25.0),
            (Block::Output, "CHN", "", 100.0),
            (Block::Output, "RUS", "", 100.0),
            (Block::ValueAdded, "CHN", "", 50.0),
            (Block::ValueAdded, "RUS", "", 50.0),
        ];
        let mut collector = Collector::default();
        for at in order {
            let (block, seller, buyer, value) = cells[*at];
            let buyer_sector = if block == Block::Intermediate { "S" } else { "" };
            collector.push(&CellRef {
                year: Year(2022),
                block,
                seller,
                seller_sector: "S",
                buyer,
                buyer_sector,
                value,
            });
        }
        collector.finish(&meta, Year(2022)).unwrap().trace().unwrap()
    }

    #[test]
    fn a_two_economy_table_worked_by_hand() {
        let order: Vec<usize> = (0..12).collect();
        let (traced, reporting) = (traced(&order), Reporting::default());
        let dyad = Dyad { dependent: economy("CHN"), on: economy("RUS") };
        let q = Question { traced: &traced, reporting: &reporting, dyad };
        let known = |f: Figure| f.value.known().unwrap();
        // Of its 50 of inputs 30 are Russian.
        assert!((known(input_reliance(&q, Reach::FaceValue, |_| true)) - 0.6).abs() < 1e-15);
        // L = 1/.45 [[.6, .1], [.3, .8]]; column of CHN in L - I: (.15/.45, .3/.45).
        let behind = (0.3 / 0.45) / (0.15 / 0.45 + 0.3 / 0.45);
        assert!((known(input_reliance_of_sector(&q, Reach::LookThrough, "S").unwrap()) - behind).abs() < 1e-14);
        // VA(RUS -> CHN) = .5 (.3 * 60 + .8 * 5) / .45; all of CHN's final demand is 65.
        let va = 0.5 * (0.3 * 60.0 + 0.8 * 5.0) / 0.45;
        assert!((known(value_added_origin(&q)) - va / 65.0).abs() < 1e-14);
        // VA(CHN -> RUS) = .5 (.6 * 10 + .1 * 25) / .45 over 50.
        let sold = 0.5 * (0.6 * 10.0 + 0.1 * 25.0) / 0.45 / 50.0;
        assert!((known(value_added_sold(&q)) - sold).abs() < 1e-14);
        // Exports of CHN are 20; VA of RUS in them .5 * .3 / .45 * 20.
        let in_exports = 0.5 * 0.3 / 0.45;
        assert!((known(value_added_origin_exports(&q)) - in_exports).abs() < 1e-14);
        assert!((traced.final_demand(0).0 - 65.0).abs() < 1e-12);
    }

    #[test]
    fn an_industry_without_inputs_on_either_side_keeps_its_value_added() {
        let meta: TableMeta =
            serde_json::from_str(r#"{"kind":"io","source":"s","vintage":"v","status":"estimated","coverage":[]}"#)
                .unwrap();
        let mut collector = Collector::default();
        let mut push = |block, seller, seller_sector, buyer, buyer_sector, value| {
            collector.push(&CellRef { year: Year(2022), block, seller, seller_sector, buyer, buyer_sector, value });
        };
        push(Block::Intermediate, "CHN", "S", "RUS", "S", 10.0);
        for (seller, sector, made, added) in
            [("CHN", "S", 30.0, 30.0), ("RUS", "S", 20.0, 10.0), ("RUS", "T", 5.0, 5.0)]
        {
            push(Block::Output, seller, sector, "", "", made);
            push(Block::ValueAdded, seller, sector, "", "", added);
        }
        push(Block::Final, "CHN", "S", "CHN", "", 20.0);
        push(Block::Final, "RUS", "S", "RUS", "", 14.0);
        // Kazakhstan has no industries here: what it buys is exported all the same.
        push(Block::Final, "RUS", "S", "KAZ", "", 6.0);
        push(Block::Final, "RUS", "T", "RUS", "", 5.0);
        let traced = collector.finish(&meta, Year(2022)).unwrap().trace().unwrap();
        // Of 19 bought for final use in Russia 7 were made in China, 5 by households; of 6 exported 3 in China.
        let part = traced.in_final_demand(0, 1);
        assert!((part.from - 7.0).abs() < 1e-12 && (part.all - 19.0).abs() < 1e-12, "{part:?}");
        let part = traced.in_exports(0, 1);
        assert!((part.from - 3.0).abs() < 1e-12 && (part.all - 6.0).abs() < 1e-12, "{part:?}");
        assert!((traced.value_added_of(1) - 15.0).abs() < 1e-12);
    }

    #[test]
    fn the_order_of_the_cells_changes_nothing() {
        let there: Vec<usize> = (0..12).collect();
        let back: Vec<usize> = (0..12).rev().collect();
        let (a, b) = (traced(&there), traced(&back));
        for (from, user) in [(0, 1), (1, 0), (1, 1)] {
            assert_eq!(a.in_final_demand(from, user), b.in_final_demand(from, user));
            assert_eq!(a.in_exports(from, user), b.in_exports(from, user));
        }
    }
}
