//! Writes a made-up year of BACI of full size, the same bytes on every run:
//! `generate_baci_year FILE [ROWS]` (11,000,000 rows, 5,000 products, 220 economies unless told).
//!
//! The file name should be one of the publisher's, such as `BACI_HS92_Y2022_V202401b.csv`.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use suzerain_tables::Economy;

const ECONOMIES: usize = 220;
const PRODUCTS: u64 = 5_000;
const ROWS: u64 = 11_000_000;

/// SplitMix64: a few lines, and the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to `bound - 1`.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Over `digits` powers of ten, most of them small: thousandths as a whole number.
    fn skewed(&mut self, digits: u64) -> u64 {
        let power = self.below(digits) as u32;
        1 + self.below(10_u64.pow(power + 1))
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
    let mut candidates = (numbers.len() as u64) * (numbers.len() as u64 - 1) * PRODUCTS;
    let mut wanted = rows.min(candidates);
    let mut random = Random(1995);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(out, "t,i,j,k,v,q")?;
    for i in &numbers {
        for j in numbers.iter().filter(|j| *j != i) {
            for product in 0..PRODUCTS {
                // Takes exactly the rows wanted, each candidate with the same chance.
                let taken = random.below(candidates) < wanted;
                candidates -= 1;
                if !taken {
                    continue;
                }
                wanted -= 1;
                let (value, quantity) = (random.skewed(9), random.skewed(9));
                write!(out, "2022,{i},{j},{:06},{}.{:03},", 10_000 + product * 197, value / 1000, value % 1000)?;
                if random.below(20) == 0 {
                    writeln!(out, "          NA")?;
                } else {
                    writeln!(out, "{}.{:03}", quantity / 1000, quantity % 1000)?;
                }
            }
        }
    }
    out.flush()?;
    Ok(())
}
