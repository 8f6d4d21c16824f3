//! Writes a made-up year of BACI of full size, the same bytes on every run:
//! `generate_baci_year FILE [ROWS]` (11,000,000 rows, 5,000 products, 220 economies unless told).
//!
//! Economies differ in size as in the world (a few large, many small), products in how far makers differ: in some,
//! one supplier has most of the world's exports. A flow is supply x demand x what lies between the two x chance, and
//! the largest flows are written, as many as wanted: small economies buy from few, and sell little of what they buy.
//! Sizes are logarithms in whole numbers, so that every machine writes the same.
//!
//! The file name should be one of the publisher's, such as `BACI_HS92_Y2022_V202401b.csv`.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use suzerain_tables::Economy;

const ECONOMIES: usize = 220;
const PRODUCTS: usize = 5_000;
const ROWS: u64 = 11_000_000;

/// Steps of a doubling.
const OCTAVE: i32 = 4096;
/// The smallest flow written, thousandths of thousand dollars.
const SMALLEST: f64 = 1000.0;

/// SplitMix64 of a place: the same number whenever it is asked for.
fn mixed(stream: u64, place: u64) -> u64 {
    let mut z = stream.wrapping_mul(0xD1B5_4A32_D192_ED03) ^ place.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Nearly normal, with a standard deviation of `spread` steps: four uniform numbers of 16 bits together.
#[expect(clippy::cast_possible_truncation, reason = "four numbers below 65,536, times a spread of a few octaves")]
fn normal(stream: u64, place: u64, spread: i32) -> i32 {
    let z = mixed(stream, place);
    let sum = (z & 0xFFFF) + (z >> 16 & 0xFFFF) + (z >> 32 & 0xFFFF) + (z >> 48);
    ((sum as i64 - 131_070) * i64::from(spread) / 37_837) as i32
}

/// Logarithms of supply and demand.
struct World {
    economies: usize,
    /// `[economy][product]`.
    supply: Vec<i32>,
    /// `[economy][product]`.
    demand: Vec<i32>,
}

impl World {
    fn new(economies: usize) -> Self {
        let mut world = Self { economies, supply: Vec::new(), demand: Vec::new() };
        let mut size = 0;
        for e in 0..economies {
            // Zipf's law with an exponent near one, and the small ones smaller still.
            size -= 3 * OCTAVE / 2 / (e as i32 + 1) + OCTAVE / 42;
            for product in 0..PRODUCTS {
                let place = (e * PRODUCTS + product) as u64;
                let scale = normal(1, product as u64, 2 * OCTAVE);
                // Makers differ by one to four doublings, product by product.
                let apart = OCTAVE + (mixed(2, product as u64) % (3 * OCTAVE as u64)) as i32;
                world.supply.push(size + scale + normal(3, place, apart));
                world.demand.push(size + normal(4, place, OCTAVE));
            }
        }
        world
    }

    /// Logarithm of every flow of a pair, product by product.
    fn flows(&self, from: usize, to: usize) -> impl Iterator<Item = i32> + '_ {
        let pair = (from * self.economies + to) as u64;
        let between = normal(5, pair, 2 * OCTAVE);
        let (supply, demand) = (&self.supply[from * PRODUCTS..][..PRODUCTS], &self.demand[to * PRODUCTS..][..PRODUCTS]);
        supply.iter().zip(demand).enumerate().map(move |(product, (supply, demand))| {
            supply + demand + between + normal(6, pair * PRODUCTS as u64 + product as u64, OCTAVE)
        })
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.economies).flat_map(|i| (0..self.economies).filter(move |j| *j != i).map(move |j| (i, j)))
    }

    /// The logarithm that as many flows as wanted reach, and how many that are at it are among them.
    fn cut(&self, wanted: u64) -> (i32, u64) {
        let floor = -64 * OCTAVE;
        let mut seen = vec![0_u64; 128 * OCTAVE as usize];
        for (i, j) in self.pairs() {
            self.flows(i, j).for_each(|x| seen[(x.clamp(floor, -floor - 1) - floor) as usize] += 1);
        }
        let mut left = wanted;
        for (x, n) in (floor..-floor).zip(seen).rev() {
            if n >= left {
                return (x, left);
            }
            left -= n;
        }
        (floor, u64::MAX)
    }
}

/// Powers of two in steps: square roots and products are rounded alike everywhere.
struct Powers(Vec<f64>);

impl Powers {
    fn new() -> Self {
        let mut roots = vec![2.0_f64.sqrt()];
        for at in 1..OCTAVE.trailing_zeros() as usize {
            roots.push(roots[at - 1].sqrt());
        }
        let bits = roots.len();
        let of = |step: i32| (0..bits).filter(|b| step >> (bits - 1 - b) & 1 == 1).map(|b| roots[b]).product();
        Self((0..OCTAVE).map(of).collect())
    }

    /// `scale` times two to the power of `steps`, at least 1, as a whole number.
    fn of(&self, scale: f64, steps: i32) -> u64 {
        let whole = steps.div_euclid(OCTAVE).clamp(-60, 60);
        let power = if whole < 0 { 1.0 / (1_u64 << -whole) as f64 } else { (1_u64 << whole) as f64 };
        ((scale * power * self.0[steps.rem_euclid(OCTAVE) as usize]).round() as u64).max(1)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("give the file to write")?;
    let rows = args.next().map_or(Ok(ROWS), |n| n.parse())?;
    let mut numbers: Vec<u16> = Economy::all().filter_map(Economy::baci).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.truncate(ECONOMIES);
    let world = World::new(numbers.len());
    let (least, mut at_least) = world.cut(rows);
    let powers = Powers::new();
    // The large are not the first in the list of numbers: 97 has no divisor in common with 220.
    let number = |e: usize| numbers[e * 97 % numbers.len()];
    let mut pairs: Vec<(usize, usize)> = world.pairs().collect();
    pairs.sort_unstable_by_key(|(i, j)| (number(*i), number(*j)));
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(out, "t,i,j,k,v,q")?;
    for (i, j) in pairs {
        for (product, x) in world.flows(i, j).enumerate() {
            if x < least || x == least && at_least == 0 {
                continue;
            }
            at_least -= u64::from(x == least);
            let place = ((i * world.economies + j) * PRODUCTS + product) as u64;
            let value = powers.of(SMALLEST, x - least);
            write!(out, "2022,{},{},{:06},", number(i), number(j), 10_000 + product * 197)?;
            write!(out, "{}.{:03},", value / 1000, value % 1000)?;
            if mixed(7, place).is_multiple_of(20) {
                writeln!(out, "          NA")?;
            } else {
                let dear = normal(8, product as u64, 3 * OCTAVE) + normal(9, place, OCTAVE / 2);
                let quantity = powers.of(SMALLEST, x - least - dear);
                writeln!(out, "{}.{:03}", quantity / 1000, quantity % 1000)?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
