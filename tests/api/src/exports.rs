//! Finds what a crate re-exports, and from where.

use crate::rustdoc::Crate;
use serde_json::Value;

/// A re-export: the path at which it is seen, and the path that it names.
pub struct Export {
    pub path: String,
    pub source: String,
}

/// What a crate re-exports from others of the workspace, in all of its public modules.
pub fn of_crate(it: &Crate) -> Vec<Export> {
    let mut exports = Vec::new();
    visit(&it.json["index"], &it.json["root"], &it.name, &mut exports);
    exports
}

fn visit(index: &Value, id: &Value, path: &str, exports: &mut Vec<Export>) {
    for id in index[id.to_string()]["inner"]["module"]["items"].as_array().into_iter().flatten() {
        let item = &index[id.to_string()];
        let (module, used) = (&item["inner"]["module"], &item["inner"]["use"]);
        if let (Some(name), true) = (item["name"].as_str(), module.is_object()) {
            visit(index, id, &format!("{path}::{name}"), exports);
        }
        if let (Some(name), Some(source)) = (used["name"].as_str(), used["source"].as_str())
            && source.starts_with("plugin_")
        {
            exports.push(Export { path: format!("{path}::{name}"), source: source.to_owned() });
        }
    }
}
