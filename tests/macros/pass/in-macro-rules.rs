// All macros within `macro_rules!`, with names and types of the caller.
//! A plugin that `macro_rules!` makes.
#![deny(warnings)]

use plugin_core::{Context, Events, Http, Result, Schema, action, api_call, connection, task, trigger};
use serde::{Deserialize, Serialize};

macro_rules! plugin_of {
    ($api:ident $call:ident $connection:ident $item:ident $state:ident $action:ident $trigger:ident $task:ident $field:ident) => {
        /// An item
        #[derive(Clone, Deserialize, Serialize, Schema)]
        struct $item {
            /// Name
            $field: String,
        }

        #[derive(Default, Deserialize, Serialize, Schema)]
        struct $state {
            /// Name
            $field: Option<String>,
        }

        #[derive(Deserialize, Schema)]
        struct Url {
            /// Address
            url: String,
        }

        struct $api {
            http: Http,
        }

        impl $api {
            #[api_call(GET, "items/{name}")]
            async fn $call(&self, name: &str) -> Result<$item>;
        }

        struct $connection {
            api: $api,
        }

        #[connection]
        impl $connection {
            async fn connect(input: Url) -> Result<Self> {
                Ok(Self { api: $api { http: Http::builder(&input.url).build()? } })
            }

            async fn test(&self) -> Result<()> {
                self.api.$call("a").await.map(drop)
            }
        }

        /// Get an item
        #[action]
        async fn $action(connection: &$connection, input: $item, context: &Context) -> Result<$item> {
            let _ = context.meta();
            connection.api.$call(&input.$field).await
        }

        /// Send events
        #[trigger]
        async fn $trigger(connection: &$connection, events: Events<$item>) -> Result<()> {
            let item = connection.api.$call("a").await?;
            events.send(item).await
        }

        /// Send a page
        #[task]
        async fn $task(connection: &$connection, state: $state) -> Result<plugin_core::Page<$item, $state>> {
            let item = connection.api.$call("a").await?;
            Ok(plugin_core::Page::new(item).state(state))
        }

        plugin_core::plugin! {
            name: "inside", title: "Inside", vendor: "acme",
            connection: $connection, actions: [$action], triggers: [$trigger], tasks: [$task],
        }
    };
}

plugin_of!(Api get_item Connection Item State fetch_item new_item list_items name);

fn main() {
    assert_eq!(plugin().actions().collect::<Vec<_>>(), ["fetch_item"]);
}
