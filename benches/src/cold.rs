//! Measures a process that runs one message from stdin.

use crate::subject::{OF_ENCODE, Subject, command};
use crate::table::{Row, median};
use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::process::{Command, Stdio};
use wait4::Wait4;

/// The first argument of the process that starts the program to measure. The system counts the memory of the process that
/// starts a program as a part of its peak, so this process must be small.
pub(crate) const PROBE: &str = "--probe";

const ROUNDS: usize = 15;

/// Runs the command with the message of this process on stdin, and prints its processor time in milliseconds and its peak memory
/// in MiB.
pub(crate) fn probe(words: &[&str]) -> Result<()> {
    let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    let child = command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let used = child.wait4()?;
    ensure!(used.status.success(), "{}: {}", words.join(" "), used.status);
    let cpu = used.rusage.utime + used.rusage.stime;
    println!("{} {}", cpu.as_secs_f64() * 1e3, used.rusage.maxrss as f64 / f64::from(1 << 20));
    Ok(())
}

/// The processor time and the peak memory of one message, in alternation.
pub(crate) fn measure(subjects: &[Subject]) -> Result<Vec<Row>> {
    let mut cpu = vec![Vec::new(); subjects.len()];
    let mut memory = cpu.clone();
    for _ in 0..ROUNDS {
        for (subject, (cpu, memory)) in subjects.iter().zip(cpu.iter_mut().zip(&mut memory)) {
            if !subject.is_variant() {
                let [milliseconds, mebibytes] = one(subject)?;
                cpu.push(milliseconds);
                memory.push(mebibytes);
            }
        }
    }
    Ok(vec![
        Row::new("one message from stdin: processor time", "ms", cpu.into_iter().map(median)),
        Row::new("one message from stdin: peak memory", "MiB", memory.into_iter().map(median)),
    ])
}

fn one(subject: &Subject) -> Result<[f64; 2]> {
    let mut probe = Command::new(std::env::current_exe()?);
    probe.arg(PROBE).args(subject.run()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = probe.spawn()?;
    let mut stdin = child.stdin.take().context("no stdin")?;
    stdin.write_all(OF_ENCODE.message().as_bytes())?;
    drop(stdin);
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{} cannot run a message", subject.name);
    let text = String::from_utf8(output.stdout)?;
    let (cpu, memory) = text.trim().split_once(' ').context("no result")?;
    Ok([cpu.parse()?, memory.parse()?])
}
