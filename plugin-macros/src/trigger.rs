//! `#[trigger]`: an `async fn` becomes a trigger.

use crate::settings::{CRATE, Key};
use crate::step::{self, StepKind};
use proc_macro2::TokenStream;

const KIND: StepKind = StepKind {
    name: "trigger",
    noun: "a trigger",
    keys: &[
        Key("name", "name = \"new_user\""),
        Key("title", "title = \"New User\""),
        Key("description", "description = \"Report each new user\""),
        CRATE,
    ],
    empty: "Result<()>",
    has_state: false,
    has_events: true,
};

pub fn expand(settings: TokenStream, item: TokenStream) -> TokenStream {
    step::expand(&KIND, settings, item)
}
