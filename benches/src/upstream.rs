//! The API that `list_users` calls: `GET /users/list` answers with 50 users, and `GET /delay/MS/users/list` after so many milliseconds.

use crate::subject::PORT;
use anyhow::Result;
use axum::Router;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use std::fmt::Write;
use std::time::Duration;
use tokio::net::TcpListener;

/// Serves in a thread until the process ends.
pub(crate) fn start() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", PORT)))?;
    let page: &'static str = page().leak();
    let delayed = async move |Path(milliseconds): Path<u64>| {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        json(page)
    };
    let routes = Router::new()
        .route("/users/list", get(async move || json(page)))
        .route("/delay/{milliseconds}/users/list", get(delayed));
    std::thread::spawn(move || runtime.block_on(async { axum::serve(listener, routes).await }));
    Ok(())
}

fn json(page: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], page)
}

fn page() -> String {
    let users = (0..50).fold(String::new(), |mut users, id| {
        let comma = if id == 0 { "" } else { "," };
        let role = ["analyst", "administrator", "auditor"][id % 3];
        // Writing to a String cannot fail.
        let _ = write!(
            users,
            r#"{comma}{{"id":{id},"name":"User Number {id:03}","email":"user{id:03}@example.test","active":{},"role":"{role}","created_at":"2026-01-{:02}T12:34:56.000Z"}}"#,
            id % 3 != 0,
            1 + id % 28
        );
        users
    });
    format!(r#"{{"users":[{users}]}}"#)
}
