//! What the roll calls of the UN General Assembly were about.

use super::unga::day;
use super::{Prepared, meta, open};
use crate::error::ImportError;
use crate::input::ByteCounter;
use crate::report::ImportReport;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suzerain_tables::issues::{Tagged, issue, to_frame};
use suzerain_tables::store::TableKind;

/// Source of the issues.
pub const SOURCE: &str = "unga-issues";

/// A roll call by day and number.
type RollCalls = BTreeMap<u16, Vec<(i32, i32)>>;

/// Reads `un_votes/un_roll_call_issues.csv.gz`, which tags roll calls by numbers (`rcid`) of a file of its own
/// (`un_roll_calls_1946_2019.csv.gz`). Those numbers are not the ones of the votes (`resid`) and are never joined
/// to them: the two lists of roll calls are laid side by side in the order of day and number, session by
/// session, and a session is kept only if both lists have the same roll calls on the same days.
///
/// # Errors
/// [`ImportError`] if a file is absent or damaged, or an issue is unknown.
pub fn issues(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let votes = by_session(&from.join("un_votes/unga_votes_sessions_1_78_ccode.csv.gz"), "resid", counter)?;
    let tagged = by_session(&from.join("un_votes/un_roll_calls_1946_2019.csv.gz"), "rcid", counter)?;
    let mut number = BTreeMap::new();
    let mut sessions = 0;
    for (session, theirs) in &tagged {
        let Some(ours) = votes.get(session) else { continue };
        let days = |list: &[(i32, i32)]| list.iter().map(|(day, _)| *day).collect::<Vec<_>>();
        if days(ours) == days(theirs) {
            sessions += 1;
            number.extend(ours.iter().zip(theirs).map(|((_, ours), (_, theirs))| (*theirs, (*session, *ours))));
        }
    }
    let mut report = ImportReport::new(SOURCE);
    let mut table = open(&from.join("un_votes/un_roll_call_issues.csv.gz"), counter)?;
    let (id, code) = (table.column(&["rcid"])?, table.column(&["short_name"])?);
    let mut rows = BTreeSet::new();
    while table.advance()? {
        report.rows_read += 1;
        let code = issue(&String::from_utf8_lossy(table.bytes(&code)))
            .ok_or_else(|| table.refuse(&code, "the code of an issue"))?;
        let Some((session, resolution)) = number.get(&table.int::<i32>(&id)?).copied() else {
            report.drop_row("its session does not align with the votes");
            continue;
        };
        if rows.insert(Tagged { session, resolution, issue: code }) {
            report.rows_kept += 1;
        } else {
            report.aggregate_row("the same issue of the same roll call again");
        }
    }
    let all: usize = votes.range(..=tagged.keys().max().copied().unwrap_or_default()).map(|(_, v)| v.len()).sum();
    let matched = number.len();
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let rate = 100.0 * matched as f64 / all.max(1) as f64;
    let mut meta = meta(TableKind::Issues, SOURCE);
    meta.notes = vec![format!(
        "{sessions} of {} sessions align with the votes by day and order; {matched} of {all} roll calls ({rate:.1} %) are matched. Others have no issue here.",
        tagged.len()
    )];
    report.notes.clone_from(&meta.notes);
    let rows: Vec<Tagged> = rows.into_iter().collect();
    Ok(Prepared { frame: to_frame(&rows, SOURCE)?, meta, report })
}

/// The roll calls of a file by session, in the order of day and number. A roll call that stands under
/// several days is taken under the one of most rows.
fn by_session(path: &Path, number: &str, counter: &ByteCounter) -> Result<RollCalls, ImportError> {
    let mut table = open(path, counter)?;
    let (session, date, number) = (table.column(&["session"])?, table.column(&["date"])?, table.column(&[number])?);
    let mut days: BTreeMap<(u16, i32), BTreeMap<i32, u32>> = BTreeMap::new();
    while table.advance()? {
        let (day, _) = day(&table, &date)?;
        *days.entry((table.int(&session)?, table.int(&number)?)).or_default().entry(day).or_default() += 1;
    }
    let mut out = RollCalls::new();
    for ((session, number), counts) in days {
        let most = counts.iter().max_by_key(|(day, n)| (**n, std::cmp::Reverse(**day))).map_or(0, |(day, _)| *day);
        out.entry(session).or_default().push((most, number));
    }
    out.values_mut().for_each(|list| list.sort_unstable());
    Ok(out)
}
