//! The client of Okta.

use plugin_core::api::{Auth, Failure, FromResponse, Paged, Response};
use plugin_core::{Http, PluginError, Preset, Result, api};
use serde_json::{Map, Value};

pub type Fields = Map<String, Value>;

/// A response without null and empty strings, lists and objects; items of the outer list stay.
pub struct Clean(pub Value);

impl FromResponse for Clean {
    fn from_response(answer: Response) -> Result<Self> {
        Ok(Self(match answer.json()? {
            Value::Array(items) => items.into_iter().map(cleaned).collect(),
            other => cleaned(other),
        }))
    }
}

fn cleaned(value: Value) -> Value {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, cleaned(value)));
            fields.filter(|(_, value)| !is_empty(value)).collect()
        }
        Value::Array(items) => {
            let items = items.into_iter().map(cleaned);
            items.filter(|item| !is_empty(item) && *item != false && item.as_f64() != Some(0.0)).collect()
        }
        other => other,
    }
}

pub struct Okta {
    http: Http,
}

impl Okta {
    /// The host is `name.okta.com` or similar: with more or fewer labels the key would go to a stranger.
    pub fn connect(url: &str, key: &str) -> Result<Self> {
        let host = url.trim_start_matches("https://").trim_end_matches('/');
        if host.split('.').count() != 3 {
            let error =
                PluginError::new("The address is not that of an Okta organisation.", "Check the connection.");
            return Err(error.with_status(401).with_data(format!("Provided Okta Domain: {host}")));
        }
        let http = Http::builder(format!("https://{host}"))
            .auth(Auth::scheme("SSWS", key)?)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .on_failure(to_error);
        Ok(Self { http: http.build()? })
    }

    pub async fn get_user_id(&self, login: &str) -> Result<String> {
        let unknown = || PluginError::new("The user has no ID.", "Check the login in the input of the step.");
        self.get_user(login).await?.0["id"].as_str().map(str::to_owned).ok_or_else(unknown)
    }

    /// The next page of a link, whose host is ignored.
    pub async fn get_next_page(&self, link: &str) -> Result<Response> {
        self.follow(path_of(link)).await
    }

    pub async fn verify_poll_status(&self, link: &str) -> Result<Clean> {
        Clean::from_response(self.follow(path_of(link)).await?)
    }
}

/// `/path?query` of a link.
fn path_of(link: &str) -> &str {
    link.match_indices('/').nth(2).map_or(link, |(at, _)| &link[at..])
}

fn to_error(failure: Failure) -> PluginError {
    match (failure.status(), failure.error().preset()) {
        (Some(429), _) => {
            let reset = failure.header("X-Rate-Limit-Reset").unwrap_or("null").to_owned();
            let data =
                format!("{{\"x_rate_limit_reset\": {reset}, \"text\": {}}}", Value::from(failure.text()));
            failure.into_error().with_data(data)
        }
        (None, Some(Preset::ConnectionError)) => {
            let error = PluginError::new("Okta cannot be reached.", "Check the address in the connection.");
            error.with_status(401).with_data(failure.error().data())
        }
        _ => failure.into_error(),
    }
}

#[api(
    error_data = text,
    retry(max = 9, on = [429], reset = "X-Rate-Limit-Reset"),
    errors(400 => BadRequest, 401 => ApiKey, 403 => Unauthorized, 429 => RateLimit, 500.. => ServerError)
)]
impl Okta {
    #[api_call(GET, "api/v1/users/{user_id}")]
    pub async fn get_user(&self, user_id: &str) -> Result<Clean>;

    #[api_call(POST, "api/v1/users")]
    pub async fn create_user(&self, #[query(flatten)] query: &Fields, #[json] user: &Fields)
    -> Result<Clean>;

    #[api_call(DELETE, "api/v1/users/{user_id}")]
    pub async fn delete_user(
        &self,
        user_id: &str,
        #[query("sendEmail")] send_email: Option<bool>,
    ) -> Result<bool>;

    #[api_call(POST, "api/v1/users/{user_id}/lifecycle/deactivate")]
    pub async fn deactivate_user(&self, user_id: &str) -> Result<bool>;

    #[api_call(POST, "api/v1/users/{user_id}/lifecycle/expire_password")]
    pub async fn expire_password(
        &self,
        user_id: &str,
        #[query(flatten)] parameters: &Fields,
    ) -> Result<Clean>;

    #[api_call(POST, "api/v1/users/{user_id}/lifecycle/reset_factors")]
    pub async fn reset_factors(&self, user_id: &str) -> Result<bool>;

    #[api_call(GET, "api/v1/users/{user_id}/factors")]
    pub async fn get_factors(&self, user_id: &str) -> Result<Clean>;

    #[api_call(POST, "api/v1/users/{user_id}/factors/{factor_id}/verify")]
    pub async fn send_push(&self, user_id: &str, factor_id: &str) -> Result<Clean>;

    #[api_call(GET, "api/v1/groups")]
    pub async fn list_groups(&self, #[query(flatten)] parameters: &Fields) -> Result<Clean>;

    #[api_call(GET, "api/v1/groups/{group_id}/users", paginate(link_header))]
    pub fn get_users_in_group(&self, group_id: &str) -> Paged<Value>;

    #[api_call(PUT, "api/v1/groups/{group_id}/users/{user_id}")]
    pub async fn add_user_to_group(&self, user_id: &str, group_id: &str) -> Result<bool>;

    #[api_call(DELETE, "api/v1/groups/{group_id}/users/{user_id}")]
    pub async fn remove_user_from_group(&self, user_id: &str, group_id: &str) -> Result<bool>;

    #[api_call(POST, "api/v1/apps/{app_id}/users")]
    pub async fn assign_user_to_app_sso(&self, app_id: &str, #[json] parameters: &Fields) -> Result<Clean>;

    #[api_call(GET, "api/v1/zones")]
    pub async fn get_zones(&self) -> Result<Clean>;

    #[api_call(PUT, "api/v1/zones/{zone_id}")]
    pub async fn update_zone(&self, zone_id: &str, #[json] zone: &Fields) -> Result<Clean>;

    #[api_call(GET, "api/v1/logs")]
    pub async fn list_events(&self, #[query(flatten)] parameters: &Fields) -> Result<Response>;

    #[api_call(GET, "(link)")]
    async fn follow(&self, #[url] link: &str) -> Result<Response>;
}
