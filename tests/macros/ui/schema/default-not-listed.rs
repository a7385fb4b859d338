// The default is one of the allowed values.
use plugin_core::Schema;

#[derive(Schema)]
struct Input {
    /// Order of the users
    #[field(enum = ["up", "down"], default = "left")]
    order: String,
    /// Legal: the allowed values are those of the items
    #[field(enum = ["up", "down"], default = ["up"])]
    orders: Vec<String>,
    /// Legal: the author knows that the API accepts it
    #[field(enum = ["up", "down"], default = "left", unchecked = true)]
    other: String,
}

fn main() {}
