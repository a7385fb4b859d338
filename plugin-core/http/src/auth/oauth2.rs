//! Fetches OAuth2 tokens.

use super::credentials::Credentials;
use super::header_value::{basic_value, secrets_of};
use super::login::SessionAuth;
use super::scheme::Auth;
use super::session::Rejects;
use crate::build::{RequestBuilder, url};
use crate::call::LOGIN;
use crate::client::Http;
use crate::response::Response;
use crate::send;
use jiff::Timestamp;
use plugin_schema::error::{PluginError, Result};
use plugin_schema::values::{Password, UsernamePassword};
use reqwest::header::AUTHORIZATION;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

impl Auth {
    /// OAuth2: a token from `token_url`. The default grant type is client credentials.
    pub fn oauth2(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Password>,
    ) -> OAuth2 {
        OAuth2::new(token_url.into(), client_id.into(), client_secret.into())
    }
}

/// Builds OAuth2 authentication: the token endpoint and the fields of its requests. The token is fetched for the first request,
/// cached until shortly before it expires, and fetched again once if the API rejects it.
///
/// ```
/// use plugin_core::Http;
/// use plugin_core::api::Auth;
/// use plugin_core::values::SecretKey;
///
/// # let client_secret: SecretKey = serde_json::from_str(r#"{"secretKey": "s3cr3t"}"#).unwrap();
/// let auth = Auth::oauth2("https://login.example.com/oauth2/token", "client-1", &client_secret)
///     .field("resource", "https://storage.example.com");
/// let http = Http::builder("https://api.example.com").auth(auth).build().unwrap();
/// # let _ = http;
/// ```
#[must_use = "pass it to `HttpBuilder::auth`"]
pub struct OAuth2 {
    token_url: String,
    grant_type: String,
    client: UsernamePassword,
    fields: Vec<(String, Password)>,
    style: Style,
    is_in_query: bool,
    skew: Duration,
    replays: u32,
    renew_when: Option<Box<Rejects>>,
}

/// A field of a token request is secret if its name contains one of these words.
const SECRET: [&str; 4] = ["password", "secret", "token", "assertion"];

/// How the client authenticates to the token endpoint.
#[derive(Clone, Copy)]
enum Style {
    Body,
    Basic,
}

impl OAuth2 {
    fn new(token_url: String, username: String, password: Password) -> Self {
        Self {
            token_url,
            grant_type: "client_credentials".to_owned(),
            client: UsernamePassword { username, password },
            fields: Vec::new(),
            style: Style::Body,
            is_in_query: false,
            skew: Duration::from_secs(30),
            replays: 1,
            renew_when: None,
        }
    }

    /// Sets the grant type. The default is `client_credentials`.
    pub fn grant_type(mut self, grant_type: impl Into<String>) -> Self {
        self.grant_type = grant_type.into();
        self
    }

    /// Sets the password grant with these credentials of a user.
    pub fn password(self, credentials: &UsernamePassword) -> Self {
        let password = credentials.password.clone();
        self.grant_type("password").field("username", &*credentials.username).field("password", password)
    }

    /// Adds a field to the token request, e.g. `scope`.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Password>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Sends the client ID and secret with HTTP Basic instead of fields of the body.
    pub fn basic(mut self) -> Self {
        self.style = Style::Basic;
        self
    }

    /// Sends the fields in the query of the token request instead of the body.
    pub fn in_query(mut self) -> Self {
        self.is_in_query = true;
        self
    }

    /// Sets how long before its expiry a token is renewed. The default is 30 seconds.
    pub fn skew(mut self, skew: Duration) -> Self {
        self.skew = skew;
        self
    }

    /// Sets how often a call is sent again with a new token after the API rejects the token. The default is 1.
    pub fn replays(mut self, replays: u32) -> Self {
        self.replays = replays;
        self
    }

    /// Sets which responses reject the token, by status and body. The default is status 401.
    pub fn renew_when(mut self, refused: impl Fn(u16, &[u8]) -> bool + Send + Sync + 'static) -> Self {
        self.renew_when = Some(Box::new(refused));
        self
    }

    /// Builds the token request.
    fn request(&self, http: &Http) -> Result<RequestBuilder> {
        let mut request = http.request(&LOGIN).login_url(url::absolute(&self.token_url)?);
        let in_body = matches!(self.style, Style::Body);
        let mut fields = vec![("grant_type", self.grant_type.as_str())];
        if in_body {
            fields.push(("client_id", &self.client.username));
            fields.push(("client_secret", self.client.password.expose_secret()));
        }
        fields.extend(self.fields.iter().map(|(name, value)| (name.as_str(), value.expose_secret())));
        for (name, value) in fields {
            request =
                if self.is_in_query { request.query(name, value) } else { request.form_field(name, value) };
        }
        if !in_body {
            let value = basic_value(&self.client.username, self.client.password.expose_secret())?;
            request = request.header_value(AUTHORIZATION, value);
        }
        Ok(request)
    }

    /// The secrets in the token request.
    fn secrets(&self) -> Vec<Zeroizing<String>> {
        let password = self.client.password.expose_secret();
        let is_secret = |name: &str| SECRET.iter().any(|word| name.to_ascii_lowercase().contains(word));
        let fields =
            self.fields.iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| value.expose_secret());
        let mut secrets: Vec<_> =
            fields.chain([password]).map(|secret| Zeroizing::new(secret.to_owned())).collect();
        if let (Style::Basic, Ok(value)) = (self.style, basic_value(&self.client.username, password)) {
            secrets.extend(secrets_of(&value));
        }
        secrets
    }
}

/// Prints neither the client ID nor the fields.
impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2").field("grant_type", &self.grant_type).finish_non_exhaustive()
    }
}

impl From<OAuth2> for Auth {
    fn from(mut oauth: OAuth2) -> Self {
        let refused = oauth.renew_when.take();
        let secrets = oauth.secrets();
        let (skew, replays, oauth) = (oauth.skew, oauth.replays, Arc::new(oauth));
        let session = SessionAuth::new(move |http| {
            let oauth = Arc::clone(&oauth);
            async move { credentials_of(&send::send(oauth.request(&http)?).await?) }
        });
        let session = session.skew(skew).replays(replays).secrets_sent(secrets);
        match refused {
            Some(refused) => session.renew_when(refused).into(),
            None => session.into(),
        }
    }
}

fn credentials_of(answer: &Response) -> Result<Credentials> {
    let fields: Value = answer.json()?;
    let Some(token) = fields["access_token"].as_str().filter(|token| !token.is_empty()) else {
        let error = PluginError::new(
            "The response to the login has no access token.",
            "Check the address and the kind of the login in the connection.",
        );
        return Err(error.with_status(answer.status()));
    };
    let credentials = Credentials::bearer(token)?;
    // Some APIs write numbers as text, some return only the time of the expiry, and some return 0 for no expiry.
    let number = |name: &str| {
        let value = &fields[name];
        value.as_f64().or_else(|| value.as_str()?.parse().ok()).filter(|number| *number > 0.0)
    };
    let end = number("expires_on").and_then(|second| Timestamp::from_second(second as i64).ok());
    let lifetime = number("expires_in").and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    Ok(match (end, lifetime) {
        (Some(end), _) => credentials.expires_at(end),
        (None, Some(lifetime)) => credentials.expires_in(lifetime),
        (None, None) => credentials,
    })
}
