//! The client of TOPdesk.

use plugin_core::api::{Auth, FromResponse, Response, host_label};
use plugin_core::values::UsernamePassword;
use plugin_core::{Http, Result, api};
use serde_json::{Map, Value, json};

/// Keys and values of a query or a body, as the user entered them.
pub type Fields = Map<String, Value>;

/// A response without empty values; 204 is an empty list.
pub struct Clean(pub Value);

impl FromResponse for Clean {
    fn from_response(answer: Response) -> Result<Self> {
        if answer.status() == 204 {
            return Ok(Self(json!([])));
        }
        let mut value = answer.json()?;
        clean(&mut value);
        Ok(Self(value))
    }
}

fn clean(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let nothing = [json!(null), json!(""), json!([]), json!({}), json!(0), json!("None")];
            fields.retain(|_, value| !nothing.contains(value));
            fields.values_mut().filter(|value| value.is_object()).for_each(clean);
        }
        Value::Array(items) => items.iter_mut().filter(|item| item.is_object()).for_each(clean),
        _ => {}
    }
}

pub struct Topdesk {
    http: Http,
}

impl Topdesk {
    pub fn connect(domain: &str, credentials: &UsernamePassword) -> Result<Self> {
        let base = format!("https://{}.topdesk.net/tas/api", host_label(domain)?);
        let http =
            Http::builder(base).auth(Auth::basic(credentials)?).header("Content-Type", "application/json");
        Ok(Self { http: http.build()? })
    }
}

#[api(
    error_data = text,
    errors(
        400 => { cause: "The server is unable to process the request.", assistance: "Check the input of the step." },
        401 => { cause: "The credentials were not accepted.", assistance: "Check the connection." },
        403 => { cause: "The operator does not have the permission for this.", assistance: "Check the permissions of the operator." },
        404 => { cause: "There is no such resource.", assistance: "Check the input of the step." },
        500.. => ServerError,
    )
)]
impl Topdesk {
    #[api_call(GET, "incidents")]
    pub async fn get_incidents(&self, #[query(flatten)] parameters: &Fields) -> Result<Clean>;

    #[api_call(POST, "incidents")]
    pub async fn create_incident(&self, #[json] parameters: &Fields) -> Result<Clean>;

    #[api_call(GET, "incidents/id/{id}")]
    pub async fn get_incident_by_id(&self, id: &str) -> Result<Clean>;

    #[api_call(PATCH, "incidents/id/{id}")]
    pub async fn update_incident_by_id(&self, id: &str, #[json] change: &Fields) -> Result<Clean>;

    #[api_call(GET, "incidents/number/{number}")]
    pub async fn get_incident_by_number(&self, number: &str) -> Result<Clean>;

    #[api_call(PATCH, "incidents/number/{number}")]
    pub async fn update_incident_by_number(&self, number: &str, #[json] change: &Fields) -> Result<Clean>;

    #[api_call(GET, "operators")]
    pub async fn get_operators(&self, #[query(flatten)] parameters: &Fields) -> Result<Clean>;

    #[api_call(GET, "operatorgroups")]
    pub async fn get_operator_groups(&self, #[query(flatten)] parameters: &Fields) -> Result<Clean>;

    #[api_call(GET, "suppliers")]
    pub async fn get_suppliers(&self, #[query(flatten)] parameters: &Fields) -> Result<Clean>;

    #[api_call(GET, "locations")]
    pub async fn list_locations_and_branches(&self, #[query(flatten)] parameters: &Fields) -> Result<Clean>;
}
