//! Implements the `events` command: lists, retries or drops dead letters.

use crate::command_line::EventsCommand;
use plugin_engine::log::report;
use plugin_engine::{DeadLetter, Folders, dead_letters};
use plugin_schema::error::{PluginError, Result};
use std::fmt::Write;

/// The word that stands for the keys of all events.
const ALL: &str = "all";

/// Executes the command and returns the text for stdout.
///
/// # Errors
/// A server error if the files cannot be used; a caller error if a key is unknown, before any event is changed.
pub(crate) fn execute(folders: &Folders, command: &EventsCommand) -> Result<String> {
    let folder = folders.of_states()?;
    let (letters, errors) = dead_letters(&folder)?;
    errors.iter().for_each(report);
    match command {
        EventsCommand::List => Ok(letters.iter().map(format_line).collect()),
        EventsCommand::Retry(keys) => {
            let letters = select(&letters, keys)?;
            letters.iter().try_for_each(|letter| letter.retry(&folder))?;
            Ok(format!("{}\n", count_events(letters.len(), "will be sent again when the trigger runs")))
        }
        EventsCommand::Drop(keys) => {
            let letters = select(&letters, keys)?;
            letters.iter().try_for_each(|letter| letter.discard(&folder))?;
            Ok(format!("{}\n", count_events(letters.len(), "dropped")))
        }
    }
}

fn count_events(count: usize, outcome: &str) -> String {
    match count {
        1 => format!("1 event {outcome}"),
        count => format!("{count} events {outcome}"),
    }
}

/// Formats key, trigger, time, status and response as one line. Control characters of the response are escaped.
fn format_line(letter: &DeadLetter) -> String {
    let DeadLetter { key, trigger, time, status, response, .. } = letter;
    let mut line = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(line, "{key} {trigger} {time} {status} {response:?}");
    line
}

/// The dead letters with these keys.
fn select<'a>(letters: &'a [DeadLetter], keys: &[String]) -> Result<Vec<&'a DeadLetter>> {
    if keys == [ALL] {
        return Ok(letters.iter().collect());
    }
    let find = |key: &String| {
        let letter = letters.iter().find(|letter| letter.key == *key);
        letter.ok_or_else(|| {
            PluginError::caller(format_args!("unknown event {key:?}: `events list` prints the keys"))
        })
    };
    keys.iter().map(find).collect()
}
