//! Reliance on inputs of the other side: at face value, and looking through to suppliers' suppliers.
//!
//! face value u -> q = sum_rk a_(ur,qk) x_qk / sum_u of the same
//! look-through u -> q = sum_rk (L - I)_(ur,qk) x_qk / sum_u of the same
//!
//! The dependent side q is the buyer of inputs; its own industries are among the origins, so the shares over
//! all origins sum to one. For one industry k both drop the weight x_qk. The look-through of an economy is
//! gross: an input that passes several stages is counted at each, by design; the value-added form
//! ([`super::value_added`]) counts it once and is the default.

use super::Question;
use super::system::Reach;
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Dyad, Figure, Flag, Subject, Unit};

const PAGE: &str = "docs/methods/exposure.md";

/// Direct purchases.
pub const FACE: Definition = Definition {
    id: "input_reliance_face",
    title: "Inputs from the other side, face value",
    formula: "sum_rk a(on r, dependent k) x(dependent k) / sum over all origins",
    range: "share, 0 to 1; all origins, the dependent side's own included, sum to 1",
    direction: "the dependent side buys inputs",
    reading: Reading::Sensitivity,
    edge_cases: "0 where nothing is bought; missing where the table lacks a side; not defined for an industry that buys no inputs",
    source: "Baldwin, Freeman, Theodorakopoulos 2023, Hidden Exposure (Brookings Papers, Fall), working definition",
    page: PAGE,
};

/// Suppliers' suppliers too.
pub const LOOK_THROUGH: Definition = Definition {
    id: "input_reliance_look_through",
    title: "Inputs from the other side, looking through",
    formula: "sum_rk (L - I)(on r, dependent k) x(dependent k) / sum over all origins; one industry: without x",
    range: "share, 0 to 1; all origins, the dependent side's own included, sum to 1; gross, double counts along chains by design",
    direction: "the dependent side buys inputs",
    reading: Reading::Sensitivity,
    edge_cases: "0 where nothing is bought at any stage; missing where the table lacks a side; not defined for an industry that buys no inputs",
    source: "Baldwin, Freeman, Theodorakopoulos 2023, Hidden Exposure (Brookings Papers, Fall), working definition",
    page: PAGE,
};

/// Remark on every gross look-through figure of a whole economy.
pub const GROSS: &str = "gross-double-counts-along-chains";

const fn definition(reach: Reach) -> &'static Definition {
    match reach {
        Reach::FaceValue => &FACE,
        Reach::LookThrough => &LOOK_THROUGH,
    }
}

fn finish(mut figure: Figure, reach: Reach) -> Figure {
    if reach == Reach::LookThrough {
        figure.flag(Flag::Remark(GROSS.into()));
    }
    figure
}

/// Of all industries of the dependent side for whose sector `keep` holds.
#[must_use]
pub fn input_reliance(q: &Question<'_>, reach: Reach, keep: impl Fn(&str) -> bool) -> Figure {
    let part = q.positions().map(|(dependent, on)| q.traced.inputs(reach, on, dependent, keep));
    let words = ["inputs that come from the other side", "inputs from all origins, own included"];
    finish(q.share(definition(reach), words, Unit::MillionUsd, part), reach)
}

/// Of one industry of the dependent side; none if the table has no such sector.
#[must_use]
pub fn input_reliance_of_sector(q: &Question<'_>, reach: Reach, sector: &str) -> Option<Figure> {
    let at = q.traced.system().sectors().iter().position(|s| s == sector)?;
    let part = q.positions().map(|(dependent, on)| q.traced.inputs_of_sector(reach, on, dependent, at));
    let words =
        ["inputs that come from the other side, per unit of output", "inputs from all origins, per unit of output"];
    let mut figure = q.share(definition(reach), words, Unit::Ratio, part);
    figure.item = q.item(sector);
    Some(figure)
}

/// Reliance on all foreign inputs.
pub const FOREIGN: Definition = Definition {
    id: "foreign_input_reliance",
    title: "Foreign input reliance",
    formula: "1 - input_reliance_face(economy on itself)",
    range: "share, 0 to 1",
    direction: "a figure of one state: the buyer of inputs",
    reading: Reading::Sensitivity,
    edge_cases: "missing where the table lacks the economy; not defined where no inputs are bought",
    source: "Baldwin, Freeman, Theodorakopoulos 2023, Hidden Exposure (Brookings Papers, Fall), working definition",
    page: PAGE,
};

/// Share of inputs that are foreign, at face value, over the industries of the dependent side for whose
/// sector `keep` holds.
#[must_use]
pub fn foreign_input_reliance(q: &Question<'_>, keep: impl Fn(&str) -> bool) -> Figure {
    let economy = q.dyad.dependent;
    let own = Question { dyad: Dyad { dependent: economy, on: economy }, ..*q };
    let mut figure = input_reliance(&own, Reach::FaceValue, keep);
    figure.measure = FOREIGN.id;
    figure.subject = Subject::State(economy);
    figure.value = figure.value.map(|own| 1.0 - own);
    if let Some(numerator) = figure.inputs.first_mut() {
        numerator.label = "own inputs, subtracted from all".into();
    }
    figure
}
