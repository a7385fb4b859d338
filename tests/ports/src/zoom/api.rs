//! The client of Zoom.

use plugin_core::api::{Auth, Cursor, Failure, Paged};
use plugin_core::{Http, PluginError, Preset, Result, api};
use serde_json::{Map, Value};

pub type Fields = Map<String, Value>;

pub struct Zoom {
    http: Http,
}

impl Zoom {
    /// `tries` is how many 401 answers in a row end a call; the first costs nothing here, since the token is fetched before.
    pub fn connect(account_id: &str, client_id: &str, client_secret: &str, tries: u32) -> Result<Self> {
        let token = Auth::oauth2("https://zoom.us/oauth/token", client_id, client_secret)
            .grant_type("account_credentials")
            .field("account_id", account_id)
            .basic()
            .in_query()
            .replays(tries.saturating_sub(2));
        let http = Http::builder("https://api.zoom.us/v2").auth(token).on_failure(to_error);
        Ok(Self { http: http.build()? })
    }

    pub async fn authenticate(&self) -> Result<()> {
        self.http.log_in().await.map(drop)
    }

    /// All events of the days.
    pub async fn get_user_activity_events(
        &self,
        from: Option<&str>,
        to: Option<&str>,
        page_size: Option<u16>,
    ) -> Result<Vec<Value>> {
        self.activities(from, to, page_size).collect(usize::MAX).await
    }

    /// One page of them, and the token of the next one.
    pub async fn get_user_activity_events_task(
        &self,
        from: Option<&str>,
        to: Option<&str>,
        page_size: Option<u16>,
        token: Option<Cursor>,
    ) -> Result<(Vec<Value>, Option<Cursor>)> {
        self.activities(from, to, page_size).page_from(token).await
    }
}

/// Errors of Zoom in the words of its documentation.
fn to_error(failure: Failure) -> PluginError {
    let check = "Check the credentials in the connection.";
    match (failure.is_login(), failure.status()) {
        (true, Some(200)) => failure.into_error(),
        (true, Some(status @ 500..)) => PluginError::from_preset(Preset::ServerError).with_status(status),
        (true, Some(_)) => PluginError::new("Zoom did not accept the login.", check),
        (false, Some(401)) => PluginError::new("Zoom refuses the token, though it is fresh.", check),
        (false, Some(429)) => match failure.header("X-RateLimit-Category") {
            Some("Light" | "Medium") => {
                PluginError::new("Too many calls in a second.", "Run this step less often.")
            }
            Some(_) => PluginError::new("The calls of this day are used up.", "Try again tomorrow."),
            None => PluginError::new("Too many calls.", "Try again later."),
        },
        _ => failure.into_error(),
    }
}

#[api(
    error_data = text,
    errors(
        400 => BadRequest,
        403 => Unauthorized,
        409 => { cause: "The user is there already.", assistance: "Check the input of the step." },
    )
)]
impl Zoom {
    #[api_call(GET, "users/{user_id}")]
    pub async fn get_user(&self, user_id: &str) -> Result<Value>;

    #[api_call(POST, "users")]
    pub async fn create_user(&self, #[json] payload: &Fields) -> Result<Value>;

    #[api_call(DELETE, "users/{user_id}")]
    pub async fn delete_user(
        &self,
        user_id: &str,
        #[query(flatten)] params: &Fields,
    ) -> Result<Option<Value>>;

    #[api_call(GET, "report/activities", paginate(cursor("/next_page_token" -> query "next_page_token"), items = "/activity_logs"))]
    pub fn activities(&self, from: Option<&str>, to: Option<&str>, page_size: Option<u16>) -> Paged<Value>;
}
