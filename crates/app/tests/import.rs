//! Imports through the binary: what is read, what is refused, and that a refusal leaves nothing.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

fn import(args: &[&str], files: &[&Path], into: &Path) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_suzerain"))
        .arg("import")
        .args(args)
        .args(files)
        .arg("--into")
        .arg(into)
        .env_remove("SUZERAIN_DATA")
        .output()
        .expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sources/tests/fixtures/geodist/dist_cepii.csv")
}

#[test]
fn a_file_becomes_a_table_that_counts_every_row() {
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().join("tables");
    let (code, out, err) = import(&["geodist", "--format", "json"], &[&fixture()], &into);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let report = &json["imports"][0];
    assert_eq!((&json["schema"], &report["publisher"]), (&"suzerain.import/1".into(), &"geodist".into()));
    let rows = std::fs::read_to_string(fixture()).unwrap().lines().count() - 1;
    assert_eq!(report["rows_read"], rows);
    assert!(err.contains("note: `--data "), "{err}");

    let check = Command::new(env!("CARGO_BIN_EXE_suzerain")).args(["data", "check"]).arg(&into).output().unwrap();
    assert_eq!(check.status.code(), Some(0), "{check:?}");
}

#[test]
fn a_missing_file_and_a_truncated_archive_are_refused_and_leave_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().join("tables");
    let (code, out, err) = import(&["geodist"], &[&dir.path().join("absent.csv")], &into);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("absent.csv: cannot be read: no such file\nhint: check the path"), "{err}");

    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(&std::fs::read(fixture()).unwrap()).unwrap();
    let whole = gz.finish().unwrap();
    let cut = dir.path().join("dist_cepii.csv.gz");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let (code, out, err) = import(&["geodist"], &[&cut], &into);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("dist_cepii.csv.gz") && err.contains("hint: "), "{err}");

    let left = std::fs::read_dir(&into).map(Iterator::count).unwrap_or(0);
    assert_eq!(left, 0, "a refused file leaves nothing behind");
}

#[test]
fn an_unknown_publisher_is_refused_with_the_nearest_one() {
    let dir = tempfile::tempdir().unwrap();
    let (code, _, err) = import(&["geodst"], &[&fixture()], dir.path());
    assert_eq!(code, 2);
    assert!(err.contains("'geodist'"), "{err}");
}
