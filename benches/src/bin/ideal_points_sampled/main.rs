//! UN ideal points by sampling, beside the fit, on some sessions: `ideal_points_sampled FIRST LAST SWEEPS`.
//!
//! It prints the agreement of means and of standard deviations of
//! [`suzerain_solvers::item_response::sample`] with the fit, and of the fit with one under other drifts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use suzerain_models::ideal_points::{DRIFT, IdealPoint, code, ideal_points};
use suzerain_solvers::item_response::{Sampled, Start, sample};
use suzerain_tables::Economy;
use suzerain_tables::store::TableKind;
use suzerain_tables::votes;

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let (mx, my) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let moment = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>();
    let cross = moment(&|p| (p.0 - mx) * (p.1 - my));
    cross / (moment(&|p| (p.0 - mx).powi(2)) * moment(&|p| (p.1 - my).powi(2))).sqrt()
}

/// The correlation over all pairs, the mean of each session taken off.
fn within(by_session: &BTreeMap<u16, [Vec<(f64, f64)>; 2]>, which: usize) -> f64 {
    let mut all = Vec::new();
    for pairs in by_session.values().map(|sides| &sides[which]) {
        let n = pairs.len() as f64;
        let (x, y) = pairs.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
        all.extend(pairs.iter().map(|p| (p.0 - x, p.1 - y)));
    }
    correlation(&all)
}

/// The least correlation by session, with the session.
fn least(by_session: &BTreeMap<u16, [Vec<(f64, f64)>; 2]>, which: usize) -> String {
    let least = by_session.iter().map(|(s, pairs)| (correlation(&pairs[which]), s)).min_by(|a, b| a.0.total_cmp(&b.0));
    least.map_or_else(|| "-".to_owned(), |(r, session)| format!("{r:.5} ({session})"))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let number = |at: usize, default: usize| std::env::args().nth(at).map_or(Ok(default), |a| a.parse());
    let (first, last, sweeps) = (number(1, 50)?, number(2, 59)?, number(3, 4000)?);
    let library = suzerain_base::library()?;
    let table = library.of_kind(TableKind::Votes).next().ok_or("no votes are built in")?;
    let ballots = votes::ballots(table, Some((u16::try_from(first)?, u16::try_from(last)?)))?;
    let fit = ideal_points(&ballots, DRIFT, |_, _| {})?;
    let coded = code(&ballots)?;
    let key = |p: &IdealPoint| (p.economy, p.session);
    let fitted: BTreeMap<(Economy, u16), IdealPoint> = fit.points.iter().map(|p| (key(p), *p)).collect();
    let mut text = format!(
        "Sessions {first} to {last}: {} votes on {} roll calls, {} state-sessions; two chains of {sweeps} sweeps, the first quarter left out; \
         one begins at how often a state votes as the United States do, the other at random.\n\n",
        fit.votes,
        fit.roll_calls,
        fit.points.len()
    );
    let chains = [(Start::Likeness, 1), (Start::Scattered, 2)]
        .into_iter()
        .map(|(start, seed)| sample(&coded.responses, coded.anchor, DRIFT, sweeps, start, seed))
        .collect::<Result<Vec<Sampled>, _>>()?;
    let both = || chains[0].positions.iter().zip(&chains[1].positions);
    let halves: Vec<(f64, f64)> = both().map(|(a, b)| (a.mean, b.mean)).collect();
    let mut by_session: BTreeMap<u16, [Vec<(f64, f64)>; 2]> = BTreeMap::new();
    let apart = halves.iter().map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let (mut means, mut ratios, mut largest, mut inside) = (Vec::new(), Vec::new(), (0.0_f64, String::new()), 0_usize);
    for (a, b) in both() {
        let session = coded.first_session + u16::try_from(a.period)?;
        let point = fitted[&(coded.states[a.unit as usize], session)];
        let (mean, sd) = (f64::midpoint(a.mean, b.mean), f64::midpoint(a.sd, b.sd));
        means.push((point.mean, mean));
        let [chain, fit] = by_session.entry(session).or_default();
        chain.push((a.mean, b.mean));
        fit.push((point.mean, mean));
        ratios.push(point.sd / sd);
        if (point.mean - mean).abs() > largest.0 {
            largest = ((point.mean - mean).abs(), format!("{}, session {session}", point.economy));
        }
        inside += usize::from((point.mean - mean).abs() <= sd);
    }
    ratios.sort_by(f64::total_cmp);
    let n = means.len();
    let _ = writeln!(text, "| check | value |\n|---|---|");
    let _ = writeln!(text, "| correlation of the two chains' means | {:.5} |", correlation(&halves));
    let _ = writeln!(text, "| the same, means of sessions taken off | {:.5} |", within(&by_session, 0));
    let _ = writeln!(text, "| the same, least session | {} |", least(&by_session, 0));
    let _ = writeln!(text, "| largest difference of the two chains' means | {apart:.3} |");
    let _ = writeln!(text, "| correlation of fitted mode and sampled mean | {:.5} |", correlation(&means));
    let _ = writeln!(text, "| the same, means of sessions taken off | {:.5} |", within(&by_session, 1));
    let _ = writeln!(text, "| the same, least session | {} |", least(&by_session, 1));
    let _ = writeln!(
        text,
        "| root mean square difference | {:.4} |",
        (means.iter().map(|(a, b)| (a - b).powi(2)).sum::<f64>() / n as f64).sqrt()
    );
    let _ = writeln!(text, "| largest difference | {:.3} ({}) |", largest.0, largest.1);
    let _ = writeln!(
        text,
        "| fitted mode within one sampled standard deviation of the sampled mean | {:.1} % |",
        100.0 * inside as f64 / n as f64
    );
    let _ = writeln!(
        text,
        "| fitted over sampled standard deviation, 5 %, median, 95 % | {:.2}, {:.2}, {:.2} |",
        ratios[n / 20],
        ratios[n / 2],
        ratios[n - 1 - n / 20]
    );
    for (chain, name) in chains.iter().zip(["first", "second"]) {
        let [left_out, kept] = chain.turns;
        let _ =
            writeln!(text, "| turns of sessions in the {name} chain, sweeps left out and kept | {left_out}, {kept} |");
    }
    for drift in [0.1, 0.4] {
        let other = ideal_points(&ballots, drift, |_, _| {})?;
        let pairs: Vec<(f64, f64)> = other.points.iter().map(|p| (fitted[&key(p)].mean, p.mean)).collect();
        let _ =
            writeln!(text, "| correlation of the fit with one under a drift of {drift} | {:.5} |", correlation(&pairs));
    }
    std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes())?;
    Ok(())
}
