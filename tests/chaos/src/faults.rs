//! The faults, one after the other.

use crate::dispatcher::{Dispatcher, Reaction};
use crate::error::Result;
use crate::process::Process;
use crate::report::Report;
use crate::spool;
use crate::workspace::Workspace;
use fastrand::Rng;
use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

/// Between two looks at the files of the plugin.
const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// How long the spool may take to fill before it is corrupted, and to empty at the end.
const SPOOL_TIMEOUT: Duration = Duration::from_secs(5);

/// Starts of the trigger at the end, until its spool is empty.
const MAX_LAST_STARTS: u32 = 20;

/// Runs the trigger for this long under the faults of the seed, and then to its end.
///
/// # Errors
/// If files, sockets or processes cannot be used.
pub fn run(length: Duration, seed: u64) -> Result<Report> {
    let (workspace, dispatcher) = (Workspace::new()?, Dispatcher::start()?);
    let process = Process::start(&workspace, &dispatcher.url())?;
    let mut chaos = Chaos {
        random: Rng::with_seed(seed),
        workspace,
        dispatcher,
        process,
        corrupted: BTreeSet::new(),
        dead_letters: BTreeSet::new(),
        report: Report::default(),
    };
    let end = Instant::now() + length;
    while Instant::now() < end {
        chaos.pause(50..800);
        chaos.restart_if_ended()?;
        chaos.fault()?;
        chaos.dispatcher.react(Reaction::Accept);
        chaos.workspace.take_dead_letters(&mut chaos.dead_letters)?;
    }
    chaos.finish()
}

struct Chaos {
    random: Rng,
    workspace: Workspace,
    dispatcher: Dispatcher,
    process: Process,
    /// The numbers of events in records of which a byte was flipped.
    corrupted: BTreeSet<u64>,
    dead_letters: BTreeSet<u64>,
    report: Report,
}

impl Chaos {
    fn fault(&mut self) -> Result<()> {
        match self.random.u32(..9) {
            0 | 1 => self.kill(),
            2 => self.stop(),
            3 => self.react(Reaction::Unavailable),
            4 => {
                let count = self.random.u32(1..5);
                self.react(Reaction::Reject(count))
            }
            5 => self.react(Reaction::Reset),
            6 => self.react(Reaction::CutResponse),
            7 => self.react(Reaction::Away),
            _ => self.corrupt(),
        }
    }

    fn kill(&mut self) -> Result<()> {
        // Half of the kills happen while events wait.
        if self.random.bool() {
            self.dispatcher.react(Reaction::Unavailable);
            self.pause(10..500);
        }
        self.report.kills += 1;
        self.process.kill()?;
        self.start()
    }

    fn stop(&mut self) -> Result<()> {
        self.report.pauses += 1;
        self.process.signal("STOP")?;
        self.pause(50..1000);
        self.process.signal("CONT")
    }

    fn react(&mut self, reaction: Reaction) -> Result<()> {
        self.report.refusals += 1;
        self.dispatcher.react(reaction);
        self.pause(20..1500);
        Ok(())
    }

    /// Flips a byte of the spool while the plugin is down.
    fn corrupt(&mut self) -> Result<()> {
        self.dispatcher.react(Reaction::Unavailable);
        let min_bytes = self.random.u64(1..20_000);
        let end = Instant::now() + SPOOL_TIMEOUT;
        while self.workspace.spool_bytes() < min_bytes && Instant::now() < end {
            thread::sleep(POLL_INTERVAL);
        }
        self.process.kill()?;
        if let Some(numbers) = spool::corrupt(&self.workspace.spool(), &mut self.random)? {
            self.report.corruptions += 1;
            self.corrupted.extend(numbers);
        }
        self.start()
    }

    fn start(&mut self) -> Result<()> {
        self.process = Process::start(&self.workspace, &self.dispatcher.url())?;
        Ok(())
    }

    /// A trigger runs until it is terminated, whatever the dispatcher does.
    fn restart_if_ended(&mut self) -> Result<()> {
        if self.process.has_ended()? {
            self.report.ended.push(self.process.reply());
            self.start()?;
        }
        Ok(())
    }

    fn pause(&mut self, milliseconds: std::ops::Range<u64>) {
        thread::sleep(Duration::from_millis(self.random.u64(milliseconds)));
    }

    /// Accepts all events, and terminates and restarts the trigger until its spool is empty.
    fn finish(mut self) -> Result<Report> {
        for _ in 0..MAX_LAST_STARTS {
            self.restart_if_ended()?;
            // A trigger that has just started must read its message before the signal.
            let (before, end) = (self.dispatcher.count(), Instant::now() + SPOOL_TIMEOUT);
            while self.dispatcher.count() == before && Instant::now() < end {
                thread::sleep(POLL_INTERVAL);
            }
            self.process.signal("TERM")?;
            if self.process.wait()?.success() && self.workspace.spool_bytes() == 0 {
                break;
            }
            self.start()?;
        }
        self.workspace.take_dead_letters(&mut self.dead_letters)?;
        let sent = self.workspace.last()?;
        Ok(self.report.count(sent, &self.dispatcher.arrivals(), &self.dead_letters, &self.corrupted))
    }
}
