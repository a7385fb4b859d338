//! The client of Duo's Admin API.

use hmac::{Hmac, KeyInit, Mac};
use plugin_core::api::{Auth, AuthHeaders, Paged, SigningRequest};
use plugin_core::values::Password;
use plugin_core::{Http, PluginError, Result, api};
use serde_json::{Map, Value};
use sha1::Sha1;

pub type Fields = Map<String, Value>;

pub struct Duo {
    http: Http,
}

impl Duo {
    pub fn connect(host: &str, integration_key: String, secret_key: Password) -> Result<Self> {
        let host = host.trim_start_matches("https://").trim_end_matches('/');
        let auth = Auth::signed(move |request| sign(&integration_key, &secret_key, request));
        Ok(Self { http: Http::builder(format!("https://{host}/admin")).auth(auth).build()? })
    }
}

/// Date, method, host, path and sorted parameters, as HMAC-SHA1.
fn sign(integration_key: &str, secret_key: &Password, request: &SigningRequest) -> Result<AuthHeaders> {
    let date = request.date_rfc2822();
    let text = [&date, request.method(), request.host(), request.path(), &request.sorted_query()].join("\n");
    let mut mac =
        Hmac::<Sha1>::new_from_slice(secret_key.expose_secret().as_bytes()).map_err(PluginError::server)?;
    mac.update(text.as_bytes());
    let signature: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    AuthHeaders::new().set("Date", &date)?.basic(integration_key, &signature)
}

#[api(
    error_data = text,
    retry(max = 9, on = [429]),
    errors(
        400 => BadRequest,
        401 => ApiKey,
        403 => Unauthorized,
        404 => { cause: "There is no such resource.", assistance: "Check the input of the step." },
        429 => RateLimit,
        500.. => { cause: "Duo failed.", assistance: "Try again later. If it goes on, ask its support." },
    )
)]
impl Duo {
    #[api_call(GET, "v1/users")]
    pub async fn get_users(&self) -> Result<Value>;

    #[api_call(GET, "v1/users/{user_id}")]
    pub async fn get_user_by_id(&self, user_id: &str) -> Result<Value>;

    #[api_call(GET, "v1/users")]
    pub async fn get_user_by_username(&self, #[query(flatten)] params: &Fields) -> Result<Value>;

    #[api_call(GET, "v1/users/{user_id}/phones")]
    pub async fn get_phones_by_user_id(&self, user_id: &str) -> Result<Value>;

    #[api_call(POST, "v1/users")]
    pub async fn add_user(&self, #[query(flatten)] params: &Fields) -> Result<Value>;

    #[api_call(POST, "v1/users/enroll")]
    pub async fn enroll_user(&self, #[query(flatten)] params: &Fields) -> Result<Value>;

    #[api_call(POST, "v1/users/{user_id}")]
    pub async fn modify_user(&self, user_id: &str, #[query(flatten)] params: &Fields) -> Result<Value>;

    #[api_call(DELETE, "v1/users/{user_id}")]
    pub async fn delete_user(&self, user_id: &str) -> Result<bool>;

    #[api_call(GET, "v2/logs/authentication")]
    pub async fn get_auth_logs(&self, #[query(flatten)] parameters: &Fields) -> Result<Value>;

    #[api_call(GET, "v2/logs/authentication", paginate(cursor("/response/metadata/next_offset" -> query "next_offset"), items = "/response/authlogs"))]
    pub fn get_all_auth_logs(&self, #[query(flatten)] parameters: &Fields) -> Paged<Value>;

    /// Empty if the account may not see them.
    #[api_call(GET, "v1/logs/administrator", missing(403))]
    pub async fn get_admin_logs(&self, #[query(flatten)] parameters: &Fields) -> Result<Fields>;

    /// Empty if the account may not see them.
    #[api_call(GET, "v1/trust_monitor/events", missing(403))]
    pub async fn get_trust_monitor_events(&self, #[query(flatten)] parameters: &Fields) -> Result<Fields>;
}
