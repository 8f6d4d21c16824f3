//! Reading what people type: spellings, years in which they hold, suggestions.

use super::vocabulary::*;
use super::*;

/// The keys under which a text may be filed, most literal first.
pub(super) fn spellings(text: &str) -> Vec<String> {
    let mut keys = vec![key(text)];
    // "Korea, Rep." as "Rep. Korea".
    if let Some((head, tail)) = text.split_once(',') {
        keys.push(key(&format!("{tail} {head}")));
    }
    if let Some((head, rest)) = text.split_once('(') {
        let inner = rest.split_once(')').map_or(rest, |(inner, _)| inner);
        // "Iran (Islamic Republic of)" as "Islamic Republic of Iran".
        keys.push(key(&format!("{inner} {head}")));
        // A remark is dropped only if it cannot change the meaning: it names the same economy
        // ("East Germany (GDR)"), has no letters ("USSR (...1990)") or is "country". "Cyprus
        // (Northern)" is not Cyprus.
        let (outer, remark) = (key(head), key(inner));
        let same = economies_of(&outer).iter().any(|economy| economies_of(&remark).contains(economy));
        if same || remark == "country" || !inner.chars().any(char::is_alphabetic) {
            keys.push(outer);
        }
    }
    keys.extend(without_form_of_state(text));
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}

/// "Republic of Zambia" as "Zambia", unless the form of state tells two states of one name apart.
pub(super) fn without_form_of_state(text: &str) -> Option<String> {
    const FORMS: [&str; 26] = [
        "arab",
        "bolivarian",
        "commonwealth",
        "cooperative",
        "country",
        "democratic",
        "duchy",
        "federal",
        "federative",
        "grand",
        "hashemite",
        "independent",
        "islamic",
        "kingdom",
        "nation",
        "oriental",
        "peoples",
        "plurinational",
        "principality",
        "republic",
        "socialist",
        "sovereign",
        "state",
        "sultanate",
        "territory",
        "union",
    ];
    const TOLD_APART: [&str; 9] =
        ["china", "congo", "germany", "guinea", "korea", "macedonia", "vietnam", "yemen", "yugoslavia"];
    let lower = text.to_lowercase();
    let (form, name) = lower.split_once(" of ")?;
    let form_only = form.split_whitespace().map(key).all(|word| word == "the" || FORMS.contains(&word.as_str()));
    let name = key(name);
    (form_only && !TOLD_APART.contains(&name.as_str())).then_some(name)
}

pub(super) fn filed_under(key: &str) -> &'static [Spelling] {
    let spellings = all_spellings();
    let start = spellings.partition_point(|spelling| spelling.key.as_str() < key);
    let end = spellings.partition_point(|spelling| spelling.key.as_str() <= key);
    &spellings[start..end]
}

pub(super) fn economies_of(key: &str) -> Vec<Economy> {
    filed_under(key).iter().map(|spelling| spelling.economy).collect()
}

/// What a key means, or none if nothing is filed under it.
pub(super) fn choose(key: &str, input: &str, year: Option<i16>) -> Option<Result<Economy, EconomyError>> {
    let filed = filed_under(key);
    let nearest = filed.first()?;
    let holding: Vec<&Spelling> =
        filed.iter().filter(|spelling| year.is_none_or(|year| spelling.window.holds(year))).collect();
    let mut candidates: Vec<Economy> = holding.iter().map(|spelling| spelling.economy).collect();
    candidates.sort_unstable();
    candidates.dedup();
    if let [only] = candidates[..] {
        return Some(Ok(only));
    }
    if candidates.is_empty() {
        // Only a year can have refused them.
        let year = year?;
        return Some(Err(EconomyError::NotInYear {
            input: input.to_owned(),
            economy: nearest.economy,
            year,
            first_year: nearest.window.first,
            last_year: nearest.window.last,
            instead: instead_of(nearest, year),
        }));
    }
    // Several: the one entry that bears the name, or the one whose name still holds.
    let only = |rule: &dyn Fn(&Spelling) -> bool| {
        let mut found: Vec<Economy> =
            holding.iter().filter(|spelling| rule(spelling)).map(|spelling| spelling.economy).collect();
        found.sort_unstable();
        found.dedup();
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    };
    let chosen = only(&|spelling| spelling.own && spelling.window.last.is_none())
        .or_else(|| only(&|spelling| spelling.window.last.is_none()))
        .or_else(|| if is_code(key) { None } else { only(&|spelling| spelling.own) });
    Some(chosen.ok_or_else(|| EconomyError::Ambiguous { input: input.to_owned(), candidates }))
}

pub(super) fn is_code(key: &str) -> bool {
    key.len() == 2
}

/// What exists in `year` in place of the economy a spelling names, the continuing state first.
pub(super) fn instead_of(spelling: &Spelling, year: i16) -> Vec<Economy> {
    let economy = spelling.economy;
    let covers = |economy: Economy| own_window(economy.entry()).holds(year);
    if covers(economy) {
        return vec![economy];
    }
    let mut found: Vec<Economy> = economy.continuer().into_iter().filter(|economy| covers(*economy)).collect();
    if economy.last_year().is_some_and(|last| last < year) {
        // A successor may itself have ended by then: Yugoslavia, Serbia and Montenegro, Serbia.
        let mut later = Vec::new();
        let mut open = economy.successors().to_vec();
        let mut seen = open.clone();
        while let Some(next) = open.pop() {
            if covers(next) {
                later.push(next);
                continue;
            }
            for &after in next.successors() {
                if !seen.contains(&after) {
                    seen.push(after);
                    open.push(after);
                }
            }
        }
        later.sort_unstable();
        found.extend(later.into_iter().filter(|economy| Some(*economy) != spelling.economy.continuer()));
    }
    found
}

/// The form under which spellings are compared: ASCII where a Latin letter has a plain one, lower
/// case, usual abbreviations written out, small words and everything else left out.
pub(super) fn key(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        fold(letter, &mut folded);
    }
    let mut words: Vec<String> = Vec::new();
    let mut initials = false;
    for word in folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let single = word.chars().nth(1).is_none() && word.chars().all(char::is_alphabetic);
        match words.last_mut() {
            // "U.S.S.R." is one word.
            Some(last) if single && initials => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
        initials = single;
    }
    if let [only] = &words[..] {
        return only.clone();
    }
    words.iter().map(|word| write_out(word)).collect()
}

/// A word of a longer name without abbreviation; empty for words that do not matter.
pub(super) fn write_out(word: &str) -> &str {
    match word {
        "the" | "of" | "and" | "former" | "formerly" | "fmr" => "",
        "s" | "so" => "south",
        "n" => "north",
        "e" => "east",
        "w" => "west",
        "st" | "ste" => "saint",
        "rep" => "republic",
        "dem" => "democratic",
        "fed" => "federal",
        "fs" => "federatedstates",
        "us" => "unitedstates",
        "sts" => "states",
        "br" => "british",
        "fr" => "french",
        "neth" => "netherlands",
        "is" | "isl" | "isds" | "isd" | "island" => "islands",
        "terr" | "territories" => "territory",
        "misc" => "miscellaneous",
        other => other,
    }
}

/// Accented and joined Latin letters in lower case, each with the plain letters it is read as.
pub(super) const PLAIN_LETTERS: [(&str, &str); 22] = [
    ("àáâãäåāăą", "a"),
    ("æ", "ae"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēėęě", "e"),
    ("ğģ", "g"),
    ("ìíîïīįı", "i"),
    ("ķ", "k"),
    ("łļľĺ", "l"),
    ("ñńňņ", "n"),
    ("òóôõöøōő", "o"),
    ("œ", "oe"),
    ("řŕ", "r"),
    ("śšşș", "s"),
    ("ß", "ss"),
    ("ťţț", "t"),
    ("þ", "th"),
    ("ùúûüūůűų", "u"),
    ("ýÿ", "y"),
    ("źżž", "z"),
    // Vanish: apostrophes and their kin.
    ("'`\u{b4}\u{2bc}\u{2018}\u{2019}", ""),
    ("\u{ad}", ""),
];

/// Appends a letter in lower case without its accent. Apostrophes and combining marks vanish.
pub(super) fn fold(letter: char, into: &mut String) {
    for lower in letter.to_lowercase() {
        if lower.is_ascii_alphanumeric() {
            into.push(lower);
            continue;
        }
        if ('\u{300}'..='\u{36f}').contains(&lower) {
            continue;
        }
        match PLAIN_LETTERS.iter().find(|(accented, _)| accented.contains(lower)) {
            Some((_, plain)) => into.push_str(plain),
            None => into.push(lower),
        }
    }
}

/// The economies written most like a text, best first.
pub(super) fn suggest(text: &str) -> Vec<Economy> {
    let short: String = text.chars().take(LONGEST_INPUT).collect();
    let wanted = key(&short);
    let length = wanted.chars().count();
    if length < 2 {
        return Vec::new();
    }
    let mut best = vec![0.0_f64; Economy::count()];
    for spelling in all_spellings() {
        // Two letters are too few to tell a slip from another code.
        if spelling.key.len() < 3 {
            continue;
        }
        let likeness = likeness(&wanted, length, &spelling.key);
        if let Some(best) = best.get_mut(spelling.economy.index()) {
            *best = best.max(likeness);
        }
    }
    let mut ranked: Vec<(f64, Economy)> =
        best.into_iter().zip(Economy::all()).filter(|(likeness, _)| *likeness >= LEAST_LIKENESS).collect();
    ranked.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    ranked.into_iter().take(MOST_SUGGESTIONS).map(|(_, economy)| economy).collect()
}

/// From 0 to 1: the better of edit distance (transposition counted once) and shared letters with a
/// shared beginning; a text contained in the other counts as near.
pub(super) fn likeness(wanted: &str, length: usize, key: &str) -> f64 {
    let edits = strsim::normalized_damerau_levenshtein(wanted, key);
    if length < 4 || key.len() < 4 {
        // One slip in a three-letter code is two thirds of it: count it as just near enough.
        return if length == key.len() && edits > 0.6 { LEAST_LIKENESS } else { edits };
    }
    let letters = strsim::jaro_winkler(wanted, key) * 0.87;
    let within = if key.starts_with(wanted) || wanted.starts_with(key) {
        0.85
    } else if key.contains(wanted) {
        0.8
    } else {
        0.0
    };
    edits.max(letters).max(within)
}
