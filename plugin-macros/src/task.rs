//! `#[task]`: an `async fn` becomes a task.

use crate::settings::{CRATE, Key};
use crate::step::{self, StepKind};
use proc_macro2::TokenStream;

const KIND: StepKind = StepKind {
    name: "task",
    noun: "a task",
    keys: &[
        Key("name", "name = \"monitor_users\""),
        Key("title", "title = \"Monitor Users\""),
        Key("description", "description = \"Watch for new users\""),
        Key("timeout", "timeout = \"30s\""),
        Key("schedule", "schedule = {\"title\": \"Schedule\", \"type\": \"string\"}"),
        CRATE,
    ],
    empty: "Result<Page<()>>",
    has_state: true,
    has_events: false,
};

pub fn expand(settings: TokenStream, item: TokenStream) -> TokenStream {
    step::expand(&KIND, settings, item)
}
