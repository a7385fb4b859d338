// The schema follows some attributes of serde, and knows why it does not follow the others.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
#[serde(from = "String")]
struct Input {
    /// ID of the user
    #[serde(borrow)]
    id: std::borrow::Cow<'static, str>,
    /// Role of the user
    #[serde(renmae = "Role")]
    role: String,
}

impl From<String> for Input {
    fn from(_: String) -> Self {
        loop {}
    }
}

#[derive(serde::Deserialize, Schema)]
#[serde(rename_all_fields = "lowercase")]
enum Severity {
    Low,
    #[serde(other)]
    Other,
}

fn main() {}
