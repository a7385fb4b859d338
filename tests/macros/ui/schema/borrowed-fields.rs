// An input owns its data. The steps that use it cause no further errors.
use plugin_core::{Page, Result, Schema, action, task};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(Deserialize, Schema)]
struct Input<'a> {
    name: &'a str,
    text: Cow<'a, str>,
    tags: Option<Vec<&'a str>>,
    labels: BTreeMap<String, Cow<'a, str>>,
    bytes: &'a [u8],
    group: Group<'a>,
}

#[derive(Deserialize, Schema)]
struct Group<'a> {
    name: &'a str,
}

#[derive(Serialize, Deserialize, Schema)]
struct State<'a> {
    last: &'a str,
}

/// Find one user
#[action]
async fn get_user<'a>(input: Input<'a>) -> Result<()> {
    let _ = input;
    Ok(())
}

/// Watch the users
#[task]
async fn monitor_users(state: State<'_>) -> Result<Page<(), State<'_>>> {
    Ok(Page::new(()).state(state))
}

plugin_core::plugin! { title: "Example", vendor: "acme", actions: [get_user], tasks: [monitor_users] }

fn main() {
    let _ = plugin();
}
