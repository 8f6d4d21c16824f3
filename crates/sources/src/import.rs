//! `import`: the one entry to the readers of publishers' files.

use crate::error::{ImportError, Place};
use crate::input::{self, Input};
use crate::publishers::positions::{bis, ids, imf, matrix, migrants};
use crate::publishers::{
    atop, baci, chip_inputs, comtrade, cow_trade, diplomatic_exchange, dyadic, fbic, geodist, historical_gdp, icio,
    nmc, sipri, un_votes, wiod, world_bank,
};
use crate::report::{ImportReport, Progress};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use suzerain_tables::provenance::{Source, SourceFile, SourceId, Sources};
use suzerain_tables::store::{StoreError, TableFile};

/// What the user says beyond the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Short name of the source in tables and `sources.toml`; the reader's own if none.
    pub source_id: Option<String>,
    /// Vintage, where files do not tell it or tell it wrongly.
    pub vintage: Option<String>,
}

impl ImportOptions {
    /// The short name of the source, `own` unless the user gave one.
    #[must_use]
    pub fn source_or(&self, own: &str) -> String {
        self.source_id.clone().unwrap_or_else(|| own.to_owned())
    }

    /// The vintage: the user's, or else `found`, or else a word that says that nobody stated it.
    #[must_use]
    pub fn vintage_or(&self, found: Option<&str>) -> String {
        self.vintage.clone().or_else(|| found.map(str::to_owned)).unwrap_or_else(|| "not stated".to_owned())
    }
}

/// What `sources.toml` says about a publisher's dataset: the `SOURCE` of each module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// Title of the dataset.
    pub title: &'static str,
    /// Publisher.
    pub publisher: &'static str,
    /// Licence as the publisher words it, or `not stated by the publisher`.
    pub licence: &'static str,
    /// How to cite it, one sentence.
    pub citation: &'static str,
    /// BibTeX entry.
    pub bibtex: &'static str,
    /// The page it is downloaded from.
    pub url: &'static str,
    /// What a reader must know before using it.
    pub caveats: &'static [&'static str],
}

/// The function every publisher's module has: reads `inputs`, writes tables into the folder.
pub type ImportFn = fn(&[Input], &Path, &ImportOptions, &mut dyn Progress) -> Result<ImportReport, ImportError>;

/// A publisher whose files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Publisher {
    /// CEPII BACI.
    Baci,
    /// UN Comtrade.
    Comtrade,
    /// CEPII GeoDist.
    GeoDist,
    /// World Bank, World Development Indicators.
    WorldBank,
    /// OECD inter-country input-output tables.
    Icio,
    /// World Input-Output Database.
    Wiod,
    /// Correlates of War, National Material Capabilities.
    Nmc,
    /// Alliance Treaty Obligations and Provisions.
    Atop,
    /// Roll calls of the UN General Assembly.
    UnVotes,
    /// SIPRI Arms Transfers Database.
    Sipri,
    /// Correlates of War, dyadic trade.
    CowTrade,
    /// Correlates of War, diplomatic exchange.
    DiplomaticExchange,
    /// The user's own values by ordered pair.
    Dyadic,
    /// IMF, Coordinated Portfolio Investment Survey.
    Cpis,
    /// IMF, Coordinated Direct Investment Survey.
    Cdis,
    /// BIS, locational banking statistics.
    BisLbs,
    /// BIS, consolidated banking statistics.
    BisCbs,
    /// World Bank, International Debt Statistics.
    Ids,
    /// World Bank and KNOMAD, bilateral remittance matrix.
    Remittances,
    /// UN DESA, International Migrant Stock.
    Migrants,
    /// Emerging Technology Observatory, semiconductor supply chain.
    ChipInputs,
    /// Fariss and others, product and population since 1816.
    HistoricalGdp,
    /// Formal Bilateral Influence Capacity.
    Fbic,
}

struct Reader {
    source: &'static Description,
    import: ImportFn,
}

impl Publisher {
    /// Every publisher.
    pub const ALL: [Self; 23] = [
        Self::Baci,
        Self::Comtrade,
        Self::GeoDist,
        Self::WorldBank,
        Self::Icio,
        Self::Wiod,
        Self::Nmc,
        Self::Atop,
        Self::UnVotes,
        Self::Sipri,
        Self::CowTrade,
        Self::DiplomaticExchange,
        Self::Dyadic,
        Self::Cpis,
        Self::Cdis,
        Self::BisLbs,
        Self::BisCbs,
        Self::Ids,
        Self::Remittances,
        Self::Migrants,
        Self::ChipInputs,
        Self::HistoricalGdp,
        Self::Fbic,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Baci => "baci",
            Self::Comtrade => "comtrade",
            Self::GeoDist => "geodist",
            Self::WorldBank => "world-bank",
            Self::Icio => "icio",
            Self::Wiod => "wiod",
            Self::Nmc => "nmc",
            Self::Atop => "atop",
            Self::UnVotes => "un-votes",
            Self::Sipri => "sipri",
            Self::CowTrade => "cow-trade",
            Self::DiplomaticExchange => "diplomatic-exchange",
            Self::Dyadic => "dyadic",
            Self::Cpis => "cpis",
            Self::Cdis => "cdis",
            Self::BisLbs => "bis-lbs",
            Self::BisCbs => "bis-cbs",
            Self::Ids => "ids",
            Self::Remittances => "remittances",
            Self::Migrants => "migrants",
            Self::ChipInputs => "chip-inputs",
            Self::HistoricalGdp => "historical-gdp",
            Self::Fbic => "fbic",
        }
    }

    /// The publisher with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }

    /// What its files hold, one line.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Baci => "CEPII BACI: trade by product (HS6), all pairs, yearly CSV with code lists",
            Self::Comtrade => "UN Comtrade: trade as each side reports it, bulk and API CSV",
            Self::GeoDist => "CEPII GeoDist: distances, borders, languages, dist_cepii as CSV, XLS or XLSX",
            Self::WorldBank => "World Bank: one indicator by economy and year, API_*.csv or its zip",
            Self::Icio => "OECD ICIO: inter-country input-output tables, YYYY_SML.csv",
            Self::Wiod => "WIOD: world input-output tables, releases 2013 and 2016",
            Self::Nmc => "Correlates of War: national material capabilities",
            Self::Atop => "ATOP: alliance obligations by dyad and year",
            Self::UnVotes => "UN General Assembly: roll-call votes",
            Self::Sipri => "SIPRI: arms transfers, trade register",
            Self::CowTrade => "Correlates of War: dyadic trade",
            Self::DiplomaticExchange => "Correlates of War: diplomatic missions by pair and year",
            Self::Dyadic => "own values by ordered pair: troops, exchange-rate anchors, missions",
            Self::Cpis => "IMF: portfolio investment between economies (CPIS), bulk CSV of the data portal",
            Self::Cdis => "IMF: direct investment between economies (CDIS), bulk CSV of the data portal",
            Self::BisLbs => "BIS: bank claims by location, WS_LBS_D_PUB bulk CSV, either layout",
            Self::BisCbs => "BIS: bank claims by nationality, WS_CBS_PUB bulk CSV, either layout",
            Self::Ids => "World Bank: external public debt by creditor, IDS_ALLCountries_Data.csv",
            Self::Remittances => "World Bank/KNOMAD: bilateral remittance matrix, XLSX or CSV",
            Self::Migrants => "UN DESA: migrant stock by destination and origin, XLSX of 2020 or later, or CSV",
            Self::ChipInputs => "ETO: shares in the semiconductor supply chain, provision.csv",
            Self::HistoricalGdp => "Fariss and others: product and population 1816-2019 with errors, cw_gdppop.csv",
            Self::Fbic => "FBIC: formal influence of one state over another by year, fbic.csv or an extract",
        }
    }

    /// The page its files are downloaded from.
    #[must_use]
    pub fn url(self) -> &'static str {
        self.reader().source.url
    }

    /// What `sources.toml` says about its dataset.
    #[must_use]
    pub fn description(self) -> &'static Description {
        self.reader().source
    }

    fn reader(self) -> Reader {
        match self {
            Self::Baci => Reader { source: &baci::SOURCE, import: baci::import },
            Self::Comtrade => Reader { source: &comtrade::SOURCE, import: comtrade::import },
            Self::GeoDist => Reader { source: &geodist::SOURCE, import: geodist::import },
            Self::WorldBank => Reader { source: &world_bank::SOURCE, import: world_bank::import },
            Self::Icio => Reader { source: &icio::SOURCE, import: icio::import },
            Self::Wiod => Reader { source: &wiod::SOURCE, import: wiod::import },
            Self::Nmc => Reader { source: &nmc::SOURCE, import: nmc::import },
            Self::Atop => Reader { source: &atop::SOURCE, import: atop::import },
            Self::UnVotes => Reader { source: &un_votes::SOURCE, import: un_votes::import },
            Self::Sipri => Reader { source: &sipri::SOURCE, import: sipri::import },
            Self::CowTrade => Reader { source: &cow_trade::SOURCE, import: cow_trade::import },
            Self::DiplomaticExchange => {
                Reader { source: &diplomatic_exchange::SOURCE, import: diplomatic_exchange::import }
            }
            Self::Dyadic => Reader { source: &dyadic::SOURCE, import: dyadic::import },
            Self::Cpis => Reader { source: &imf::CPIS, import: imf::cpis },
            Self::Cdis => Reader { source: &imf::CDIS, import: imf::cdis },
            Self::BisLbs => Reader { source: &bis::LBS, import: bis::lbs },
            Self::BisCbs => Reader { source: &bis::CBS, import: bis::cbs },
            Self::Ids => Reader { source: &ids::SOURCE, import: ids::import },
            Self::Remittances => Reader { source: &matrix::SOURCE, import: matrix::import },
            Self::Migrants => Reader { source: &migrants::SOURCE, import: migrants::import },
            Self::ChipInputs => Reader { source: &chip_inputs::SOURCE, import: chip_inputs::import },
            Self::HistoricalGdp => Reader { source: &historical_gdp::SOURCE, import: historical_gdp::import },
            Self::Fbic => Reader { source: &fbic::SOURCE, import: fbic::import },
        }
    }
}

/// Reads a publisher's files into tables in the folder `into`, which is made if it does not exist,
/// and enters the source in its `sources.toml`. Zip archives are read through.
///
/// # Errors
/// [`ImportError`] says which file, line and column and what is wrong; the folder is as it was then.
pub fn import(
    publisher: Publisher,
    files: &[PathBuf],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let inputs = input::expand(files)?;
    if inputs.is_empty() {
        return Err(ImportError::Content { place: Place::file(into), message: "no files to import".into() });
    }
    // Read before anything is written: a damaged description must not be found out afterwards.
    let described = into.join("sources.toml");
    let sources = read_sources(&described)?;
    let reader = publisher.reader();
    let made = missing_folders(into);
    let imported = (reader.import)(&inputs, into, options, progress).and_then(|report| {
        let sources = enter(sources, reader.source, into, &report.written)?;
        write_sources(&described, &sources)?;
        Ok(report)
    });
    if imported.is_err() {
        // Only empty folders can be removed this way; what cannot be stays, and the error above counts.
        for folder in made {
            let _ = std::fs::remove_dir(folder);
        }
    }
    imported
}

/// The folders on the way to `into` that do not exist, innermost first.
fn missing_folders(into: &Path) -> Vec<&Path> {
    into.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect()
}

/// Enters tables that a fit of the project wrote into `into` in the folder's `sources.toml`, as `import` does.
///
/// # Errors
/// [`ImportError`] if the list cannot be read or written, or a table is damaged.
pub fn enter_written(description: &Description, into: &Path, written: &[(PathBuf, u64)]) -> Result<(), ImportError> {
    let described = into.join("sources.toml");
    let sources = read_sources(&described)?;
    write_sources(&described, &enter(sources, description, into, written)?)
}

/// Enters a fitted result that is no table into the `sources.toml` beside its files, as
/// [`enter_written`] does for tables. `files` are names in the folder with their numbers of rows.
///
/// # Errors
/// [`ImportError`] if the list or a file cannot be read or written.
pub fn enter_documents(
    description: &Description,
    (id, vintage): (&str, &str),
    into: &Path,
    files: &[(&str, u64)],
) -> Result<(), ImportError> {
    let described = into.join("sources.toml");
    let mut sources = read_sources(&described)?;
    let listed = files.iter().map(|(name, rows)| {
        let path = into.join(name);
        let bytes = std::fs::read(&path).map_err(|source| StoreError::Io { path, source })?;
        Ok(SourceFile { name: (*name).to_owned(), sha256: hex(&Sha256::digest(&bytes)), rows: *rows })
    });
    let entry = source(description, id.to_owned(), vintage.to_owned(), listed.collect::<Result<_, StoreError>>()?);
    match sources.entries.iter().position(|s| s.id.as_str() == id) {
        Some(at) => sources.entries[at] = entry,
        None => sources.entries.push(entry),
    }
    write_sources(&described, &sources)
}

fn source(description: &Description, id: String, vintage: String, files: Vec<SourceFile>) -> Source {
    Source {
        id: SourceId(id),
        title: description.title.to_owned(),
        publisher: description.publisher.to_owned(),
        vintage,
        licence: description.licence.to_owned(),
        citation: description.citation.to_owned(),
        bibtex: description.bibtex.to_owned(),
        url: description.url.to_owned(),
        caveats: description.caveats.iter().map(|c| (*c).to_owned()).collect(),
        files,
    }
}

fn read_sources(path: &Path) -> Result<Sources, ImportError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Sources::parse(&text).map_err(|e| ImportError::Content {
            place: Place::file(path),
            message: format!("not a list of sources: {}", e.to_string().trim_end()),
        }),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Sources::default()),
        Err(e) => Err(ImportError::Read { place: Place::file(path), message: e.to_string() }),
    }
}

/// Adds or replaces the entries of the tables just written. Identifier and vintage come from the
/// tables themselves, so that the list cannot contradict them.
fn enter(
    mut sources: Sources,
    description: &Description,
    into: &Path,
    written: &[(PathBuf, u64)],
) -> Result<Sources, ImportError> {
    let mut fresh: BTreeMap<String, (String, Vec<SourceFile>)> = BTreeMap::new();
    for (path, rows) in written {
        let bytes = std::fs::read(path).map_err(|source| StoreError::Io { path: path.clone(), source })?;
        let sha256 = hex(&Sha256::digest(&bytes));
        let table = TableFile::from_bytes(path, bytes.into())?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let (vintage, files) = fresh.entry(table.meta().source.clone()).or_default();
        vintage.clone_from(&table.meta().vintage);
        files.push(SourceFile { name, sha256, rows: *rows });
    }
    for (id, (vintage, mut files)) in fresh {
        let at = sources.entries.iter().position(|s| s.id.as_str() == id);
        if let Some(at) = at {
            // Files of earlier imports under the same name stay listed as long as they are there.
            let old = &sources.entries[at].files;
            let kept = old.iter().filter(|o| files.iter().all(|n| n.name != o.name) && into.join(&o.name).is_file());
            let kept: Vec<SourceFile> = kept.cloned().collect();
            files.extend(kept);
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let entry = source(description, id, vintage, files);
        match at {
            Some(at) => sources.entries[at] = entry,
            None => sources.entries.push(entry),
        }
    }
    Ok(sources)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn write_sources(path: &Path, sources: &Sources) -> Result<(), ImportError> {
    let io = |source: std::io::Error| ImportError::Store(StoreError::Io { path: path.to_owned(), source });
    let text = toml::to_string_pretty(sources).map_err(|e| io(std::io::Error::other(e.to_string())))?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".suzerain-").suffix(".tmp").tempfile_in(folder).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    file.persist(path).map_err(|e| io(e.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_publisher_is_found_by_its_name() {
        for publisher in Publisher::ALL {
            assert_eq!(Publisher::from_name(publisher.name()), Some(publisher));
            assert!(!publisher.summary().contains('\n'));
        }
        assert_eq!(Publisher::from_name("BACI"), None);
    }

    #[test]
    fn a_damaged_list_of_sources_is_found_before_anything_is_written() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("sources.toml"), "[[source]]\nid = 3\n").unwrap();
        let file = dir.path().join("x.csv");
        std::fs::write(&file, "a\n").unwrap();
        let options = ImportOptions::default();
        let error = import(Publisher::GeoDist, &[file], dir.path(), &options, &mut crate::report::Silent).unwrap_err();
        assert!(error.to_string().contains("sources.toml: not a list of sources"), "{error}");
    }
}
