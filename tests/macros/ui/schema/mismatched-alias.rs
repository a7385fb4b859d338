// An alias has the checks of its type.
use plugin_core::Schema;

type Port = Option<u16>;

#[derive(serde::Serialize, Schema)]
struct Input {
    /// Port of the server
    #[field(default = "443", enum = ["443", 8443], type = "string")]
    port: Port,
    /// Name of the server
    #[field(required = true)]
    name: Option<String>,
    /// Address of the server
    #[serde(skip_serializing_if = "String::is_empty")]
    address: String,
}

fn main() {}
