//! The same two actions, written by hand: no schema, no validation, no log, no masked secrets, no limits, no metrics.
//!
//! `by-hand run < message.json`, or `by-hand axum PORT THREADS` and `by-hand hyper PORT THREADS`.

mod actions;
mod servers;

use actions::Error;
use std::io::{Read, Write, stdin, stdout};

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["run"] => {
            let mut message = Vec::new();
            stdin().read_to_end(&mut message)?;
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let (_, reply) = runtime.block_on(actions::run(&message));
            stdout().write_all(&reply)?;
            Ok(())
        }
        [stack, port, threads] => {
            let runtime = match threads.parse()? {
                1 => tokio::runtime::Builder::new_current_thread().enable_all().build()?,
                threads => tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(threads)
                    .enable_all()
                    .build()?,
            };
            runtime.block_on(servers::serve(stack, port.parse()?))
        }
        _ => Err("usage: bench-by-hand run | axum PORT THREADS | hyper PORT THREADS".into()),
    }
}
