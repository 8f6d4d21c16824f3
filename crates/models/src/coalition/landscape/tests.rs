use super::*;
use rand::RngExt as _;
use suzerain_solvers::streams::stream;

fn economies(n: usize) -> Vec<Economy> {
    Economy::all().filter(|e| e.is_state()).take(n).collect()
}

fn pairs(n: usize) -> Vec<(usize, usize)> {
    (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect()
}

fn random_world(n: usize, seed: u64) -> Landscape {
    let mut random = stream(seed, 0);
    let who = economies(n);
    let actors: Vec<(Economy, f64)> = who.iter().map(|e| (*e, random.random::<f64>() + 0.01)).collect();
    let propensities: Vec<(Economy, Economy, f64)> =
        pairs(n).into_iter().map(|(i, j)| (who[i], who[j], random.random::<f64>() * 2.0 - 1.0)).collect();
    Landscape::new(&actors, &propensities).unwrap()
}

fn all_sides(n: usize) -> impl Iterator<Item = Vec<bool>> {
    (0_u32..1 << (n - 1)).map(move |c| (0..n).map(|i| i > 0 && c >> (i - 1) & 1 == 1).collect())
}

#[test]
fn exact_minima_and_basins_are_those_of_descent_from_every_configuration() {
    for (n, seed) in [(2, 1), (3, 2), (5, 3), (8, 4), (11, 5), (16, 6)] {
        let world = random_world(n, seed);
        let mut counted: BTreeMap<Vec<bool>, u64> = BTreeMap::new();
        for sides in all_sides(n) {
            *counted.entry(world.descend(&sides).0).or_default() += 1;
        }
        let found = world.exact().unwrap();
        let exact: BTreeMap<Vec<bool>, u64> = found.minima.iter().map(|m| (m.sides.clone(), m.reached)).collect();
        assert_eq!(exact, counted, "{n} actors");
        let least = all_sides(n).map(|s| world.energy(&s)).fold(f64::INFINITY, f64::min);
        assert!((found.minima[0].energy - least).abs() < 1e-12);
        assert!(found.minima.windows(2).all(|m| m[0].energy <= m[1].energy));
        assert!(found.certificate.residual <= 1e-12 && found.certificate.identities.iter().all(|i| i.gap < 1e-12));
    }
}

#[test]
fn sampled_basins_agree_with_exact_ones() {
    let world = random_world(14, 9);
    let exact = world.exact().unwrap();
    let starts = 20_000;
    let sampled = world.sampled(1, starts);
    for minimum in &exact.minima {
        let share = sampled.minima.iter().find(|m| m.sides == minimum.sides).map_or(0.0, |m| m.share);
        let error = (minimum.share * (1.0 - minimum.share) / 20_000.0).sqrt();
        assert!((share - minimum.share).abs() < 5.0 * error + 1e-9, "{share} {}", minimum.share);
    }
    assert_eq!(sampled.method, Method::Sampled { starts, seed: 1 });
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let world = random_world(18, 12);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| (world.exact().unwrap(), world.sampled(7, 500)))
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(5));
}

#[test]
fn the_order_in_which_actors_and_pairs_are_given_changes_nothing() {
    let who = economies(6);
    let mut random = stream(3, 0);
    let mut actors: Vec<(Economy, f64)> = who.iter().map(|e| (*e, random.random::<f64>() + 0.01)).collect();
    let mut propensities = Vec::new();
    for (i, j) in pairs(6) {
        for _ in 0..3 {
            propensities.push((who[i], who[j], random.random::<f64>() * 2.0 - 1.0));
        }
    }
    let first = Landscape::new(&actors, &propensities).unwrap();
    actors.reverse();
    propensities.reverse();
    for p in &mut propensities {
        *p = (p.1, p.0, p.2);
    }
    let second = Landscape::new(&actors, &propensities).unwrap();
    assert_eq!(first.exact(), second.exact());
    assert_eq!(first.standings(&[false; 6]), second.standings(&[false; 6]));
}

#[test]
fn symmetric_actors_tie_and_the_alphabetically_first_moves() {
    // Three equal actors who all repel each other: from all together, the first of the equals moves.
    let who = economies(3);
    let world = Landscape::new(
        &who.iter().map(|e| (*e, 1.0)).collect::<Vec<_>>(),
        &pairs(3).into_iter().map(|(i, j)| (who[i], who[j], -0.1 - 0.2)).collect::<Vec<_>>(),
    )
    .unwrap();
    assert_eq!(world.descend(&[false; 3]), (vec![false, true, true], vec![0]));
    // The three splits of one against two have the same energy; two of four configurations reach the
    // first of them, since descent from all together ends there.
    let found = world.exact().unwrap();
    let reached: Vec<u64> = found.minima.iter().map(|m| m.reached).collect();
    assert_eq!(reached, [1, 1, 2]);
    assert!(found.minima.iter().all(|m| (m.energy + 1.2).abs() < 1e-14));
}

#[test]
fn four_actors_by_hand() {
    // Sizes 4, 3, 2, 1 of a, b, c, d; a and b rivals (-1), a-c +.5, b-d +.5, c-d -.5, a-d 0, b-c 0.
    let who = economies(4);
    let [a, b, c, d] = [who[0], who[1], who[2], who[3]];
    let world = Landscape::new(
        &[(a, 4.0), (b, 3.0), (c, 2.0), (d, 1.0)],
        &[(a, b, -1.0), (a, c, 0.5), (a, d, 0.0), (b, c, 0.0), (b, d, 0.5), (c, d, -0.5)],
    )
    .unwrap();
    let found = world.exact().unwrap();
    // {a, c} against {b, d}: pairs apart are ab (-12), cd (-1), ad and bc (0): E = 2 x -13.
    let first = &found.minima[0];
    assert_eq!((first.sides.as_slice(), first.energy), ([false, true, false, true].as_slice(), -26.0));
    let standings = world.standings(&first.sides);
    // F_c = s_d p_cd = -.5 where it is; with b and d it would be s_a p_ac = 2. Ties: 4 x .5 + 1 x .5.
    assert_eq!((standings[2].frustration, standings[2].frustration_if_switched), (-0.5, 2.0));
    assert_eq!(standings[2].margin, Some(1.0));
    assert!(!standings[2].torn);
    // To move c the margin 2.5 must go: a alone (size 4) does it with -.625, from .5 to -.125.
    let wedge = world.wedge(2, &first.sides, (-1.0, 1.0)).unwrap();
    assert_eq!(wedge.steps, [WedgeStep { partner: a, same_side: true, from: 0.5, to: -0.125 }],);
    // With propensities of 0 or more, a gives .5 (2.0 of the margin) and b, next in size, the rest.
    let wedge = world.wedge(2, &first.sides, (0.0, 1.0)).unwrap();
    assert_eq!(wedge.steps.len(), 2);
    assert_eq!((wedge.steps[1].partner, wedge.steps[1].same_side), (b, false));
    assert!((wedge.steps[1].to - 0.5 / 3.0).abs() < 1e-15 && (wedge.change - (0.5 + 0.5 / 3.0)).abs() < 1e-15);
    // No change is left: nothing moves it.
    assert_eq!(world.wedge(2, &first.sides, (0.4, 0.1)), None);
}

#[test]
fn a_wedge_makes_its_actor_indifferent_and_no_smaller_one_does() {
    let world = random_world(9, 21);
    let sides = world.exact().unwrap().minima[0].sides.clone();
    for i in 0..9 {
        let wedge = world.wedge(i, &sides, (-1.0, 1.0)).unwrap();
        let margin = world.frustration(i, &sides, !sides[i]) - world.frustration(i, &sides, sides[i]);
        let place = |e: Economy| world.actors().iter().position(|a| *a == e).unwrap();
        let taken: f64 = wedge.steps.iter().map(|s| world.sizes()[place(s.partner)] * (s.to - s.from).abs()).sum();
        assert!((taken - margin).abs() < 1e-12);
        assert!(wedge.steps.iter().all(|s| (-1.0..=1.0).contains(&s.to)));
        // All but the last step go to the end of the range, so no partner of greater size has room left.
        for step in &wedge.steps[..wedge.steps.len() - 1] {
            assert!((step.to.abs() - 1.0).abs() < 1e-12);
        }
    }
}

/// Indifferent, not all but: rounding must not send the actor back.
#[test]
fn nobody_is_the_first_to_follow_itself() {
    for seed in 0..20 {
        let world = random_world(9, seed);
        let sides = world.exact().unwrap().minima[0].sides.clone();
        for wedge in (0..9).filter_map(|i| world.wedge(i, &sides, (-1.0, 1.0))) {
            assert_ne!(wedge.followers.first(), Some(&wedge.actor), "{wedge:?}");
            assert!(!wedge.sooner.contains(&wedge.actor));
        }
    }
}

#[test]
fn impossible_input_is_refused() {
    let who = economies(3);
    let sized = |size: f64| who.iter().map(|e| (*e, size)).collect::<Vec<_>>();
    let all = |p: f64| pairs(3).into_iter().map(|(i, j)| (who[i], who[j], p)).collect::<Vec<_>>();
    let error = |actors: &[(Economy, f64)], propensities: &[(Economy, Economy, f64)]| {
        Landscape::new(actors, propensities).unwrap_err()
    };
    assert_eq!(error(&sized(1.0)[..1], &[]), LandscapeError::TooFew(1));
    assert_eq!(error(&sized(0.0), &all(1.0)), LandscapeError::Size(who[0], 0.0));
    assert_eq!(error(&[(who[0], 1.0), (who[0], 1.0)], &[]), LandscapeError::Twice(who[0]));
    assert_eq!(error(&sized(1.0), &all(0.0)), LandscapeError::Flat);
    assert!(matches!(error(&sized(1.0), &all(f64::NAN)), LandscapeError::NotFinite(..)));
    assert_eq!(error(&sized(1.0), &[(who[0], who[0], 1.0)]), LandscapeError::NotAPair(who[0], who[0]));
    let missing = error(&sized(1.0), &all(1.0)[..1]);
    assert!(missing.to_string().ends_with("nor of 1 other pairs"), "{missing}");
    let many = random_world(25, 1);
    assert_eq!(many.exact().unwrap_err(), LandscapeError::TooManyForExact { actors: 25 });
    assert!(!many.sampled(1, 10).minima.is_empty());
}
