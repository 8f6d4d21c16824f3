//! Replication files of Caliendo and Parro (2015): what does not fit is refused with its place.

use std::io::Write as _;
use std::path::Path;
use suzerain_sources::publishers::caliendo_parro::read;

/// A folder with files of the right size, all numbers `value`.
fn folder(value: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("B.txt", 40, 31),
        ("GO.txt", 40, 31),
        ("IO.txt", 31 * 40, 40),
        ("T.txt", 20, 1),
        ("xbilat1993.txt", 620, 31),
        ("tariffs1993.txt", 620, 31),
        ("tariffs2005.txt", 620, 31),
    ];
    for (name, rows, columns) in files {
        let row = vec![value; columns].join("\t");
        std::fs::write(dir.path().join(name), vec![row; rows].join("\n")).unwrap();
    }
    dir
}

#[test]
fn sizes_units_and_places() {
    let dir = folder("0.5");
    let files = read(dir.path()).unwrap();
    assert_eq!((files.economies.len(), files.sectors.len()), (31, 40));
    assert_eq!(files.imports.len(), 40 * 31 * 31);
    // Thousand dollars, per cent, and no trade from sector 21 on.
    assert_eq!((files.imports[0], files.tariffs_1993[0], files.imports[20 * 31 * 31]), (500.0, 0.005, 0.0));
    assert_eq!((files.theta[0], files.theta[39], files.input_share[0]), (0.5, 8.22, 0.25));
}

#[test]
fn what_does_not_fit_is_refused_with_its_place() {
    let failed = |dir: &Path| read(dir).unwrap_err().to_string();
    let dir = folder("0.5");
    std::fs::remove_file(dir.path().join("T.txt")).unwrap();
    assert!(failed(dir.path()).contains("T.txt: cannot be read"), "{}", failed(dir.path()));
    let dir = folder("0.5");
    std::fs::write(dir.path().join("T.txt"), "9.11\nhigh\n").unwrap();
    assert!(failed(dir.path()).contains("T.txt, line 2: `high` is not a number"), "{}", failed(dir.path()));
    std::fs::write(dir.path().join("T.txt"), "9.11\nNaN\n").unwrap();
    assert!(failed(dir.path()).contains("line 2"), "{}", failed(dir.path()));
    std::fs::write(dir.path().join("T.txt"), "9.11\n2.62 3.1\n").unwrap();
    assert!(failed(dir.path()).contains("line 2: 2 numbers, expected 1"), "{}", failed(dir.path()));
    std::fs::write(dir.path().join("T.txt"), "9.11\n").unwrap();
    assert!(failed(dir.path()).contains("1 lines of numbers, expected 20"), "{}", failed(dir.path()));
}

#[test]
fn the_files_themselves() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/caliendo_parro_2015");
    if !folder.is_dir() {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "skipped 1 check: caliendo_parro_2015 is not beside the repository");
        return;
    }
    let files = read(&folder).unwrap();
    let at = |code: &str| files.economies.iter().position(|e| e.code() == code).unwrap();
    assert_eq!(files.theta[..3], [9.11, 13.53, 2.62]);
    // Mexico buys most from the United States.
    let bought = |from: usize| (0..20).map(|j| files.imports[(j * 31 + at("MEX")) * 31 + from]).sum::<f64>();
    assert!((0..31).all(|from| bought(from) <= bought(at("USA"))));
}
