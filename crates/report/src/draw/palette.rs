//! Colours, light and dark: blue and orange for the two sides, which people of any colour vision tell apart, a grey
//! for neither, and for changes on both sides of zero purple and green.

use std::fmt::Write as _;

/// Name, light and dark value of each colour.
const COLOURS: [(&str, &str, &str); 30] = [
    ("paper", "#fcfbf8", "#15171b"),
    ("card", "#ffffff", "#1c1f24"),
    ("ink", "#1b1d21", "#e9e7e2"),
    ("muted", "#62615c", "#a8a59d"),
    ("rule", "#dfdcd3", "#363a41"),
    ("faint", "#efece4", "#262a30"),
    ("a", "#1f5f99", "#74b3ea"),
    ("b", "#b4540c", "#f2a061"),
    ("n", "#6b6a66", "#b2afa7"),
    ("aq1", "#dde9f4", "#1f3144"),
    ("aq2", "#b9d2e8", "#27475f"),
    ("aq3", "#8ab4d8", "#33638b"),
    ("aq4", "#5890c0", "#4585ba"),
    ("aq5", "#2f6ca5", "#72abdc"),
    ("aq6", "#164876", "#b7d9f5"),
    ("bq1", "#f8e6d6", "#38291c"),
    ("bq2", "#f0cba9", "#573a22"),
    ("bq3", "#e3a673", "#7d4f27"),
    ("bq4", "#cf7f40", "#ab6a31"),
    ("bq5", "#b05a1b", "#da9253"),
    ("bq6", "#7d3a0a", "#fad0a8"),
    ("loss1", "#f1d9e8", "#43293b"),
    ("loss2", "#d590bd", "#8b4774"),
    ("loss3", "#9a2f70", "#dd86b9"),
    ("zero", "#e2ded1", "#363b43"),
    ("gain1", "#d9ebd2", "#28402a"),
    ("gain2", "#93c38a", "#47793f"),
    ("gain3", "#39813a", "#8cc983"),
    ("void", "#fcfbf8", "#15171b"),
    ("focus", "#7a2ea0", "#d8a6f0"),
];

/// How the classes of the drawings look, in the colours' names.
const CHARTS: &str = include_str!("charts.css");

/// Style of a page's drawings, in both schemes.
#[must_use]
pub fn page() -> String {
    let mut css = String::new();
    let root = |css: &mut String, pick: fn(&(&str, &str, &str)) -> String| {
        css.push_str(":root{");
        COLOURS.iter().for_each(|c| css.push_str(&pick(c)));
        css.push('}');
    };
    root(&mut css, |(name, light, _)| format!("--{name}:{light};"));
    css.push_str("@media screen and (prefers-color-scheme:dark){");
    root(&mut css, |(name, _, dark)| format!("--{name}:{dark};"));
    css.push('}');
    let _ = write!(css, "{CHARTS}");
    css
}

/// Style of a drawing that stands alone: light, with the colours written out for programs that know no variables.
#[must_use]
pub fn alone() -> String {
    COLOURS.iter().fold(CHARTS.to_owned(), |css, (name, light, _)| css.replace(&format!("var(--{name})"), light))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_used_has_a_name_in_both_schemes() {
        assert!(!alone().contains("var("), "{}", alone());
        assert!(page().contains("prefers-color-scheme:dark"));
    }

    /// Relative luminance after WCAG 2.2.
    fn luminance(hex: &str) -> f64 {
        let channel = |at: usize| {
            let v = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn words_and_sides_stand_out_from_the_paper() {
        let of = |name: &str| COLOURS.iter().find(|c| c.0 == name).unwrap();
        let contrast = |x: f64, y: f64| (x.max(y) + 0.05) / (x.min(y) + 0.05);
        for name in ["ink", "muted", "a", "b", "n"] {
            for paper in ["paper", "card"] {
                let (ink, ground) = (of(name), of(paper));
                assert!(contrast(luminance(ink.1), luminance(ground.1)) >= 4.5, "{name} on light {paper}");
                assert!(contrast(luminance(ink.2), luminance(ground.2)) >= 4.5, "{name} on dark {paper}");
            }
        }
    }
}
