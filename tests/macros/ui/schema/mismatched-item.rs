// The default of a list has items of the right type.
use plugin_core::Schema;

#[derive(Schema)]
#[serde(rename_all = "lowercase")]
enum Level {
    Low,
    High,
}

#[derive(Schema)]
struct Input {
    /// Names of the users
    #[field(default = ["ada", 5])]
    names: Vec<String>,
    /// Levels of the users
    #[field(default = ["low", "middle"])]
    levels: Option<Vec<Level>>,
    /// Port of the server
    #[field(default = [443])]
    port: u16,
}

fn main() {
    let _ = (Level::Low, Level::High);
}
