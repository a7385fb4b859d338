//! `#[action]`: an `async fn` becomes an action.

use crate::settings::{CRATE, Key};
use crate::step::{self, StepKind};
use proc_macro2::TokenStream;

const KIND: StepKind = StepKind {
    name: "action",
    noun: "an action",
    keys: &[
        Key("name", "name = \"get_user\""),
        Key("title", "title = \"Get User\""),
        Key("description", "description = \"Find one user by ID\""),
        Key("timeout", "timeout = \"30s\""),
        CRATE,
    ],
    empty: "Result<()>",
    has_state: false,
    has_events: false,
};

pub fn expand(settings: TokenStream, item: TokenStream) -> TokenStream {
    step::expand(&KIND, settings, item)
}
