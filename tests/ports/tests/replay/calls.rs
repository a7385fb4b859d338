//! The calls of the recordings, by name and arguments, as calls of the ports.

use plugin_core::Result;
use serde_json::{Map, Value, json};
use std::pin::Pin;

type Called<'a> = Pin<Box<dyn Future<Output = Result<Value>> + 'a>>;

/// A port under test.
pub trait Port {
    fn name(&self) -> &'static str;

    fn connect(&self, connection: &Value) -> Result<Box<dyn Client>>;
}

pub trait Client {
    fn call<'a>(&'a self, name: &'a str, args: &'a Value) -> Called<'a>;
}

/// A text among the arguments; a number is one too.
fn text(args: &Value, name: &str) -> String {
    optional(args, name).unwrap_or_default()
}

fn optional(args: &Value, name: &str) -> Option<String> {
    match &args[name] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn fields(args: &Value, name: &str) -> Map<String, Value> {
    args[name].as_object().cloned().unwrap_or_default()
}

fn number(args: &Value, name: &str) -> Option<u32> {
    args[name].as_u64().map(|number| number as u32)
}

fn texts(args: &Value, name: &str) -> Vec<String> {
    let items = args[name].as_array().into_iter().flatten();
    items.map(|item| item.as_str().unwrap().to_owned()).collect()
}

macro_rules! port {
    ($module:ident, $client:ty, |$c:ident| $connect:expr, |$api:ident, $args:ident| { $($name:literal => $call:expr,)+ }) => {
        pub mod $module {
            use super::*;
            use ::ports::$module::api::*;

            pub struct Port;

            impl super::Port for Port {
                fn name(&self) -> &'static str {
                    stringify!($module)
                }

                fn connect(&self, $c: &Value) -> Result<Box<dyn Client>> {
                    let client: Result<$client> = $connect;
                    Ok(Box::new(client?))
                }
            }

            impl Client for $client {
                fn call<'a>(&'a self, name: &'a str, $args: &'a Value) -> Called<'a> {
                    let $api = self;
                    Box::pin(async move {
                        Ok(match name {
                            $($name => $call,)+
                            other => panic!("there is no call {other}"),
                        })
                    })
                }
            }
        }
    };
}

port!(topdesk, Topdesk,
    |c| Topdesk::connect(&text(c, "domain"), &serde_json::from_value(c["credentials"].clone()).unwrap()),
    |api, a| {
        "get_incidents" => api.get_incidents(&fields(a, "parameters")).await?.0,
        "create_incident" => api.create_incident(&fields(a, "parameters")).await?.0,
        "get_incident_by_id" => api.get_incident_by_id(&text(a, "incident_id")).await?.0,
        "update_incident_by_id" => api.update_incident_by_id(&text(a, "incident_id"), &fields(a, "payload")).await?.0,
        "get_incident_by_number" => api.get_incident_by_number(&text(a, "incident_number")).await?.0,
        "update_incident_by_number" => api.update_incident_by_number(&text(a, "incident_number"), &fields(a, "payload")).await?.0,
        "get_operators" => api.get_operators(&fields(a, "parameters")).await?.0,
        "get_operator_groups" => api.get_operator_groups(&fields(a, "parameters")).await?.0,
        "get_suppliers" => api.get_suppliers(&fields(a, "parameters")).await?.0,
        "list_locations_and_branches" => api.list_locations_and_branches(&fields(a, "parameters")).await?.0,
    }
);

port!(freshservice, Freshservice,
    |c| Freshservice::connect(&text(c, "url"), &text(c, "api_key")),
    |api, a| {
        "list_all_groups" => api.list_all_groups().await?.0,
        "list_all_agents" => api.list_all_agents(&fields(a, "parameters")).await?.0,
        "list_sla_policies" => json!(api.list_sla_policies().await?),
        "list_tickets" => api.list_tickets(&fields(a, "parameters")).await?.0,
        "create_ticket" => api.create_ticket(&fields(a, "json_data")).await?.0,
        "update_ticket" => {
            let files = a["attachments"].as_array().into_iter().flatten();
            let files: Vec<_> = files.map(|file| json!({"filename": file["name"], "content": file["content"]})).collect();
            let files: Vec<_> = serde_json::from_value(Value::from(files)).unwrap();
            api.update_ticket(&text(a, "ticket_id"), a["json_data"].as_object(), &files).await?
        },
        "delete_ticket" => json!(api.delete_ticket(&text(a, "ticket_id")).await?),
        "create_ticket_task" => api.create_ticket_task(&text(a, "ticket_id"), &fields(a, "json_data")).await?.0,
        "update_ticket_task" => api.update_ticket_task(&text(a, "ticket_id"), &text(a, "task_id"), &fields(a, "json_data")).await?.0,
        "delete_ticket_task" => json!(api.delete_ticket_task(&text(a, "ticket_id"), &text(a, "task_id")).await?),
    }
);

port!(zoom, Zoom,
    |c| Zoom::connect(&text(c, "account_id"), &text(c, "client_id"), &text(c, "client_secret"), number(c, "oauth_retry_limit").unwrap()),
    |api, a| {
        "authenticate" => {
            api.authenticate().await?;
            Value::Null
        },
        "get_user" => api.get_user(&text(a, "user_id")).await?,
        "create_user" => api.create_user(&fields(a, "payload")).await?,
        "delete_user" => json!(api.delete_user(&text(a, "user_id"), &fields(a, "params")).await?),
        "get_user_activity_events" => {
            let (from, to) = (optional(a, "start_date"), optional(a, "end_date"));
            let size = number(a, "page_size").map(|size| size as u16);
            json!(api.get_user_activity_events(from.as_deref(), to.as_deref(), size).await?)
        },
        "get_user_activity_events_task" => {
            let (from, to) = (optional(a, "start_date"), optional(a, "end_date"));
            let size = number(a, "page_size").map(|size| size as u16);
            let token = optional(a, "next_page_token").map(plugin_core::api::Cursor::from);
            json!(api.get_user_activity_events_task(from.as_deref(), to.as_deref(), size, token).await?)
        },
    }
);

fn response(answer: &plugin_core::api::Response) -> Value {
    json!({"$response": {"status": answer.status(), "body": String::from_utf8_lossy(answer.body())}})
}

port!(okta, Okta,
    |c| Okta::connect(&text(c, "okta_url"), &text(c, "okta_key")),
    |api, a| {
        "get_user" => api.get_user(&text(a, "user_id")).await?.0,
        "get_user_id" => json!(api.get_user_id(&text(a, "login")).await?),
        "get_zones" => api.get_zones().await?.0,
        "update_zone" => api.update_zone(&text(a, "zone_id"), &fields(a, "json_data")).await?.0,
        "add_user_to_group" => json!(api.add_user_to_group(&text(a, "user_id"), &text(a, "group_id")).await?),
        "remove_user_from_group" => json!(api.remove_user_from_group(&text(a, "user_id"), &text(a, "group_id")).await?),
        "assign_user_to_app_sso" => api.assign_user_to_app_sso(&text(a, "app_id"), &fields(a, "parameters")).await?.0,
        "deactivate_user" => json!(api.deactivate_user(&text(a, "user_id")).await?),
        "delete_user" => json!(api.delete_user(&text(a, "user_id"), a["send_admin_email"].as_bool()).await?),
        "get_factors" => api.get_factors(&text(a, "user_id")).await?.0,
        "list_groups" => api.list_groups(&fields(a, "parameters")).await?.0,
        "send_push" => api.send_push(&text(a, "user_id"), &text(a, "factor_id")).await?.0,
        "verify_poll_status" => api.verify_poll_status(&text(a, "link")).await?.0,
        "expire_password" => api.expire_password(&text(a, "user_id"), &fields(a, "parameters")).await?.0,
        "create_user" => api.create_user(&fields(a, "query_params"), &fields(a, "parameters")).await?.0,
        "list_events" => response(&api.list_events(&fields(a, "parameters")).await?),
        "get_next_page" => response(&api.get_next_page(&text(a, "next_page_link")).await?),
        "users_all_pages" => json!(api.get_users_in_group(&text(a, "group_id")).collect(usize::MAX).await?),
        "reset_factors" => json!(api.reset_factors(&text(a, "user_id")).await?),
    }
);

port!(duo_admin, Duo,
    |c| Duo::connect(&text(c, "hostname"), text(c, "integration_key"), text(c, "secret_key").into()),
    |api, a| {
        "get_users" => api.get_users().await?,
        "get_user_by_id" => api.get_user_by_id(&text(a, "user_id")).await?,
        "get_user_by_username" => api.get_user_by_username(&fields(a, "params")).await?,
        "get_phones_by_user_id" => api.get_phones_by_user_id(&text(a, "user_id")).await?,
        "add_user" => api.add_user(&fields(a, "params")).await?,
        "enroll_user" => api.enroll_user(&fields(a, "params")).await?,
        "modify_user" => api.modify_user(&text(a, "user_id"), &fields(a, "params")).await?,
        "delete_user" => json!(api.delete_user(&text(a, "user_id")).await?),
        "get_auth_logs" => api.get_auth_logs(&fields(a, "parameters")).await?,
        "get_all_auth_logs" => json!(api.get_all_auth_logs(&fields(a, "parameters")).collect(usize::MAX).await?),
        "get_admin_logs" => json!(api.get_admin_logs(&fields(a, "parameters")).await?),
        "get_trust_monitor_events" => json!(api.get_trust_monitor_events(&fields(a, "parameters")).await?),
    }
);

port!(azure_blob_storage, Storage,
    |c| Storage::connect(&text(c, "account_name"), &text(c, "tenant_id"), &text(c, "client_id"), text(c, "client_secret").into()),
    |api, a| {
        "auth_token" => json!(api.auth_token().await?),
        "create_container" => json!(api.create_container(&text(a, "container_name"), &fields(a, "additional_headers")).await?),
        "delete_container" => json!(api.delete_container(&text(a, "container_name"), &fields(a, "additional_headers")).await?),
        "list_containers" => {
            let (prefix, include) = (text(a, "prefix"), texts(a, "include"));
            let (most, timeout) = (number(a, "max_results"), number(a, "timeout"));
            api.list_containers(&prefix, most, &include, timeout, &fields(a, "additional_headers")).await?.0
        },
        "list_blobs" => {
            let (prefix, delimiter) = (optional(a, "prefix"), optional(a, "delimiter"));
            let (most, include, timeout) = (number(a, "max_results"), texts(a, "include"), number(a, "timeout"));
            let (container, more) = (text(a, "container_name"), fields(a, "additional_headers"));
            api.list_blobs(&container, prefix.as_deref(), delimiter.as_deref(), most, &include, timeout, &more).await?.0
        },
        "put_blob" => {
            let (kind, length) = (text(a, "blob_type"), optional(a, "page_blob_content_length"));
            let (content, tier) = (optional(a, "block_blob_content"), optional(a, "access_tier"));
            let blob = Blob {
                blob_type: &kind,
                content: content.as_deref(),
                access_tier: tier.as_deref(),
                length: length.as_deref(),
                timeout: number(a, "timeout"),
            };
            let more = fields(a, "additional_headers");
            json!(api.put_blob(&text(a, "container_name"), &text(a, "blob_name"), &blob, &more).await?)
        },
        "get_blob" => {
            let (container, name) = (text(a, "container_name"), text(a, "blob_name"));
            let (snapshot, version) = (optional(a, "snapshot_id"), optional(a, "version_id"));
            let more = fields(a, "additional_headers");
            let bytes = api.get_blob(&container, &name, snapshot.as_deref(), version.as_deref(), &more).await?;
            match a["byte_to_string"] == true {
                true => json!(String::from_utf8_lossy(&bytes.decode()?)),
                false => json!(bytes),
            }
        },
        "delete_blob" => {
            let (container, name) = (text(a, "container_name"), text(a, "blob_name"));
            let (snapshot, version) = (optional(a, "snapshot_id"), optional(a, "version_id"));
            let (snapshots, more) = (optional(a, "delete_snapshots"), fields(a, "additional_headers"));
            json!(api.delete_blob(&container, &name, version.as_deref(), snapshot.as_deref(), snapshots.as_deref(), &more).await?)
        },
    }
);
