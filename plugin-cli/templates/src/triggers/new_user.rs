use crate::api::User;
use crate::connection::Connection;
use plugin_core::{Events, Result, Schema, trigger};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

#[derive(Deserialize, Schema)]
pub struct NewUserInput {
    /// Seconds between two requests
    #[field(default = 60, example = 60)]
    pub interval: Option<u64>,
}

#[derive(Serialize, Schema)]
pub struct NewUserOutput {
    /// The new user
    pub user: User,
}

/// Send an event for each new user
#[trigger]
pub async fn new_user(
    connection: &Connection,
    input: NewUserInput,
    events: Events<NewUserOutput>,
) -> Result<()> {
    let interval = Duration::from_secs(input.interval.unwrap_or(60));
    let mut known: BTreeSet<String> = events.load_state()?;
    loop {
        // `retry` in src/api.rs repeats the call. An error that remains ends the trigger.
        let mut users = connection.api.list_users().await?;
        users.retain(|user| known.insert(user.id.clone()));
        // The events and the state are stored together: if the process is killed, no event is lost.
        let new = users.into_iter().map(|user| NewUserOutput { user });
        events.commit(new, &known).await?;
        events.sleep(interval).await?;
    }
}

#[cfg(test)]
mod tests {
    use crate::api::Api;
    use crate::testing::harness;
    use plugin_core::testing::{MockResponse, Stub};
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn each_new_user_is_one_event() {
        let (ada, grace) = (json!({"id": "u-1", "name": "Ada"}), json!({"id": "u-2", "name": "Grace"}));
        let stub = Stub::new();
        stub.on(Api::LIST_USERS).times(1).respond(MockResponse::json([&ada]));
        // The API fails for a moment, and the call is repeated.
        stub.on(Api::LIST_USERS).times(1).respond(MockResponse::status(503));
        stub.on(Api::LIST_USERS).respond(MockResponse::json([&ada, &grace]));

        let mut trigger = harness(&stub).trigger("new_user", json!({"interval": 60}));
        assert_eq!(trigger.event().await["user"], ada);
        trigger.advance(Duration::from_secs(60)).await;
        assert_eq!(trigger.event().await["user"], grace);
        assert_eq!(trigger.stop().await.status(), 200);
    }
}
