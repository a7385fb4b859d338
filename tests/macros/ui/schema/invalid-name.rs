// A person must be able to read and type the name of a field.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
#[schema(name = " user")]
struct User {
    /// ID of the user
    #[serde(rename = "")]
    id: String,
    /// Name of the user
    #[serde(rename = "name ")]
    name: String,
    /// Role of the user
    #[serde(rename = "ro\tle")]
    role: String,
    /// A blank between words is legal
    #[serde(rename = "First Login")]
    first_login: String,
}

fn main() {}
