//! Guesses the address and the credentials of an API from the names and types of the settings.

use super::type_rules::SECRET_TYPES;
use crate::casing;
use crate::spec::{Property, PropertyType};
use serde_json::Value;

/// Words in the name of a setting that is the address of an API, the most certain first.
const ADDRESS_WORDS: [&str; 9] =
    ["url", "uri", "endpoint", "host", "hostname", "server", "address", "domain", "instance"];

/// Words in the name of an address that has another purpose.
const OTHER_ADDRESSES: [&str; 7] = ["proxy", "auth", "token", "login", "redirect", "cert", "email"];

/// Names of a setting that identifies a client of OAuth 2.0.
const CLIENT_IDS: [&str; 4] = ["client_id", "application_id", "app_id", "oauth_client_id"];

/// A setting of the connection.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The property of the specification.
    pub property: &'a Property,
    /// The field's name in Rust.
    pub ident: &'a str,
}

impl Setting<'_> {
    /// The words of the name.
    fn words(self) -> Vec<String> {
        casing::snake_case(&self.property.name, "").split('_').map(str::to_owned).collect()
    }

    fn has_word(self, words: &[&str]) -> bool {
        self.words().iter().any(|word| words.contains(&word.as_str()))
    }

    fn is(self, ty: &str) -> bool {
        matches!(self.property.ty, PropertyType::BuiltIn(name) if name == ty)
    }

    /// Whether the setting is a secret that is a single text.
    fn is_key(self) -> bool {
        self.is("credential_secret_key") || self.is("credential_token")
    }

    fn is_required(self) -> bool {
        self.property.required == Some(true)
    }

    /// Whether the values of an address begin with `https://`.
    pub fn is_url(self) -> bool {
        let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
        match text(&self.property.default).or(text(&self.property.example)) {
            Some(text) => text.starts_with("http"),
            None => self.has_word(&["url", "uri", "endpoint"]),
        }
    }
}

/// The setting that is the address of the API.
pub fn address<'a>(settings: &[Setting<'a>]) -> Option<Setting<'a>> {
    let texts = || {
        let texts =
            settings.iter().filter(|setting| setting.is("string") && setting.property.values.is_empty());
        texts.filter(|setting| setting.is_required() && !setting.has_word(&OTHER_ADDRESSES))
    };
    ADDRESS_WORDS.iter().find_map(|word| texts().find(|setting| setting.has_word(&[word]))).copied()
}

/// The expression of the credentials: `Auth::bearer(..)?`, for example.
pub fn credentials(settings: &[Setting<'_>], address: &str) -> Option<String> {
    let secrets: Vec<_> =
        settings.iter().filter(|setting| SECRET_TYPES.iter().any(|ty| setting.is(ty))).collect();
    let client_id = settings.iter().find(|setting| CLIENT_IDS.contains(&setting.words().join("_").as_str()));
    if let Some(id) = client_id.filter(|id| id.is_required()) {
        let mut keys = secrets.iter().filter(|secret| secret.property.name != id.property.name);
        let (Some(key), None) = (keys.next(), keys.next()) else { return None };
        let id = match (id.is_key(), id.is("string") && id.property.values.is_empty()) {
            (true, _) => format!("input.{}.expose_secret()", id.ident),
            (_, true) => format!("input.{}", id.ident),
            _ => return None,
        };
        let is_secret = key.is_required() && (key.is_key() || key.is("password"));
        let token_url = match address.contains('.') {
            true => format!("format!(\"{{}}/oauth/token\", {address})"),
            false => format!("format!(\"{{{address}}}/oauth/token\")"),
        };
        return is_secret.then(|| format!("Auth::oauth2({token_url}, {id}, &input.{})", key.ident));
    }
    match secrets[..] {
        [key] if key.is_required() && key.is_key() => Some(format!("Auth::bearer(&input.{})?", key.ident)),
        [pair] if pair.is_required() && pair.is("credential_username_password") => {
            Some(format!("Auth::basic(&input.{})?", pair.ident))
        }
        _ => None,
    }
}
