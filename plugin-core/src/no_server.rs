//! Replaces the `http` command if the feature `server` is off: there is no such command and it has no options.

use lexopt::{Error, Parser};
use plugin_engine::Engine;
use std::process::ExitCode;

pub(crate) const COMMAND: Option<&str> = None;

pub(crate) const HELP: &str = "";

/// The options of no server.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options;

/// Knows no option.
#[derive(Debug, Default)]
pub(crate) struct OptionParser {}

impl OptionParser {
    pub(crate) fn set(&mut self, _: &str, _: &mut Parser) -> Result<bool, Error> {
        Ok(false)
    }

    pub(crate) fn finish(self) -> Result<Options, Error> {
        Ok(Options)
    }
}

pub(crate) fn is_supervised(_: &Options) -> bool {
    false
}

pub(crate) fn supervise(_: &str, _: &Options) -> ExitCode {
    ExitCode::FAILURE
}

pub(crate) fn serve(_: Engine, _: &Options) -> ExitCode {
    ExitCode::FAILURE
}
