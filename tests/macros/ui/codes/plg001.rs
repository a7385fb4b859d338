#![allow(dead_code)]
use plugin_core::Schema;

#[derive(Schema)]
struct User {
    /// Name of the user
    #[field(titel = "Name")]
    name: String,
}

fn main() {}
