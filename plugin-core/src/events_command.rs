//! The events that a dispatcher has refused: lists them, lets them be sent again, or drops them.

use crate::command_line::EventsCommand;
use plugin_engine::log::report;
use plugin_engine::{DeadLetter, Folders, dead_letters};
use plugin_schema::error::{PluginError, Result};
use std::fmt::Write;

/// In the place of a key: all events.
const ALL: &str = "all";

/// Does what was ordered, and returns the text for stdout.
///
/// # Errors
/// The server's, if the files cannot be used; the caller's, if there is no event with a key, and then nothing is done.
pub(crate) fn execute(folders: &Folders, command: &EventsCommand) -> Result<String> {
    let folder = folders.of_states()?;
    let (letters, errors) = dead_letters(&folder)?;
    errors.iter().for_each(report);
    match command {
        EventsCommand::List => Ok(letters.iter().map(line).collect()),
        EventsCommand::Retry(keys) => {
            let letters = chosen(&letters, keys)?;
            letters.iter().try_for_each(|letter| letter.retry(&folder))?;
            Ok(format!("{}\n", counted(letters.len(), "will be sent again, when the trigger runs")))
        }
        EventsCommand::Drop(keys) => {
            let letters = chosen(&letters, keys)?;
            letters.iter().try_for_each(|letter| letter.discard(&folder))?;
            Ok(format!("{}\n", counted(letters.len(), "dropped")))
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 event {what}"),
        count => format!("{count} events {what}"),
    }
}

/// Key, trigger, time, status and text: one line, whatever the dispatcher has written.
fn line(letter: &DeadLetter) -> String {
    let DeadLetter { key, trigger, time, status, response, .. } = letter;
    let mut line = String::new();
    // A String takes whatever is written to it.
    let _ = writeln!(line, "{key} {trigger} {time} {status} {response:?}");
    line
}

fn chosen<'a>(letters: &'a [DeadLetter], keys: &[String]) -> Result<Vec<&'a DeadLetter>> {
    if keys == [ALL] {
        return Ok(letters.iter().collect());
    }
    let of = |key: &String| {
        let letter = letters.iter().find(|letter| letter.key == *key);
        letter.ok_or_else(|| {
            PluginError::caller(format_args!("There is no refused event {key:?}; see `events list`."))
        })
    };
    keys.iter().map(of).collect()
}
