//! Takes every specification, or those that are named.

use std::process::ExitCode;

fn run() -> corpus::Result<(usize, Vec<String>)> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let all = [corpus::traps()?, corpus::cases()?].concat().into_iter();
    let cases: Vec<_> = all.filter(|case| wanted.is_empty() || wanted.contains(&case.name)).collect();
    Ok((cases.len(), corpus::run(&cases, "corpus")?))
}

fn main() -> ExitCode {
    match run() {
        Ok((count, wrong)) => {
            wrong.iter().for_each(|line| println!("{line}"));
            println!("{count} specifications, {} things are not as they should be", wrong.len());
            if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
