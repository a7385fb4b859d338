//! Takes every specification, or those that are named; with `--timing`, measures the derives instead.

use std::process::ExitCode;

fn run() -> corpus::Result<(Vec<corpus::Case>, Vec<String>)> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let all = [corpus::traps()?, corpus::cases()?].concat().into_iter();
    let cases: Vec<corpus::Case> =
        all.filter(|case| names.is_empty() || names.contains(&case.name)).collect();
    let differences = corpus::run(&cases, "corpus")?;
    Ok((cases, differences))
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--timing") {
        return match corpus::timing::run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    match run() {
        Ok((cases, differences)) => {
            differences.iter().for_each(|line| println!("{line}"));
            let golden = cases.iter().filter(|case| case.has_golden()).count();
            println!(
                "{} specifications, {golden} of them with schemas of the official tool: {} differences",
                cases.len(),
                differences.len()
            );
            if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
