// Two fields cannot have the same name on the wire.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
struct Input {
    /// ID of the user
    user_id: String,
    /// ID of the other user
    #[serde(rename = "userId")]
    other: String,
}

#[derive(Schema)]
#[serde(rename_all = "camelCase")]
#[allow(non_snake_case)]
struct Output {
    /// ID of the user
    user_id: String,
    /// ID of the user
    user__id: String,
}

#[derive(Schema)]
#[serde(rename_all = "lowercase")]
#[allow(non_camel_case_types)]
enum Severity {
    Low,
    LOW,
    #[serde(rename = "low")]
    Lowest,
}

fn main() {}
