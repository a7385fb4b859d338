// A field without a description is a warning, which this line makes an error.
#![deny(deprecated)]
#![allow(dead_code)]

use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    user_id: String,
    #[field(title = "Full Name")]
    name: Option<String>,
    /// Role of the user
    role: String,
    #[field(description = "E-mail of the user")]
    email: String,
    #[field(description = none)]
    phone: String,
    #[serde(skip)]
    cache: String,
    #[allow(deprecated)]
    fax: String,
}

#[derive(Schema)]
#[allow(deprecated)]
struct Output {
    id: String,
}

macro_rules! define {
    ($name:ident, $field:ident) => {
        #[derive(Schema)]
        struct $name {
            $field: String,
            other: String,
        }
    };
}

define!(State, read_to);

fn main() {}
