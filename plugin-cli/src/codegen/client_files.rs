//! The files of the API client: `api.rs` with its calls, and `connection.rs`, which creates it from the settings.

use super::direction::Direction;
use super::guess::{self, Setting};
use super::imports::Imports;
use super::rust_names::RustNames;
use super::struct_type::StructType;
use crate::spec::Spec;

/// The text of `api.rs`.
pub fn api(spec: &Spec) -> String {
    let base_url = match has_address(spec) {
        true => "",
        false => {
            "/// The address of the API: enter that of your product.\npub const BASE_URL: &str = \"https://localhost\";\n\n"
        }
    };
    format!(
        "//! The client of the API.\n\nuse plugin_core::{{Http, api}};\n\n{base_url}\
         /// The client. `#[api_call]` uses its field `http`.\npub struct Api {{\n\
         #[allow(dead_code)] // until a call uses it\npub http: Http,\n}}\n\n\
         // `errors = runtime`: 401, 403, 429 and others are errors with a cause and an assistance.\n\
         // `retry = 3`: a call that fails for a moment is repeated up to three times.\n\
         #[api(errors = runtime, retry = 3)]\nimpl Api {{\n    \
         // Each call is a method without a body, such as:\n    //\n    \
         // #[api_call(GET, \"users/{{user_id}}\")]\n    \
         // pub async fn get_user(&self, user_id: &str) -> Result<User>;\n}}\n"
    )
}

fn has_address(spec: &Spec) -> bool {
    let settings: Vec<_> = spec.connection.iter().map(|property| Setting { property, ident: "" }).collect();
    guess::address(&settings).is_some()
}

/// The text of `connection.rs`.
pub fn connection(spec: &Spec, names: &RustNames) -> String {
    let mut imports = Imports::default();
    let input = StructType {
        ident: "ConnectionInput".into(),
        type_name: None,
        direction: Direction::Input,
        properties: &spec.connection,
    };
    let text = input.write(spec, names, &mut imports);
    let idents = input.idents();
    let settings = spec.connection.iter().zip(&idents);
    let settings: Vec<_> = settings.map(|(property, ident)| Setting { property, ident }).collect();
    imports.add("crate::api", "Api");
    for name in ["Http", "PluginError", "Result", "connection"] {
        imports.add("plugin_core", name);
    }
    let mut body = String::new();
    let address = match guess::address(&settings) {
        Some(url) if url.is_url() => format!("input.{}", url.ident),
        Some(host) => {
            body.push_str(&format!("let url = format!(\"https://{{}}\", input.{});\n", host.ident));
            "url".to_owned()
        }
        None => {
            imports.add("crate::api", "BASE_URL");
            "BASE_URL".to_owned()
        }
    };
    match guess::credentials(&settings, &address) {
        Some(auth) => {
            imports.add("plugin_core::api", "Auth");
            body.push_str(&format!(
                "// The kind of credentials is a guess: docs/api-calls.md of plugin-core lists all.\n\
                 let auth = {auth};\nlet http = Http::builder({address}).auth(auth).build()?;\n"
            ));
        }
        None => {
            if !address.starts_with("input.") && body.is_empty() {
                body.push_str("let _ = input;\n");
            }
            body.push_str(&format!(
                "// Add the credentials with `.auth(..)`: docs/api-calls.md of plugin-core lists the kinds.\n\
                 let http = Http::builder({address}).build()?;\n"
            ));
        }
    }
    format!(
        "//! The connection: its settings, and the struct that every step borrows.\n\n{}\n{text}\
         pub struct Connection {{\n#[allow(dead_code)] // until a step uses it\npub api: Api,\n}}\n\n\
         #[connection]\nimpl Connection {{\n    pub async fn connect(input: ConnectionInput) -> Result<Self> {{\n\
         {body}Ok(Self {{ api: Api {{ http }} }})\n}}\n\n    \
         pub async fn test(&self) -> Result<()> {{\n        \
         Err(PluginError::new(\"The connection test is not implemented yet.\", \"Implement it in src/connection.rs.\"))\n    }}\n}}\n",
        imports.lines()
    )
}
