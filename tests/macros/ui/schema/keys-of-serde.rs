// Some settings are attributes of serde, or a part of the type.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// ID
    #[field(rename = "userId")]
    id: String,
    /// Name
    #[field(optional = true)]
    name: String,
    /// Order
    #[field(values = ["up", "down"])]
    order: String,
}

fn main() {}
