use plugin_core::{Schema, action};
use serde::Serialize;

#[derive(Serialize, Schema)]
struct Output {
    /// Name
    name: String,
}

/// Find a user
#[action]
async fn get_user() -> impl Into<Output> {
    Output { name: String::new() }
}

fn main() {}
