#![allow(dead_code)]
use plugin_core::Schema;

#[derive(Schema)]
struct User {
    #[field(titel = "Name")]
    name: String,
}

fn main() {}
