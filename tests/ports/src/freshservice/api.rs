//! The client of Freshservice.

use plugin_core::api::{Auth, FilePart, FromResponse, Response};
use plugin_core::values::File;
use plugin_core::{Http, Result, api};
use serde_json::{Map, Value, json};

pub type Fields = Map<String, Value>;

/// A response without null and empty strings, at every depth.
pub struct Clean(pub Value);

impl FromResponse for Clean {
    fn from_response(answer: Response) -> Result<Self> {
        let mut value = answer.json()?;
        clean(&mut value);
        Ok(Self(value))
    }
}

fn clean(value: &mut Value) {
    let is_something = |value: &Value| !value.is_null() && *value != "";
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| is_something(value));
            fields.values_mut().for_each(clean);
        }
        Value::Array(items) => {
            items.retain(is_something);
            items.iter_mut().for_each(clean);
        }
        _ => {}
    }
}

pub struct Freshservice {
    http: Http,
}

impl Freshservice {
    pub fn connect(url: &str, api_key: &str) -> Result<Self> {
        let http = Http::builder(format!("{}/api/v2", url.trim_end_matches('/')));
        let http = http.auth(Auth::basic_pair(api_key, "X")?).header("Content-Type", "application/json");
        Ok(Self { http: http.build()? })
    }

    /// Changes the fields first, if there are any, then adds one attachment after the other. It returns the last response.
    pub async fn update_ticket(
        &self,
        id: &str,
        fields: Option<&Fields>,
        attachments: &[File],
    ) -> Result<Value> {
        let mut last = json!({});
        if let Some(fields) = fields {
            last = self.change_ticket(id, fields).await?.0;
        }
        for file in attachments {
            let mime = mime_guess::from_path(&file.filename).first_raw().unwrap_or("text/plain");
            let part = FilePart::new(&*file.filename, file.content.decode()?).mime(mime);
            last = self.attach(id, &part).await?.0;
        }
        Ok(last)
    }
}

#[api(
    error_data = text,
    errors(
        400 => BadRequest,
        403 => ApiKey,
        404 => { cause: "There is no such resource.", assistance: "Check the input of the step." },
        500.. => { cause: "Freshservice failed.", assistance: "Try again later. If it goes on, ask its support." },
    )
)]
impl Freshservice {
    #[api_call(GET, "groups")]
    pub async fn list_all_groups(&self) -> Result<Clean>;

    #[api_call(GET, "agents")]
    pub async fn list_all_agents(&self, #[query(flatten)] parameters: &Fields) -> Result<Clean>;

    /// `None` if there are none.
    #[api_call(GET, "sla_policies", select = "/sla_policies")]
    pub async fn list_sla_policies(&self) -> Result<Option<Vec<Value>>> {
        |policies: Vec<Value>| (!policies.is_empty()).then_some(policies)
    }

    #[api_call(GET, "tickets")]
    pub async fn list_tickets(&self, #[query(flatten)] parameters: &Fields) -> Result<Clean>;

    #[api_call(POST, "tickets")]
    pub async fn create_ticket(&self, #[json] fields: &Fields) -> Result<Clean>;

    #[api_call(PUT, "tickets/{id}")]
    async fn change_ticket(&self, id: &str, #[json] fields: &Fields) -> Result<Clean>;

    #[api_call(PUT, "tickets/{id}")]
    async fn attach(&self, id: &str, #[part("attachments[]")] file: &FilePart) -> Result<Clean>;

    #[api_call(DELETE, "tickets/{id}")]
    pub async fn delete_ticket(&self, id: &str) -> Result<bool>;

    #[api_call(POST, "tickets/{id}/tasks")]
    pub async fn create_ticket_task(&self, id: &str, #[json] fields: &Fields) -> Result<Clean>;

    #[api_call(PUT, "tickets/{id}/tasks/{task_id}")]
    pub async fn update_ticket_task(&self, id: &str, task_id: &str, #[json] fields: &Fields)
    -> Result<Clean>;

    #[api_call(DELETE, "tickets/{id}/tasks/{task_id}")]
    pub async fn delete_ticket_task(&self, id: &str, task_id: &str) -> Result<bool>;
}
