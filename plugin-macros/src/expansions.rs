//! Snapshots of expanded code, so that every change of it is visible.

use crate::{action, api_call, connection, plugin, schema, task, trigger};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// Formatted code.
fn pretty(tokens: TokenStream) -> String {
    let file = syn::parse2(quote!(#tokens)).unwrap();
    prettyplease::unparse(&file)
}

/// The formatted code of a method, which needs an `impl`.
fn pretty_method(tokens: TokenStream) -> String {
    pretty(quote!(impl Api { #tokens }))
}

#[test]
fn schema_of_a_struct() {
    let item = quote! {
        pub struct Input {
            /// ID of the user
            #[field(example = "u-1")]
            pub user_id: String,
            #[field(default = 443, type = "int", enum = [443, 8443])]
            #[serde(rename = "Port")]
            port: Option<u16>,
        }
    };
    insta::assert_snapshot!(pretty(schema::derive(item)));
}

#[test]
fn schema_of_an_enum() {
    let item = quote! {
        #[serde(rename_all = "kebab-case")]
        enum Status {
            Active,
            OnHold,
        }
    };
    insta::assert_snapshot!(pretty(schema::derive(item)));
}

#[test]
fn action_with_everything() {
    let item = quote! {
        /// Find one user by ID
        pub async fn get_user(connection: &Connection, input: Input, context: &Context) -> Result<Output> {
            body
        }
    };
    insta::assert_snapshot!(pretty(action::expand(quote!(), item)));
}

#[test]
fn trigger_with_everything() {
    let item = quote! {
        /// Report each new user
        async fn new_user(connection: &Connection, input: Input, events: Events<NewUser>, context: &Context) -> Result<()> {
            body
        }
    };
    insta::assert_snapshot!(pretty(trigger::expand(quote!(), item)));
}

#[test]
fn task_with_everything() {
    let item = quote! {
        /// Watch for new users
        async fn monitor(
            connection: &Connection,
            input: Input,
            state: State,
            config: CustomConfig,
            context: &Context,
        ) -> Result<Page<Output, State>> {
            body
        }
    };
    let settings = quote!(schedule = {"title": "Schedule", "type": "string"});
    insta::assert_snapshot!(pretty(task::expand(settings, item)));
}

#[test]
fn connection_with_everything() {
    let item = quote! {
        impl Connection {
            async fn connect(input: Input) -> Result<Self> { body }
            async fn test(&self) -> Result<()> { body }
            async fn test_task(&self, task: &str) -> Result<()> { body }
        }
    };
    insta::assert_snapshot!(pretty(connection::expand(quote!(crate = core_rt), item)));
}

#[test]
fn call_of_an_api() {
    let line = quote!(POST, "users/{user_id}/notes");
    let item = quote! {
        /// Adds a note.
        pub async fn add(&self, user_id: &str, #[query("dry-run")] dry: bool, #[header("X-Id")] id: Option<&str>, #[json] note: &Note)
            -> Result<Option<Note>>;
    };
    insta::assert_snapshot!(pretty_method(api_call::expand_method(line, item)));
}

#[test]
fn plugin_with_two_actions() {
    let input = quote!(title: "Example", vendor: "acme", connection: Connection, actions: [get_user, users::add_user]);
    insta::assert_snapshot!(pretty(plugin::expand(input)));
}

/// The client is a crate of its own, so its calls use no other part of the framework.
#[test]
fn calls_of_an_api_name_only_the_module_for_them() {
    let settings = quote! {
        crate = plugin_http, timeout = "30s", retry(max = 3, on = [429, connect], reset = "X-Reset"), errors(runtime, 404 => NotFound),
        error_data("/message"), rate_limit = "10/s", reject("/errors" => Unknown), headers("X-Client" = "test")
    };
    let item = quote! {
        impl Api {
            #[api_call(GET, "users/{id}", missing(404), select = "/data", error_data = text)]
            async fn user(&self, id: u64) -> Result<Option<User>>;

            #[api_call(POST, "users", reject(!"/id" => Unknown, "/a" == 1 => Unknown, "/a" != 1 => Unknown))]
            async fn add(&self, user: &User) -> Result<User>;

            #[api_call(GET, "users", paginate(cursor("/next" -> query "cursor")))]
            fn users(&self) -> Paged<User>;

            #[api_call(GET, "rows", paginate(offset("offset")))]
            fn rows(&self) -> Paged<User>;

            #[api_call(GET, "pages", paginate(page("page")))]
            fn pages(&self) -> Paged<User>;

            #[api_call(GET, "names")]
            async fn names(&self) -> Result<String> { |user: User| user.name }
        }
    };
    let code = pretty(api_call::expand_impl(settings, item));
    assert!(!code.contains("plugin_core"));
    let paths = code.split("plugin_http::").skip(1);
    let paths = paths.map(|rest| rest.strip_prefix("__private_0_1::api::").unwrap());
    let is_end = |letter: char| !letter.is_alphanumeric();
    let names: BTreeSet<_> = paths.map(|path| path.split(is_end).next().unwrap()).collect();
    insta::assert_snapshot!(names.into_iter().collect::<Vec<_>>().join(" "));
}
