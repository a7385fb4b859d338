//! A server that is measured: its processor time and its memory, with those of its child processes.

use crate::load;
use crate::subject::{Subject, Workload, command};
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to start. valgrind makes it slow.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// The unit of the times in `/proc/PID/stat`, which Linux fixes for all programs.
const TICKS_PER_SECOND: f64 = 100.0;

pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    has_tool: bool,
}

impl Server {
    /// Starts a server and waits for its first reply. `tool` is a command that runs it, or empty.
    pub(crate) fn start(subject: &Subject, tool: &[String], workload: &Workload) -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let words: Vec<String> = tool.iter().cloned().chain(subject.serve(port)).collect();
        let mut command = command(&words);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().with_context(|| format!("cannot start {}", words[0]))?;
        let mut server = Self { child, port, has_tool: !tool.is_empty() };
        let start = Instant::now();
        while load::requests(server.port, workload, 1, 1).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("{} ended before it served: {status}", subject.name);
            }
            if start.elapsed() > START_TIMEOUT {
                bail!("{} does not serve {}", subject.name, workload.path);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Seconds of the processor so far, of the program and of the system for it.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        let ticks = |process: u32| -> Option<u64> {
            let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
            let fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
            fields.take(2).map(|field| field.parse::<u64>().ok()).sum()
        };
        let ticks: u64 = self.processes().into_iter().filter_map(ticks).sum();
        ticks as f64 / TICKS_PER_SECOND
    }

    /// The memory in MiB. What processes share counts once (PSS).
    pub(crate) fn memory(&self) -> f64 {
        let kibibytes = |process: u32| -> Option<f64> {
            let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.trim().trim_end_matches(" kB").parse().ok()
        };
        self.processes().into_iter().filter_map(kibibytes).sum::<f64>() / 1024.0
    }

    /// The process and its children, and theirs.
    fn processes(&self) -> Vec<u32> {
        let mut processes = vec![self.child.id()];
        let mut next = 0;
        while let Some(&process) = processes.get(next) {
            processes.extend(children(process));
            next += 1;
        }
        processes
    }

    /// Stops the server like an orchestrator, and waits until it has ended.
    pub(crate) fn stop(mut self) -> Result<()> {
        // strace does not pass on the signal, but its child is the server.
        let process = if self.has_tool { children(self.child.id()).first().copied() } else { None };
        let process = process.unwrap_or(self.child.id()).to_string();
        Command::new("kill").args(["-TERM", &process]).status()?;
        self.child.wait()?;
        Ok(())
    }
}

fn children(process: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists
        .flat_map(|list| list.split_ascii_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect()
}
