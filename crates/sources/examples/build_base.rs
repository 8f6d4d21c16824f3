//! Rebuilds the tables of the base: `build_base DATA_FOLDER INTO_FOLDER`.

use std::path::PathBuf;
use std::process::ExitCode;
use suzerain_sources::base_build;
use suzerain_sources::report::Silent;

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(from), Some(into)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: build_base DATA_FOLDER INTO_FOLDER");
        return ExitCode::from(2);
    };
    match base_build::build(&from, &into, &mut Silent) {
        Ok(report) => {
            for table in &report.tables {
                print!("{}", table.report);
            }
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
