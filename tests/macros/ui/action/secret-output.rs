// A secret is never an output, neither directly nor within another type.
use plugin_core::values::{Password, SecretKey};
use plugin_core::{Result, Schema, action};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Schema)]
struct Output {
    /// Key
    key: SecretKey,
    /// Logins
    login: Vec<Login>,
}

#[derive(Deserialize, Serialize, Schema)]
struct Login {
    /// Name
    name: String,
    /// Password
    password: Option<Password>,
}

/// Find the logins
#[action]
async fn get_logins() -> Result<Output> {
    todo!()
}

fn main() {
    let _ = get_logins;
}
