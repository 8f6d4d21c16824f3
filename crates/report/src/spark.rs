//! Sparklines: a series as a row of bars.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One bar a value, from the least to the greatest; a gap stays blank.
#[must_use]
pub fn sparkline(values: &[Option<f64>]) -> String {
    let known = || values.iter().flatten().copied();
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    values
        .iter()
        .map(|v| match v {
            None => ' ',
            Some(_) if high <= low => BARS[3],
            Some(v) => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the scaled value lies between 0 and 7"
                )]
                let step = ((v - low) / (high - low) * 7.0).round() as usize;
                BARS[step.min(7)]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_rise_with_values_and_gaps_stay_blank() {
        assert_eq!(sparkline(&[Some(0.0), None, Some(7.0), Some(3.5)]), "▁ █▅");
        assert_eq!(sparkline(&[Some(1.0), Some(1.0)]), "▄▄");
    }
}
