//! Definitions on hover: terms of the project's glossary, marked where a section first uses them.

use crate::draw::escape;
use std::collections::BTreeSet;

const TEXT: &str = include_str!("../../../../docs/GLOSSARY.md");

/// Words that also have an everyday sense on a page: never marked.
const EVERYDAY: [&str; 16] = [
    "absent",
    "aggregate",
    "base",
    "band",
    "bloc",
    "side",
    "complete",
    "measure",
    "member",
    "record",
    "source",
    "table",
    "publisher",
    "missing",
    "vintage",
    "observed",
];

/// Terms with their meanings, the longest first.
pub(super) struct Glossary {
    terms: Vec<(String, String)>,
}

impl Glossary {
    /// The glossary of the documentation.
    pub(super) fn built_in() -> Self {
        Self::parse(TEXT)
    }

    fn parse(text: &str) -> Self {
        let mut terms = Vec::new();
        for line in text.lines() {
            let Some((names, meaning)) = line.strip_prefix("| ").and_then(|l| l.split_once(" | ")) else { continue };
            let meaning = meaning.trim_end_matches('|').trim().replace('`', "");
            for name in names.split(',').map(|n| n.split('(').next().unwrap_or(n).trim().replace('`', "")) {
                let acronym = name.chars().count() >= 3 && name.chars().all(|c| c.is_ascii_uppercase());
                let fits = acronym || name.chars().count() >= 6;
                if fits && name != "term" && !EVERYDAY.contains(&name.as_str()) {
                    terms.push((name, meaning.clone()));
                }
            }
        }
        terms.sort_by(|x, y| y.0.len().cmp(&x.0.len()).then_with(|| x.0.cmp(&y.0)));
        Self { terms }
    }

    /// The text as HTML, commands between backticks set as such, each term marked that is not in `told` yet.
    pub(super) fn marked(&self, text: &str, told: &mut BTreeSet<String>) -> String {
        if text.matches('`').count() % 2 == 1 {
            return self.terms_marked(text, told);
        }
        let mut out = String::new();
        for (at, piece) in text.split('`').enumerate() {
            if at % 2 == 1 {
                out.push_str(&format!("<code>{}</code>", escape(piece)));
            } else {
                out.push_str(&self.terms_marked(piece, told));
            }
        }
        out
    }

    fn terms_marked(&self, text: &str, told: &mut BTreeSet<String>) -> String {
        // Places found, none within another: byte ranges of the text with the term's number.
        let lower = text.to_lowercase();
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        if lower.len() == text.len() {
            for (number, (term, _)) in self.terms.iter().enumerate() {
                if told.contains(term) {
                    continue;
                }
                let acronym = term.chars().all(|c| c.is_ascii_uppercase());
                let (hay, needle) = if acronym { (text, term.clone()) } else { (lower.as_str(), term.to_lowercase()) };
                let place = hay.match_indices(&needle).map(|(at, word)| (at, at + word.len())).find(|(from, to)| {
                    let whole = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '-');
                    whole(hay[..*from].chars().next_back())
                        && whole(hay[*to..].chars().next())
                        && found.iter().all(|(f, t, _)| to <= f || t <= from)
                });
                if let Some((from, to)) = place {
                    found.push((from, to, number));
                    told.insert(term.clone());
                }
            }
        }
        found.sort_unstable();
        let mut out = String::new();
        let mut last = 0;
        for (from, to, number) in found {
            out.push_str(&escape(&text[last..from]));
            let meaning = escape(&self.terms[number].1);
            out.push_str(&format!(
                "<span class=\"term\" tabindex=\"0\" data-d=\"{meaning}\">{}</span>",
                escape(&text[from..to])
            ));
            last = to;
        }
        out.push_str(&escape(&text[last..]));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_marked_once_as_a_whole_word() {
        let glossary = Glossary::parse(
            "| term | meaning |\n|---|---|\n| HHI | sum of squared shares |\n| mirror data | the partner's report |\n",
        );
        let mut told = BTreeSet::new();
        let html = glossary.marked("Mirror data & HHI, HHI; XHHI", &mut told);
        assert_eq!(html.matches("class=\"term\"").count(), 2, "{html}");
        assert!(html.contains("&amp;") && html.ends_with("</span>, HHI; XHHI"), "{html}");
        assert_eq!(glossary.marked("HHI", &mut told), "HHI");
    }

    #[test]
    fn the_built_in_glossary_has_terms() {
        let terms = Glossary::built_in().terms;
        assert!(terms.len() > 60 && terms.iter().any(|(t, _)| t == "vulnerability"), "{}", terms.len());
    }
}
