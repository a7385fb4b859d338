use crate::api::User;
use crate::connection::Connection;
use plugin_core::{PluginError, Preset, Result, Schema, action};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Schema)]
pub struct GetUserInput {
    /// ID of the user
    #[field(example = "u-1")]
    pub user_id: String,
}

#[derive(Serialize, Schema)]
pub struct GetUserOutput {
    /// The user found
    pub user: User,
}

/// Find one user by ID
#[action]
pub async fn get_user(connection: &Connection, input: GetUserInput) -> Result<GetUserOutput> {
    let user = connection.api.get_user(&input.user_id).await?;
    let user = user.ok_or(PluginError::preset(Preset::NotFound))?;
    Ok(GetUserOutput { user })
}

#[cfg(test)]
mod tests {
    use plugin_core::testing::Harness;
    use serde_json::json;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// An API that answers one request with this status and this body.
    fn api(status: &'static str, body: &'static str) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let length = body.len();
            write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
        });
        url
    }

    fn harness(url: &str) -> Harness {
        Harness::new(crate::plugin()).connection(json!({"url": url, "api_key": {"secretKey": "s3cr3t"}}))
    }

    #[tokio::test]
    async fn a_user_is_found() {
        let url = api("200 OK", r#"{"id": "u-1", "name": "Ada Lovelace"}"#);
        let answer = harness(&url).action("get_user", json!({"user_id": "u-1"})).await;
        assert_eq!(answer.output()["user"]["name"], "Ada Lovelace");
    }

    #[tokio::test]
    async fn a_missing_user_is_not_found() {
        let url = api("404 Not Found", "");
        let answer = harness(&url).action("get_user", json!({"user_id": "u-99"})).await;
        assert_eq!(answer.preset(), Some("not_found"));
    }

    #[tokio::test]
    async fn an_input_without_an_id_is_refused() {
        let answer = harness("http://localhost").action("get_user", json!({})).await;
        assert!(answer.error().contains("user_id"), "{}", answer.error());
    }
}
