// The connection is a type.
plugin_core::plugin! { title: "Example", vendor: "acme", connection: "Connection", actions: [] }

fn main() {
    let _ = plugin();
}
