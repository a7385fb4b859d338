//! Takes every specification, or those that are named.

use std::process::ExitCode;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let cases = match corpus::cases() {
        Ok(Some(cases)) => cases,
        Ok(None) => {
            eprintln!("there is no folder of specifications; set PLUGIN_SHARED");
            return ExitCode::FAILURE;
        }
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let cases: Vec<_> =
        cases.into_iter().filter(|case| wanted.is_empty() || wanted.contains(&case.name)).collect();
    match corpus::run(&cases, "corpus") {
        Ok(wrong) => {
            wrong.iter().for_each(|line| println!("{line}"));
            println!("{} specifications, {} things are not as they should be", cases.len(), wrong.len());
            if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
