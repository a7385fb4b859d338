// Each attribute has its place.
use plugin_core::Schema;

#[derive(serde::Deserialize, Schema)]
#[field(title = "Input")]
struct Input {
    /// ID of the user
    #[schema(title = "x", nonsense)]
    id: String,
    /// Name of the user
    #[json]
    #[query("name")]
    name: String,
    /// Role of the user
    #[serde(skip)]
    #[header("X-Role")]
    role: String,
}

#[derive(serde::Deserialize, Schema)]
#[json]
enum Severity {
    #[field(title = "Low")]
    Low,
    #[schema(name = "high")]
    High,
}

fn main() {}
