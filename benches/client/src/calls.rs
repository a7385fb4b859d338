//! The same call in each way: `GET users/{id}?status=active` with a token, the answer read into a struct.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use plugin_core::api::Auth;
use plugin_core::{Http, PluginError, Preset, Result, api_call};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderMap, HeaderValue};
use serde::Deserialize;
use std::hint::black_box;
use std::time::{Duration, Instant};

pub const KINDS: [&str; 4] = ["api_call", "by_hand", "feignhttp", "retrofit"];

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct User {
    id: String,
    name: String,
    email: String,
    roles: Vec<String>,
    active: bool,
}

struct Ours {
    http: Http,
}

impl Ours {
    #[api_call(GET, "users/{id}")]
    async fn user(&self, id: &str, status: Option<&str>) -> Result<User>;
}

/// What a careful author would write: the value encoded, the status looked at, the answer bounded and its text kept, waits with
/// an end, a line in the log.
struct ByHand {
    client: reqwest::Client,
    base: String,
    headers: HeaderMap,
}

impl ByHand {
    fn new() -> Self {
        let _ = rustls_provider();
        let client = reqwest::Client::builder()
            .user_agent("by-hand/1.0")
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(60))
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_only([])
            .build();
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, HeaderValue::from_static("Bearer s3cr3t")),
            (ACCEPT_ENCODING, HeaderValue::from_static("gzip")),
        ]);
        let base = format!("http://{}/v1/", super::ADDRESS);
        Self { client: client.expect("a client"), base, headers }
    }

    async fn user(&self, id: &str, status: Option<&str>) -> Result<User> {
        let start = Instant::now();
        let mut url = format!("{}users/{}", self.base, utf8_percent_encode(id, NON_ALPHANUMERIC));
        if let Some(status) = status {
            url.push_str("?status=");
            url.extend(utf8_percent_encode(status, NON_ALPHANUMERIC));
        }
        let request = self.client.get(url).headers(self.headers.clone());
        let response = request.send().await.map_err(|error| PluginError::server(error.without_url()))?;
        let status = response.status();
        let error = match status.as_u16() {
            200..=299 => None,
            404 => Some(Preset::NotFound),
            500 => Some(Preset::ServerError),
            503 => Some(Preset::ServiceUnavailable),
            _ => Some(Preset::Unknown),
        };
        if response.content_length().is_some_and(|length| length > 32 << 20) {
            return Err(PluginError::server("The answer is too long."));
        }
        let body = response.bytes().await.map_err(|error| PluginError::server(error.without_url()))?;
        tracing::info!("GET users/{{id}}: {} in {} ms", status.as_u16(), start.elapsed().as_millis());
        if let Some(preset) = error {
            return Err(PluginError::from_preset(preset).with_data(String::from_utf8_lossy(&body).into_owned()));
        }
        serde_json::from_slice(&body).map_err(|_| {
            PluginError::from_preset(Preset::InvalidJson).with_data(String::from_utf8_lossy(&body).into_owned())
        })
    }
}

/// Ours installs the provider of TLS, which the others need as well.
fn rustls_provider() -> Result<Http> {
    Http::new("http://127.0.0.1")
}

mod feign {
    use super::User;
    use feignhttp::{Feign, feign};

    #[derive(Feign)]
    pub struct Client;

    #[feign(url = "http://127.0.0.1:10911/v1", headers = "Authorization: Bearer s3cr3t")]
    impl Client {
        #[get("/users/{id}")]
        pub async fn user(&self, #[path] id: &str, #[query] status: &str) -> feignhttp::Result<User> {}
    }
}

mod retrofit {
    use super::User;
    use retrofit_rs::{Path, Query, Result, api, get};

    #[api("http://127.0.0.1:10911/v1")]
    pub trait Users {
        #[get("/users/{id}")]
        async fn user(&self, id: Path<String>, status: Query<String>) -> Result<User>;
    }
}

pub struct Clients {
    ours: Ours,
    by_hand: ByHand,
    retrofit: retrofit::UsersClient,
}

impl Clients {
    pub fn new() -> Self {
        let http = Http::builder(format!("http://{}/v1", super::ADDRESS));
        let http = http.auth(Auth::bearer("s3cr3t").expect("a token")).build().expect("a client");
        Self {
            ours: Ours { http },
            by_hand: ByHand::new(),
            retrofit: retrofit::UsersClient::with_client(
                retrofit_rs::Retrofit::builder()
                    .base_url(format!("http://{}/v1", super::ADDRESS))
                    // Without the token: what would send it is not in the published crate.
                    .build()
                    .expect("a client"),
            ),
        }
    }

    pub async fn call(&self, kind: &str) {
        let (id, status) = (black_box("u-1"), black_box("active"));
        match kind {
            "api_call" => drop(black_box(self.ours.user(id, Some(status)).await.expect("a user"))),
            "by_hand" => drop(black_box(self.by_hand.user(id, Some(status)).await.expect("a user"))),
            "feignhttp" => drop(black_box(feign::Client.user(id, status).await.expect("a user"))),
            "retrofit" => {
                use retrofit::Users as _;
                let (id, status) = (retrofit_rs::Path::new(id.to_owned()), retrofit_rs::Query::new(status.to_owned()));
                drop(black_box(self.retrofit.user(id, status).await.expect("a user")));
            }
            other => panic!("no kind {other}; there are {}", KINDS.join(", ")),
        }
    }
}
