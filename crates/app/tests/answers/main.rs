//! Answers of the binary from outside, in one test binary: linking takes longer than most of its tests.

mod brief;
mod claims;
mod events;
mod outlook;
mod outlook_states;
mod page;
mod politics;
#[path = "../support/schema.rs"]
mod schema;
mod study;

use schema::validator;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn suzerain(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_suzerain"))
        .args(args)
        .env_remove("SUZERAIN_DATA")
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs")
}

/// Exit code, standard output, standard error.
fn run(args: &[&str]) -> (i32, String, String) {
    let output = suzerain(args);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

/// What a command that succeeds prints.
fn stdout(args: &[&str]) -> String {
    let (code, out, err) = run(args);
    assert_eq!(code, 0, "{args:?}: {err}");
    out
}

/// The JSON that a command prints.
fn json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(&[args, &["--format", "json"]].concat())).expect("JSON")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
