//! The claims that come with the program.

use super::Claim;
use crate::placed::FileError;
use suzerain_tables::Economy;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../studies/claims/", $name, ".toml")))),*]
    };
}

/// Name and text of each file, in the order of the list.
pub const BUILT_IN: &[(&str, &str)] = files![
    "q01", "q02", "q03", "q04", "q05", "q09", "q11", "q12", "q13", "q14", "q16", "q17", "q19", "q21", "q22", "q23",
    "q24", "q25", "q26", "q27", "q28",
];

/// All of them, read.
///
/// # Errors
/// [`FileError`] if one is malformed, which a test rules out.
pub fn built_in() -> Result<Vec<Claim>, FileError> {
    BUILT_IN.iter().map(|(_, text)| Claim::parse(text)).collect()
}

/// Those about a pair, whichever way round.
///
/// # Errors
/// As [`built_in`].
pub fn about(pair: [Economy; 2]) -> Result<Vec<Claim>, FileError> {
    let same = |c: &Claim| c.pair.is_some_and(|p| p == pair || p == [pair[1], pair[0]]);
    Ok(built_in()?.into_iter().filter(same).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_is_read_and_named_like_its_file() {
        for (name, text) in BUILT_IN {
            let claim = Claim::parse(text).unwrap_or_else(|e| panic!("{name} {:?}: {e}", e.position(text)));
            assert_eq!(claim.id, *name);
            assert!(claim.said_by.is_some() && claim.outlet.is_some() && claim.date.is_some(), "{name}");
            assert!(claim.expect.is_none(), "{name}: a claim that comes with the program expects no verdict");
        }
        let [rus, chn] = ["RUS", "CHN"].map(|c| Economy::from_code(c).unwrap());
        assert_eq!(about([chn, rus]).unwrap().len(), about([rus, chn]).unwrap().len());
        assert!(about([rus, chn]).unwrap().len() > 10);
    }
}
