//! Compares `bench-plugin` with a server written by hand on axum and hyper, and with the same plugin on the Python runtime.
//!
//! `cargo run --release -p benches` measures everything in alternation, prints one table and writes `docs/benchmark.svg`.
//! `cargo run --release -p benches -- --check` counts instructions, allocations, system calls and bytes, and fails if one is above
//! its limit. `-- --scale` measures a server with many idle connections, many connections of the plugin, and many actions.
//! Counts hardly vary between machines. Times do, so they have no limit.

mod build;
mod chart;
mod cold;
mod counts;
mod limits;
mod load;
mod process;
mod scale;
mod subject;
mod table;
mod times;
mod upstream;

use anyhow::{Result, bail};
use subject::Subject;
use table::Table;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [cold::PROBE, ref command @ ..] => cold::probe(command),
        ["--scale"] => {
            upstream::start()?;
            scale::measure()
        }
        ["--check"] => {
            upstream::start()?;
            limits::check(&counts::of_plugin()?)
        }
        [] => {
            let subjects = Subject::all()?;
            upstream::start()?;
            let mut table = Table::new(&subjects);
            table.add(cold::measure(&subjects)?);
            table.add(times::measure(&subjects)?);
            table.add(counts::measure(&subjects)?);
            println!("{table}");
            chart::write(&table)
        }
        _ => bail!("usage: benches [--check | --scale]"),
    }
}
