// The name of the type has a typing error.
use plugin_core::Schema;
use plugin_core::values::Any;

#[derive(Schema)]
struct Input {
    /// ID
    #[field(type = "integar")]
    id: u8,
    /// Name
    #[field(type = "str")]
    name: Option<String>,
    /// Tags
    #[field(type = "[]text")]
    tags: Vec<String>,
    /// Legal: a type that only the API knows
    #[field(type = "registrar")]
    registrar: Any,
}

fn main() {}
