//! World maps: a class of colour for each economy's value.

use super::atlas::{Atlas, FINE, Shape};
use super::scale::{diverging, sequential};
use super::{Key, Panel, Setting, aloud, mark};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use suzerain_studies::page::chart::{Layer, Side};
use suzerain_studies::words;
use suzerain_tables::Economy;
use suzerain_tables::figure::Unit;

/// Radius of a dot in tenths of the drawing's units.
const DOT: f64 = 17.0;

/// Classes of values.
struct Classes {
    borders: Vec<f64>,
    /// Prefix of the classes of a sequential map; none where values lie on both sides of zero.
    ramp: Option<&'static str>,
}

impl Classes {
    /// One set of borders for all layers, so that they compare; none of the classes is a layer's own but its colour.
    fn of(layers: &[Layer]) -> Vec<Self> {
        let values: Vec<f64> = layers.iter().flat_map(|l| &l.values).filter_map(|(_, p)| p.value.known()).collect();
        let neither = layers.iter().any(|l| l.side == Side::Neither) || values.iter().any(|v| *v < 0.0);
        let borders = if neither { diverging(&values) } else { sequential(&values) };
        let ramp = |side: Side| (!neither).then_some(if side == Side::A { "aq" } else { "bq" });
        layers.iter().map(|l| Self { borders: borders.clone(), ramp: ramp(l.side) }).collect()
    }

    fn class(&self, value: f64) -> String {
        let beyond = self.borders.iter().filter(|b| value.abs() >= **b).count();
        match self.ramp {
            Some(ramp) => format!("{ramp}{}", beyond + 1 + 5_usize.saturating_sub(self.borders.len())),
            None if beyond == 0 => "zero".into(),
            None => format!("{}{beyond}", if value < 0.0 { "loss" } else { "gain" }),
        }
    }

    fn keys(&self, unit: Unit) -> Vec<Key> {
        let said = |v: f64| super::scale::tick(v, unit);
        let key = |class: String, label: String| Key { class, line: false, label };
        let mut keys = Vec::new();
        match self.ramp {
            Some(_) => {
                let mut low = None;
                for high in self.borders.iter().copied().map(Some).chain([None]) {
                    let label = match (low, high) {
                        (None, Some(high)) => format!("below {}", said(high)),
                        (Some(low), Some(high)) => format!("{} to {}", said(low), said(high)),
                        (Some(low), None) => format!("{} and above", said(low)),
                        (None, None) => "all".into(),
                    };
                    keys.push(key(self.class(low.unwrap_or(0.0)), label));
                    low = high;
                }
            }
            None => {
                for (sign, word) in [(-1.0, "loss"), (1.0, "gain")] {
                    let mut side: Vec<Key> = self
                        .borders
                        .iter()
                        .map(|b| key(self.class(sign * b), format!("{word} of {} and more", said(*b))))
                        .collect();
                    if sign < 0.0 {
                        side.reverse();
                        keys.extend(side);
                        let least =
                            self.borders.first().map_or_else(String::new, |b| format!("within {} of none", said(*b)));
                        keys.push(key("zero".into(), least));
                    } else {
                        keys.extend(side);
                    }
                }
            }
        }
        keys.push(key("void".into(), "no data".into()));
        keys
    }
}

/// One map a layer.
#[must_use]
pub fn panels(layers: &[Layer], unit: Unit, atlas: &Atlas, setting: Setting) -> Vec<Panel> {
    let mut first = 0;
    let classes = Classes::of(layers);
    let mut drawn: Vec<Panel> = Vec::new();
    for (at, (layer, classes)) in layers.iter().zip(&classes).enumerate() {
        let mut panel = panel(layer, classes, first, unit, atlas, setting);
        // Layers of one scale share the last one's legend.
        if classes.ramp.is_none() && at + 1 < layers.len() {
            panel.keys.clear();
        }
        first += layer.values.len();
        drawn.push(panel);
    }
    drawn
}

fn panel(layer: &Layer, classes: &Classes, first: usize, unit: Unit, atlas: &Atlas, setting: Setting) -> Panel {
    let rows: BTreeMap<Economy, usize> = layer.values.iter().enumerate().map(|(at, (e, _))| (*e, at)).collect();
    let mut ground = String::new();
    let mut marks = String::new();
    let mut dots = String::new();
    for (economy, shape) in atlas.shapes() {
        let at = rows.get(&economy).copied();
        let value = at.and_then(|at| layer.values[at].1.value.known());
        let colour = match (layer.apart.iter().position(|e| *e == economy), value) {
            (Some(place), _) => format!("apart {}", apart(layer, place)),
            (None, Some(v)) => classes.class(v),
            (None, None) => "void".into(),
        };
        let attributes =
            at.map(|at| mark(first + at, &format!("{}: {}", economy.name(), aloud(&layer.values[at].1, unit))));
        let class = if attributes.is_some() { format!("land mark {colour}") } else { format!("land {colour}") };
        let attributes = attributes.unwrap_or_else(|| "aria-hidden=\"true\"".into());
        let out = match (shape, at) {
            (Shape::Dot(..), _) => &mut dots,
            (_, Some(_)) => &mut marks,
            (_, None) => &mut ground,
        };
        let _ = match shape {
            Shape::Dot(x, y) => {
                write!(out, "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{DOT}\" class=\"{class}\" {attributes}/>")
            }
            Shape::Path(_) if setting == Setting::Page => {
                write!(out, "<use href=\"#o-{}\" class=\"{class}\" {attributes}/>", economy.code())
            }
            Shape::Path(d) => write!(out, "<path d=\"{d}\" class=\"{class}\" {attributes}/>"),
        };
    }
    let body = format!(
        "<g transform=\"scale({})\"><path d=\"{}\" class=\"sea\"/>{ground}{marks}{dots}</g>",
        1.0 / FINE,
        Atlas::frame()
    );
    let mut keys = classes.keys(unit);
    for (place, economy) in layer.apart.iter().enumerate() {
        let class = format!("apart {}", apart(layer, place));
        keys.push(Key { class, line: false, label: words::in_sentence(*economy) });
    }
    Panel { caption: layer.label.clone(), height: Atlas::height() + 2.0, near: false, body, keys }
}

/// Colour of an economy set apart: that of its place among two.
fn apart(layer: &Layer, place: usize) -> &'static str {
    match (layer.side, layer.apart.len(), place) {
        (Side::Neither, 2, 0) => "a",
        (Side::Neither, 2, 1) => "b",
        // Beside the shades of its own colour a state is set apart in ink.
        _ => "",
    }
}

/// Economies with a value that have no outline, by code.
#[must_use]
pub fn not_drawn(layers: &[Layer], atlas: &Atlas) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = layers
        .iter()
        .flat_map(|l| l.values.iter().map(|(e, _)| *e))
        .filter(|e| atlas.of(*e).is_none())
        .map(Economy::code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The outlines once for all maps of a page, hidden.
#[must_use]
pub fn outlines(atlas: &Atlas) -> String {
    let mut out =
        String::from("<svg width=\"0\" height=\"0\" aria-hidden=\"true\" focusable=\"false\" class=\"defs\"><defs>");
    for (economy, shape) in atlas.shapes() {
        if let Shape::Path(d) = shape {
            let _ = write!(out, "<path id=\"o-{}\" d=\"{d}\"/>", economy.code());
        }
    }
    out.push_str("</defs></svg>");
    out
}
