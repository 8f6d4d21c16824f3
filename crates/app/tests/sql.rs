//! SQL as people meet it, on one machine and on a cluster of this same binary. Built with the features
//! `engine` and `cluster` only.
#![cfg(feature = "cluster")]

mod shelf;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn suzerain(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suzerain"));
    command.args(args).env_remove("SUZERAIN_DATA").env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> (i32, String, String) {
    let output: Output = suzerain(args).output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a temporary path is text")
}

#[test]
fn answers_come_as_text_csv_json_and_parquet() {
    let sql = "select code, is_state, first_year, last_year from economies where code in ('RUS', 'SUN') order by code";
    let (code, csv, err) = run(&["sql", sql, "--format", "csv"]);
    assert_eq!(
        (code, csv.lines().next(), csv.lines().count()),
        (0, Some("code,is_state,first_year,last_year"), 3),
        "{err}"
    );
    let (_, text, _) = run(&["sql", sql]);
    assert!(text.starts_with("code") && text.lines().count() == 4, "{text}");
    let (_, json, _) = run(&["sql", sql, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["schema"], "suzerain.sql/1");
    assert_eq!(json["columns"][2], serde_json::json!({"name": "first_year", "type": "integer"}));
    assert_eq!((&json["rows"][0]["code"], &json["rows"][0]["last_year"]), (&"RUS".into(), &serde_json::Value::Null));
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("states.parquet");
    let (code, _, err) = run(&["sql", sql, "--format", "parquet", "--out", path(&file)]);
    assert_eq!(code, 0, "{err}");
    let (_, again, err) =
        run(&["sql", "select * from states order by code", "--format", "csv", "--data", path(dir.path())]);
    assert_eq!(again, csv, "{err}");
    let (_, nothing, _) = run(&["sql", "select code from economies where code = 'XXX'", "--format", "json"]);
    let nothing: serde_json::Value = serde_json::from_str(&nothing).expect("JSON");
    assert_eq!(nothing["rows"], serde_json::json!([]));
}

#[test]
fn mistakes_are_refused_with_exit_code_2_and_leave_nothing_behind() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("answer.csv");
    for (sql, says) in [
        ("select * from trad", "trad"),
        ("select 1 +", "error: "),
        ("create table t as select 1", "only questions"),
        ("select value from measure.cinc where nosuch = 1", "nosuch"),
        ("select arrow_cast('x', 'Int32')", "x"),
    ] {
        let (code, out, err) = run(&["sql", sql, "--format", "csv", "--out", path(&file)]);
        assert_eq!((code, out.as_str()), (2, ""), "{sql}: {err}");
        assert!(err.starts_with("error: ") && err.contains(says) && err.contains("\nhint: "), "{sql}: {err}");
        assert_eq!(std::fs::read_dir(dir.path()).expect("the folder").count(), 0, "{sql}");
    }
    let (code, _, err) = run(&["sql", "select 1", "--format", "parquet"]);
    assert_eq!(code, 2, "{err}");
    let (code, _, err) = run(&["sql", "select 1", "--cluster", "127.0.0.1:1"]);
    assert!(code == 2 && err.contains("no scheduler answers"), "{err}");
}

/// A node that is stopped when the test ends, however it ends.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a node and waits for the line in which it says where it is.
fn node(args: &[&str]) -> (Node, String) {
    let mut child = suzerain(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a node starts");
    let stderr = child.stderr.take().expect("a pipe");
    let node = Node(child);
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    let until = Instant::now() + Duration::from_secs(120);
    loop {
        let line = told.recv_timeout(until - Instant::now()).expect("the node says where it is");
        if let Some(rest) = line.split(" at ").nth(1) {
            let address = rest.split(' ').next().unwrap_or_default().to_owned();
            return (node, address);
        }
    }
}

/// The questions: every way a table or function can reach an executor.
const QUESTIONS: &[&str] = &[
    // Scans of built-in files, groups, sorts.
    "select year, exporter, sum(value_kusd) as v from trade where source = 'baci-29' group by 1, 2 order by 1, 2",
    // A join of the table with itself, and our scalar function on its rows.
    "with f as (select exporter a, importer b, value_kusd v from trade
                where source = 'baci-29' and year = 2021 and exporter <> importer)
     select f.a, f.b, hirschman_asymmetry(share(f.v, f.v + g.v), share(g.v, f.v + g.v)) as tilt
     from f join f g on f.a = g.b and f.b = g.a order by 1, 2",
    // Our aggregate, whose state travels between stages.
    "select economy, mean_of_known(value) as mean, count(*) as n from measure.cinc where year >= 2000
     group by economy order by economy",
    // A measure and the vocabulary, both computed on the executors.
    "select e.name, m.partner, m.value, m.status from measure.import_share m join economies e on e.code = m.economy
     where m.source = 'baci-29' and m.year = 2019 and m.item is null and m.partner in ('CHN', 'USA')
     order by e.name, m.partner",
    // Two computed tables one below the other, each with parts of its own.
    "select measure, year, count(*) as n, count(value) as known from (
       select measure, year, value from measure.un_agreement where year >= 2020
       union all select measure, year, value from measure.cinc where year >= 2010) t
     group by measure, year order by measure, year",
    // A window over votes.
    "select * from (select session, economy, count(*) as votes,
                    rank() over (partition by session order by count(*) desc, economy) as r
                    from votes where session >= 75 group by session, economy) t
     where r <= 3 order by session, r",
    // The user's table, beside the built-in ones of its kind.
    "select source, count(*) as n, sum(value_kusd) as v from trade group by source order by source",
];

#[test]
fn a_cluster_of_two_executors_answers_as_one_machine_does() {
    let data = tempfile::tempdir().expect("a temporary folder");
    shelf::fill(data.path());
    let (scheduler, address) = node(&["cluster", "scheduler", "--bind", "127.0.0.1:0"]);
    let executor = || node(&["cluster", "executor", "--scheduler", &address, "--threads", "1"]);
    let (first, second) = (executor(), executor());
    // Both must have registered before work is shared out: a query waits for the first only.
    std::thread::sleep(Duration::from_secs(2));
    for sql in QUESTIONS {
        let local = run(&["sql", sql, "--format", "csv", "--data", path(data.path())]);
        let shared = run(&["sql", sql, "--format", "csv", "--data", path(data.path()), "--cluster", &address]);
        assert_eq!(local.0, 0, "{sql}: {}", local.2);
        assert_eq!(shared.0, 0, "{sql}: {}", shared.2);
        assert!(local.1.lines().count() > 2, "{sql}: {}", local.1);
        same(&local.1, &shared.1, sql);
    }
    // An error on the cluster is the user's as well.
    let (code, _, err) = run(&["sql", "select * from trad", "--cluster", &address]);
    assert!(code == 2 && err.contains("trad"), "{err}");
    drop((first, second, scheduler));
}

/// Equal line by line; sums may differ in the last digits, since they are added in another order.
fn same(local: &str, shared: &str, sql: &str) {
    assert_eq!(local.lines().count(), shared.lines().count(), "{sql}\n{local}\n{shared}");
    for (a, b) in local.lines().zip(shared.lines()) {
        for (x, y) in a.split(',').zip(b.split(',')) {
            let close = match (x.parse::<f64>(), y.parse::<f64>()) {
                (Ok(x), Ok(y)) => (x - y).abs() <= 1e-12 * x.abs().max(y.abs()),
                _ => x == y,
            };
            assert!(close, "{sql}\n{a}\n{b}");
        }
    }
}
