// A secret is never printed.
use plugin_core::values::{Password, SecretKey};

fn header(key: &SecretKey, password: &Password) -> String {
    format!("{key}:{}", password)
}

fn main() {
    let _ = header;
}
