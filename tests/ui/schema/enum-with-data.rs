// The dialect has only enums of plain names.
use plugin_core::Schema;

#[derive(Schema)]
enum Filter {
    All,
    Named(String),
}

fn main() {
    let _ = (Filter::All, Filter::Named(String::new()));
}
