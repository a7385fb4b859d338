// A key and its value are separated by a colon.
plugin_core::plugin! { title: "Example", vendor: "acme", actions = [get_user] }

fn main() {
    let _ = plugin();
}
