use crate::api::User;
use crate::connection::Connection;
use plugin_core::{Events, Result, Schema, trigger};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

#[derive(Deserialize, Schema)]
pub struct NewUserInput {
    /// How often to look for new users, in seconds
    #[field(default = 60, example = 60)]
    pub interval: Option<u64>,
}

#[derive(Serialize, Schema)]
pub struct NewUserOutput {
    /// The new user
    pub user: User,
}

/// The state of the trigger: the IDs of all users so far, `None` before the first request.
#[derive(Default, Serialize, Deserialize)]
struct Seen {
    ids: Option<BTreeSet<String>>,
}

/// Send an event for each new user
#[trigger]
pub async fn new_user(
    connection: &Connection,
    input: NewUserInput,
    events: Events<NewUserOutput>,
) -> Result<()> {
    let interval = Duration::from_secs(input.interval.unwrap_or(60));
    let mut seen: Seen = events.load_state()?;
    loop {
        let users = connection.api.list_users().await?.unwrap_or_default();
        // The users of the first response are not new.
        let ids = seen.ids.get_or_insert_with(|| users.iter().map(|user| user.id.clone()).collect());
        let new: Vec<User> = users.into_iter().filter(|user| ids.insert(user.id.clone())).collect();
        // Stores events and state together: if the process is killed, no event is lost or sent under another key.
        events.commit(new.into_iter().map(|user| NewUserOutput { user }), &seen).await?;
        events.sleep(interval).await?;
    }
}

#[cfg(test)]
mod tests {
    use crate::api::{ExampleApi, NewUser};
    use crate::users_api;
    use plugin_core::Http;
    use plugin_core::api::Auth;
    use plugin_core::testing::Harness;
    use serde_json::{Value, json};
    use std::time::Duration;

    const MINUTE: Duration = Duration::from_secs(60);

    async fn add(url: &str, name: &str) {
        let http = Http::builder(url).auth(Auth::bearer("s3cr3t").unwrap()).build().unwrap();
        let new = NewUser { name: name.to_owned(), email: format!("{name}@example.com") };
        ExampleApi { http }.add_user(&new).await.unwrap();
    }

    fn names(events: Vec<Value>) -> Vec<String> {
        events.iter().map(|event| event["user"]["name"].as_str().unwrap().to_owned()).collect()
    }

    #[tokio::test]
    async fn each_new_user_is_one_event_also_across_a_restart() {
        let url = users_api::start("s3cr3t").await.unwrap();
        let harness = Harness::new(crate::plugin()).connection(json!({
            "account_id": "acme-17", "client_id": "test", "client_secret": {"secretKey": "s3cr3t"}, "url": url,
        }));
        let mut trigger = harness.trigger("new_user", json!({"interval": 60}));
        assert_eq!(names(trigger.events().await), [""; 0]);
        add(&url, "grace").await;
        trigger.advance(MINUTE).await;
        assert_eq!(trigger.event().await["user"]["name"], "grace");
        trigger.advance(MINUTE).await;
        assert_eq!(names(trigger.events().await), [""; 0]);
        assert_eq!(trigger.stop().await.status(), 200);

        add(&url, "edsger").await;
        let mut trigger = harness.trigger("new_user", json!({}));
        assert_eq!(names(trigger.events().await), ["edsger"]);
        assert_eq!(trigger.stop().await.status(), 200);
    }

    #[tokio::test]
    async fn without_access_it_ends_with_an_error() {
        let url = users_api::start("s3cr3t").await.unwrap();
        let harness = Harness::new(crate::plugin()).connection(json!({
            "account_id": "acme-17", "client_id": "test", "client_secret": {"secretKey": "wrong"}, "url": url,
        }));
        let answer = harness.trigger("new_user", json!({})).wait().await;
        assert_eq!(answer.preset(), Some("unknown"), "{}", answer.error());
        assert!(!answer.envelope().to_string().contains("wrong"), "{}", answer.envelope());
    }
}
