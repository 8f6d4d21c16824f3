//! The progress bar of commands that read large files.

use crate::context::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::Path;
use std::time::Duration;
use suzerain_sources::Progress;

/// Bytes read of all bytes, with rate and time left, on standard error. Hidden when nobody looks.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar over this many bytes.
    pub fn new(total_bytes: u64, context: &Context) -> Self {
        let target = if context.shows_progress() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total_bytes), target);
        let style = "{wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Progress for Bar {
    fn bytes(&mut self, read: u64) {
        self.0.set_position(read);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// How often the time of a step is renewed.
const TICK: Duration = Duration::from_millis(250);

/// The section being worked on, on standard error. Hidden when nobody looks.
pub struct Steps(ProgressBar);

impl Steps {
    /// A bar over this many steps.
    pub fn new(steps: u64, context: &Context) -> Self {
        let target = if context.shows_progress() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos} of {len}: {msg} ({elapsed})") {
            bar.set_style(style);
        }
        // A long step is seen to go on.
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    /// A bar of one step that has begun.
    pub fn one(title: &str, context: &Context) -> Self {
        let mut steps = Self::new(1, context);
        steps.next(title);
        steps
    }

    /// Names the step that begins.
    pub fn next(&mut self, title: &str) {
        self.0.set_message(title.to_owned());
        self.0.inc(1);
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// The share done of each piece of work in turn, from any thread, on standard error. Hidden when
/// nobody looks.
pub struct Shares(ProgressBar);

/// Parts of a bar of shares.
const PARTS: f64 = 1000.0;

impl Shares {
    /// An empty bar.
    pub fn new(context: &Context) -> Self {
        let target = if context.shows_progress() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(PARTS as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{msg:16} {wide_bar} {percent} %, {eta} left") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// The share done, 0 to 1, of the work named.
    pub fn set(&self, name: &str, share: f64) {
        if self.0.message() != name {
            self.0.set_message(name.to_owned());
            self.0.reset();
        }
        self.0.set_position((share * PARTS) as u64);
    }
}

impl Drop for Shares {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// The size of a file, or of all files below a folder, in bytes; what cannot be looked at counts
/// nothing, since the reader will say so.
pub fn size_on_disk(path: &Path) -> u64 {
    let Ok(about) = std::fs::metadata(path) else { return 0 };
    if about.is_file() {
        return about.len();
    }
    let Ok(entries) = std::fs::read_dir(path) else { return 0 };
    entries
        .filter_map(Result::ok)
        // Links are not followed below the top, so a circle of links ends.
        .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()))
        .map(|entry| size_on_disk(&entry.path()))
        .sum()
}

/// Sweeps of a fit until its residual is small, on standard error. Hidden when nobody looks.
pub struct Sweeps {
    bar: ProgressBar,
    tolerance: f64,
    first: Option<f64>,
}

impl Sweeps {
    /// A bar that is full when the residual is at the tolerance.
    pub fn new(tolerance: f64, context: &Context) -> Self {
        let target = if context.shows_progress() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(100), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {elapsed} {msg}") {
            bar.set_style(style);
        }
        Self { bar, tolerance, first: None }
    }

    /// Notes a sweep; the bar follows the logarithm of the residual.
    pub fn sweep(&mut self, number: usize, residual: f64) {
        let first = *self.first.get_or_insert(residual);
        let part = (first / residual).ln() / (first / self.tolerance).ln();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 100")]
        self.bar.set_position((part * 100.0).clamp(0.0, 100.0) as u64);
        self.bar.set_message(format!("sweep {number}, largest change {residual:.1e}"));
    }
}

impl Drop for Sweeps {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
