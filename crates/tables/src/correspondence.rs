//! Which of the 28 sectors an industry of another list covers.
//!
//! ICIO lists are parts of each other. WIOD 2016 follows ISIC Rev. 4 as ICIO does; WIOD 2013 follows NACE
//! Rev. 1 (ISIC Rev. 3), whose sections and divisions are matched by the correspondence of the United
//! Nations Statistics Division between ISIC Rev. 3.1 and Rev. 4, at the level at which both are whole
//! divisions. Services, construction and utilities are one sector of the 28.

use crate::classification::{Classification, ICIO28_SERVICES, ICIO50, IcioSector};

/// Goods industries of WIOD 2013 (NACE Rev. 1) in sectors of the 28.
const WIOD35: &[(&str, &[&str])] = &[
    ("c1", &["A01", "A02", "A03"]),
    ("c2", &["B05", "B06", "B07", "B08", "B09"]),
    ("c3", &["C10T12"]),
    ("c4", &["C13T15"]),
    ("c5", &["C13T15"]),
    ("c6", &["C16"]),
    ("c7", &["C17_18"]),
    ("c8", &["C19"]),
    ("c9", &["C20", "C21"]),
    ("c10", &["C22"]),
    ("c11", &["C23"]),
    ("c12", &["C24A", "C24B", "C25"]),
    ("c13", &["C28"]),
    ("c14", &["C26", "C27"]),
    ("c15", &["C29", "C301", "C302T309"]),
    ("c16", &["C31T33"]),
];

/// Goods industries of WIOD 2016 (ISIC Rev. 4) in sectors of the 28.
const WIOD56: &[(&str, &[&str])] = &[
    ("A01", &["A01"]),
    ("A02", &["A02"]),
    ("A03", &["A03"]),
    ("B", &["B05", "B06", "B07", "B08", "B09"]),
    ("C10-C12", &["C10T12"]),
    ("C13-C15", &["C13T15"]),
    ("C16", &["C16"]),
    ("C17", &["C17_18"]),
    ("C18", &["C17_18"]),
    ("C19", &["C19"]),
    ("C20", &["C20"]),
    ("C21", &["C21"]),
    ("C22", &["C22"]),
    ("C23", &["C23"]),
    ("C24", &["C24A", "C24B"]),
    ("C25", &["C25"]),
    ("C26", &["C26"]),
    ("C27", &["C27"]),
    ("C28", &["C28"]),
    ("C29", &["C29"]),
    ("C30", &["C301", "C302T309"]),
    ("C31_C32", &["C31T33"]),
    ("C33", &["C31T33"]),
];

/// The sectors of [`Classification::Icio28`] that an industry covers, whole or in part; none for a code
/// that is not of the list, or a list without a correspondence.
///
/// ```
/// use suzerain_tables::classification::Classification;
/// use suzerain_tables::correspondence::icio28_of;
///
/// assert_eq!(icio28_of(Classification::Wiod35, "c14"), Some(vec!["C26", "C27"]));
/// assert_eq!(icio28_of(Classification::Icio50, "K"), Some(vec!["D_T"]));
/// assert_eq!(icio28_of(Classification::Icio50, "K99"), None);
/// ```
#[must_use]
pub fn icio28_of(classification: Classification, code: &str) -> Option<Vec<&'static str>> {
    let icio = |is: &dyn Fn(&IcioSector) -> bool| {
        let mut codes: Vec<&'static str> = ICIO50.iter().filter(|s| is(s)).map(IcioSector::code28).collect();
        codes.dedup();
        (!codes.is_empty()).then_some(codes)
    };
    let listed = |list: &[(&str, &'static [&'static str])], code: &str| {
        list.iter().find(|(c, _)| *c == code).map(|(_, sectors)| sectors.to_vec())
    };
    match classification {
        Classification::Icio50 => icio(&|s| s.code == code),
        Classification::Icio28 => icio(&|s| s.code28() == code),
        Classification::Icio16 => icio(&|s| s.group16 == code),
        Classification::Wiod35 => {
            let services = |n: &str| n.parse::<u8>().is_ok_and(|n| (17..=35).contains(&n));
            listed(WIOD35, code)
                .or_else(|| code.strip_prefix('c').filter(|n| services(n)).map(|_| vec![ICIO28_SERVICES]))
        }
        Classification::Wiod56 => {
            let service = matches!(code.as_bytes().first(), Some(b'D'..=b'U'));
            listed(WIOD56, code).or_else(|| service.then(|| vec![ICIO28_SERVICES]))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::icio28_codes;

    #[test]
    fn every_list_covers_every_sector_and_names_no_other() {
        let all = icio28_codes();
        let codes = |classification: Classification| -> Vec<String> {
            match classification {
                Classification::Icio50 => ICIO50.iter().map(|s| s.code.to_owned()).collect(),
                Classification::Icio16 => ICIO50.iter().map(|s| s.group16.to_owned()).collect(),
                Classification::Wiod35 => (1..=35).map(|n| format!("c{n}")).collect(),
                _ => WIOD56.iter().map(|(c, _)| (*c).to_owned()).chain(["K64".to_owned()]).collect(),
            }
        };
        for list in [Classification::Icio50, Classification::Icio16, Classification::Wiod35, Classification::Wiod56] {
            let mut covered: Vec<&str> =
                codes(list).iter().flat_map(|c| icio28_of(list, c).unwrap_or_else(|| panic!("{list} {c}"))).collect();
            covered.sort_unstable();
            covered.dedup();
            let mut wanted = all.clone();
            wanted.sort_unstable();
            assert_eq!(covered, wanted, "{list}");
        }
        assert_eq!(icio28_of(Classification::Wiod35, "c36"), None);
        assert_eq!(icio28_of(Classification::Hs92, "260111"), None);
    }
}
