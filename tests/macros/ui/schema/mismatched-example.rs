// The example is not a value of the type.
use plugin_core::Schema;
use plugin_core::values::SecretKey;

#[derive(Schema)]
struct Input {
    /// Name of the user
    #[field(example = 1)]
    name: String,
    /// Names of the groups
    #[field(example = ["staff", 2])]
    groups: Vec<String>,
    /// Order of the users
    #[field(enum = ["up", "down"], example = "left")]
    order: String,
    /// Legal: the text of the credential
    #[field(example = "0123456789")]
    key: SecretKey,
    /// Legal: the author knows better
    #[field(example = 1, unchecked = true)]
    note: String,
}

fn main() {}
