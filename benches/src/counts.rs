//! Counts what does not depend on the machine: instructions, allocations, system calls and bytes.

use crate::load;
use crate::process::Server;
use crate::subject::{OF_ENCODE, OF_LIST_USERS, Subject, Workload, command};
use crate::table::Row;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::io::Write;
use std::process::Stdio;

/// A program that counts, and the line of its report with the count.
struct Tool {
    name: &'static str,
    arguments: &'static [&'static str],
    /// The option before the file of the report.
    report: &'static str,
    /// The words around the number.
    count: fn(&str) -> Option<&str>,
}

const INSTRUCTIONS: Tool = Tool {
    name: "valgrind",
    arguments: &["--tool=callgrind", "--callgrind-out-file=/dev/null"],
    report: "--log-file=",
    count: |line| Some(line.split_once("Collected : ")?.1),
};

const ALLOCATIONS: Tool = Tool {
    name: "valgrind",
    arguments: &["--tool=memcheck", "--leak-check=no", "--undef-value-errors=no"],
    report: "--log-file=",
    count: |line| Some(line.split_once("total heap usage: ")?.1.split_once(" allocs")?.0),
};

const SYSTEM_CALLS: Tool = Tool {
    name: "strace",
    arguments: &["-f", "-c", "-U", "calls,name"],
    report: "--output=",
    count: |line| line.trim().strip_suffix("total"),
};

/// All counts of all programs. A program that counts and is not installed leaves its rows out.
pub(crate) fn measure(subjects: &[Subject]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let native = |count: &dyn Fn(&Subject) -> Result<f64>| -> Result<Vec<Option<f64>>> {
        subjects.iter().map(|subject| subject.is_native().then(|| count(subject)).transpose()).collect()
    };
    if INSTRUCTIONS.is_installed() {
        for workload in [OF_ENCODE, OF_LIST_USERS] {
            let instructions = native(&|subject| INSTRUCTIONS.per_request(subject, &workload, 1))?;
            rows.push(Row::new(&format!("{}: instructions of a request", workload.name), "", instructions));
        }
        let allocations = native(&|subject| ALLOCATIONS.per_request(subject, &OF_ENCODE, 1))?;
        rows.push(Row::new("encode: allocations of a request", "", allocations));
        let of_run = |subject: &Subject| {
            (subject.is_native() && !subject.is_variant()).then(|| INSTRUCTIONS.of_run(subject)).transpose()
        };
        let instructions = subjects.iter().map(of_run).collect::<Result<Vec<_>>>()?;
        rows.push(Row::new("one message from stdin: instructions", "", instructions));
    }
    if SYSTEM_CALLS.is_installed() {
        let calls = native(&|subject| SYSTEM_CALLS.per_request(subject, &OF_ENCODE, OF_ENCODE.connections))?;
        rows.push(Row::new("encode, 16 connections: system calls of a request", "", calls));
    }
    let megabytes = native(&|subject| Ok(fs::metadata(subject.binary())?.len() as f64 / 1e6))?;
    rows.push(Row::new("size of the program", "MB", megabytes));
    Ok(rows)
}

/// The counts that have a limit: those of the plugin with one thread, which vary least.
pub(crate) fn of_plugin() -> Result<Vec<(&'static str, f64)>> {
    let [plugin, _] = Subject::plugins()?;
    Ok(vec![
        ("encode: instructions", INSTRUCTIONS.per_request(&plugin, &OF_ENCODE, 1)?),
        ("encode: allocations", ALLOCATIONS.per_request(&plugin, &OF_ENCODE, 1)?),
        ("encode: system calls", SYSTEM_CALLS.per_request(&plugin, &OF_ENCODE, OF_ENCODE.connections)?),
        ("list_users: instructions", INSTRUCTIONS.per_request(&plugin, &OF_LIST_USERS, 1)?),
        ("list_users: allocations", ALLOCATIONS.per_request(&plugin, &OF_LIST_USERS, 1)?),
        ("one message from stdin: instructions", INSTRUCTIONS.of_run(&plugin)?),
        ("bytes of the program", fs::metadata(plugin.binary())?.len() as f64),
    ])
}

impl Tool {
    fn is_installed(&self) -> bool {
        let mut version = command(&[self.name.to_owned(), "--version".to_owned()]);
        let is_installed = version.stdout(Stdio::null()).status().is_ok_and(|status| status.success());
        if !is_installed {
            eprintln!("{} is not installed: its counts are left out", self.name);
        }
        is_installed
    }

    /// The count of one request: the difference between many and few requests.
    fn per_request(&self, subject: &Subject, workload: &Workload, connections: usize) -> Result<f64> {
        let [few, many] = workload.counted.map(|requests| -> Result<f64> {
            let report = self.report_file();
            let server = Server::start(subject, &self.command(&report), workload)?;
            load::requests(server.port, workload, connections, requests)?;
            server.stop()?;
            self.read(&report)
        });
        Ok((many? - few?) / (workload.counted[1] - workload.counted[0]) as f64)
    }

    /// The count of a process that runs one message from stdin.
    fn of_run(&self, subject: &Subject) -> Result<f64> {
        let report = self.report_file();
        let words: Vec<String> = self.command(&report).into_iter().chain(subject.run()).collect();
        let mut run = command(&words);
        // The start of a program reads its environment.
        let path = std::env::var_os("PATH").unwrap_or_default();
        run.env_clear().env("PATH", path).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = run.spawn()?;
        child.stdin.take().context("no stdin")?.write_all(OF_ENCODE.message().as_bytes())?;
        ensure!(child.wait()?.success(), "{} cannot run a message", subject.name);
        self.read(&report)
    }

    fn report_file(&self) -> String {
        let file = format!("benches-{}-{}", std::process::id(), self.name);
        std::env::temp_dir().join(file).to_string_lossy().into_owned()
    }

    fn command(&self, report: &str) -> Vec<String> {
        let arguments = self.arguments.iter().map(|&argument| argument.to_owned());
        [self.name.to_owned()]
            .into_iter()
            .chain(arguments)
            .chain([format!("{}{report}", self.report)])
            .collect()
    }

    fn read(&self, report: &str) -> Result<f64> {
        let text = fs::read_to_string(report)?;
        fs::remove_file(report)?;
        let count = text.lines().rev().find_map(self.count);
        let count = count.with_context(|| format!("{} printed no count: {text}", self.name))?;
        Ok(count.replace(',', "").trim().parse()?)
    }
}
