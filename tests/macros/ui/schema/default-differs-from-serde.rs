// The default that people see is the one that the plugin fills in.
use plugin_core::Schema;
use serde::Deserialize;

#[derive(Deserialize, Schema)]
struct Server {
    /// Host of the API
    #[serde(default)]
    #[field(default = "localhost")]
    host: String,
    /// Port of the API
    #[serde(default)]
    #[field(default = 443)]
    port: u16,
    /// Whether the certificate is checked
    #[serde(default)]
    #[field(default = true)]
    verify: bool,
    /// Legal: the default of serde is shown
    #[serde(default)]
    #[field(default = 0)]
    pause: f64,
    /// Legal: a function returns the default
    #[serde(default = "eight")]
    #[field(default = 8)]
    limit: u32,
}

fn eight() -> u32 {
    8
}

fn main() {}
