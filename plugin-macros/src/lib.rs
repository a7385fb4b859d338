//! The macros of `plugin-core`, which documents their use.
//!
//! Each macro parses its item into a model, checks the model and expands it. All mistakes of an item are reported at once, and the
//! item itself is kept, so that it causes no further errors. A macro never decides by the spelling of a type: it names a trait, and
//! the compiler checks the type.

mod action;
mod api_call;
mod connection;
mod crate_path;
mod docs;
mod errors;
mod func;
mod parse;
mod placement;
mod plugin;
mod schema;
mod settings;
mod step;
mod task;
mod trigger;

#[cfg(test)]
mod expansions;

use proc_macro::TokenStream;

/// Derives `Schema` for a struct with named fields, or for an enum of plain names.
///
/// The doc comment of a field is its description, and a field is required unless its type is an `Option`. Attributes set the rest:
///
/// | attribute on a field | meaning |
/// |---|---|
/// | `#[field(title = "User ID")]` | title; default: the name in title case |
/// | `#[field(description = "..")]` | description instead of the doc comment |
/// | `#[field(default = 443)]` | default for people; it is never filled in |
/// | `#[field(example = "acme-17")]` | example, a value of the type; that of a credential may be a text |
/// | `#[field(enum = ["a", "b"])]` | the allowed values |
/// | `#[field(placeholder = "..", tooltip = "..")]` | hints for people |
/// | `#[field(title = none)]`, `description = none`, `required = none` | the specification omits the key; a field without a description is a warning otherwise |
/// | `#[field(spec = {"order": 7})]` | keys that only the specification has |
/// | `#[field(unchecked = true)]` | the default, the example and the allowed values need not have the type of the field |
/// | `#[field(required = true)]` | required although serde has a default; `false` needs an `Option` or a default |
/// | `#[field(type = "number")]` | another name for the type: `int`, `number`, `float`, `bool`, `date`, `bytes`, `python` |
///
/// `#[schema(name = "user")]` sets the name of the type on the wire; the default is its name in snake case. The derive follows
/// serde's attributes `rename`, `rename_all`, `default`, `alias`, `skip` and `skip_serializing_if`, and rejects the others.
///
/// Each field has a constant with its name on the wire: `GetUserInput::USER_ID == "user_id"`.
// The attributes of the arguments of a call have no effect on a field, and the derive reports them there.
#[proc_macro_derive(
    Schema,
    attributes(schema, field, serde, query, header, json, form, part, body, xml, url, options)
)]
pub fn derive_schema(item: TokenStream) -> TokenStream {
    schema::derive(item.into()).into()
}

/// Turns an `async fn` into an action. The function itself does not change, and a test can call it.
///
/// The arguments are optional and have this order: `connection: &Connection`, an input that derives `Deserialize` and
/// `Schema`, `context: &Context`. The function returns a `Result` of `()` or of an output that derives `Serialize` and `Schema`.
/// `get_user::NAME`, `get_user::TITLE` and `get_user::DESCRIPTION` are constants of the action `get_user`.
///
/// | setting | meaning |
/// |---|---|
/// | `name = "get_user"` | name on the wire; default: the name of the function |
/// | `title = "Get User"` | title; default: the name in title case |
/// | `description = ".."` | description instead of the doc comment |
/// | `timeout = "30s"` | time limit in ms, s, m or h; overrides `--step-timeout` |
#[proc_macro_attribute]
pub fn action(settings: TokenStream, item: TokenStream) -> TokenStream {
    action::expand(settings.into(), item.into()).into()
}

/// Turns an `async fn` into a trigger: a step that runs until it is stopped and sends an event for each change it sees.
///
/// The arguments have this order: `connection: &Connection`, an input, `events: Events<Output>`, `context: &Context`. All but the
/// events are optional. The function returns `Result<()>`. The settings are those of `#[action]` without `timeout`.
#[proc_macro_attribute]
pub fn trigger(settings: TokenStream, item: TokenStream) -> TokenStream {
    trigger::expand(settings.into(), item.into()).into()
}

/// Turns an `async fn` into a task: a step that fetches one page per run and returns the state for the next run.
///
/// The arguments are optional and have this order: `connection: &Connection`, an input, `state: State` of the last page, the
/// `CustomConfig` of the organisation, `context: &Context`. An argument with the name `state` is the state. The function returns a
/// `Result` of a `Page<Output, State>`. The output is a struct with one field, usually a list, and only its value is sent; an output
/// with more fields does not compile. The first run has the state `{}`.
///
/// The settings are those of `#[action]`, and `schedule = {"title": "Schedule", "type": "string"}`.
#[proc_macro_attribute]
pub fn task(settings: TokenStream, item: TokenStream) -> TokenStream {
    task::expand(settings.into(), item.into()).into()
}

/// Turns an `impl` into the connection of a plugin, which people configure and steps borrow.
///
/// | function | purpose |
/// |---|---|
/// | `async fn connect(input: Input) -> Result<Self>` | creates a connection; equal parameters share one |
/// | `async fn test(&self) -> Result<T>` | tests it; the reply is `T`, a struct that derives `Serialize` and `Schema`, or `{"success": true}` for `()` |
/// | `async fn test_task(&self, task: &str) -> Result<T>` | optional: the test for a task |
#[proc_macro_attribute]
pub fn connection(settings: TokenStream, item: TokenStream) -> TokenStream {
    connection::expand(settings.into(), item.into()).into()
}

/// Writes the body of a method that calls an API through the field `http` of its struct, or the setting `client`.
///
/// `#[api_call(GET, "users/{user_id}")]` sets the method and the path relative to the base URL, with an optional constant query
/// (`"users?active=true"`). Arguments are bound as follows:
///
/// | argument | destination |
/// |---|---|
/// | with the name of a `{placeholder}` | the path, encoded as one segment |
/// | `#[path(raw_segments)]` | the path; slashes separate segments: `agents/1`, not `/agents/1` |
/// | `#[query]`, `#[query("start-date")]` | the query; the default for GET, HEAD and DELETE |
/// | `#[query(comma)]`, `#[query(brackets)]` | the query, a list as `a,b` or as `name[]=a&name[]=b` |
/// | `#[query(flatten)]` | the query, one parameter per field of a struct or a map |
/// | `#[header("X-Name")]`, `#[header(flatten)]` | a header, or one per field |
/// | `#[json]`, `#[json(skip_none)]` | the body as JSON, with or without null values; the default for a single argument of the other methods |
/// | `#[json("name")]`, `#[json("/data/name")]`, `#[json("name", skip_none)]` | one field of a JSON body, at a name or a pointer; the object is sent even if it is empty |
/// | `#[form]`, `#[form("name")]` | the body as a form: a whole struct, or one field |
/// | `#[part("name")]` | a part of a multipart body: a `FilePart` or text |
/// | `#[body("text/plain")]` | the unchanged body: text or bytes |
/// | `#[xml]` | the body as XML (feature `xml`) |
/// | `#[url]` | replaces the path: a URL from the API, on its own origin or a trusted one |
/// | `#[options]` | `CallOptions`: timeout, headers and query of a single call |
///
/// `None` is omitted, and a list repeats the name. `plugin_core::api` lists the return types. Settings follow the path:
///
/// | setting | meaning |
/// |---|---|
/// | `timeout = "30s"` | time limit of the call, including retries |
/// | `retry = 3`, `retry(max = 3, on = [429, connect], reset = "X-RateLimit-Reset")` | number of retries, their reasons (default: 408, 429, 502, 503, 504 and failed connections), and the header with the time of the next attempt |
/// | `idempotent` | executing the request twice is harmless; the default for GET and HEAD. Every flag can be `= false` |
/// | `errors(404 => NotFound, 409 => { cause: "..", assistance: ".." }, 500.. => ServerError)` | the errors for statuses |
/// | `errors = runtime`, `errors(runtime, 404 => ..)` | the table of the Python runtime for all other statuses |
/// | `error_data = text`, `error_data("/error/message")` | the part of the response that becomes the data of the error |
/// | `ok(200, 206)` | successful statuses; default: 200 to 299 |
/// | `missing(404)` | statuses for a missing value: `None`, `false`, or the default of the type |
/// | `reject("/errors" => { cause: "..", data: "/errors/0/message" })` | successful responses that are errors, because a value exists at the pointer. Also `!"/token" => ..` for a missing value, `"/stat" == "FAIL" => ..` and `"/stat" != "OK" => ..`, which is true without a value too. A body that is not JSON is INVALID_JSON |
/// | `select = "/data"` | the pointer to the result in a JSON body; `items` is relative to it |
/// | `accept = "text/csv"`, `headers("X-Name" = "value", "X-Other" = none)` | headers of the call, and headers of the client that it omits |
/// | `max_body = "200MiB"` | maximum length of the decompressed body |
/// | `base = "v2"` | another base URL of the client |
/// | `no_auth` | sends no credentials |
/// | `allow_body` | allows a GET with a body |
/// | `rate_limit = "10/s"` | maximum rate of calls |
/// | `paginate(cursor("/next" -> query "cursor"), items = "/data")` | how to find the next page, for a method that returns `Paged<Item>` and is not `async` |
/// | `client = self.inner.client` | the client; default: `self.http` |
/// | `crate = plugin_http` | the path to the crate of the client; default: `::plugin_core` |
///
/// The other pagination styles are `offset("offset", step = "limit", total = "/total")`,
/// `page("page", start = 1, size = "per_page", total = "/pages")`, `next_url("/next")` and `link_header`. A cursor can also
/// come from `header "X-Next"`, and go to `json "/cursor"` or `header "X-Cursor"`.
///
/// `total` points to a number in the response: of items for `offset`, of pages for `page`. Without it, an empty page is the last.
/// `step` and `size` name the query parameter with the page size; then a page with fewer items is the last too. Omit them if the
/// API returns smaller pages than requested.
///
/// A call that is not `idempotent` is retried only after 429 and failed connections, even if the `retry` of the `impl` or of the
/// client allows more. A `retry` at the call itself that allows more does not compile. All retries of a client share a budget,
/// `HttpBuilder::retry_budget`.
///
/// A closure instead of `;` maps the response: `-> Result<String> { |user: User| user.id }`.
///
/// Each call has a constant that describes it, `GET_USER` for `get_user`. Tests use it as a route of a `Stub`.
#[proc_macro_attribute]
pub fn api_call(settings: TokenStream, item: TokenStream) -> TokenStream {
    api_call::expand_method(settings.into(), item.into()).into()
}

/// Sets defaults for all calls of an `impl`.
///
/// The settings are those of `#[api_call]` without `paginate`. The rules of `errors` and the `headers` at a call take precedence;
/// any other setting of a call overrides the default. `name = none` at a call removes a default, as in `base = none`, and
/// `name = false` a flag, as in `no_auth = false`. `retry = none` sends the call once, even if the client sets retries.
///
/// The macro adds the constant `OPERATIONS` with all calls, and reports two calls that send the same request. `api_call` need not
/// be imported.
#[proc_macro_attribute]
pub fn api(settings: TokenStream, item: TokenStream) -> TokenStream {
    api_call::expand_impl(settings.into(), item.into()).into()
}

/// Lists the parts of a plugin, and defines the function `plugin()`.
///
/// ```text
/// plugin_core::plugin! {
///     title: "Example", vendor: "acme",
///     connection: Connection,
///     actions: [list_users, get_user],
///     triggers: [new_user],
///     tasks: [monitor_audit_log],
/// }
/// fn main() -> std::process::ExitCode { plugin().main() }
/// ```
///
/// | key | value |
/// |---|---|
/// | `title`, `vendor` | texts that people see; required |
/// | `connection` | the type with `#[connection]`; omit it if no step has a connection |
/// | `actions`, `triggers`, `tasks` | the steps, by the names of their functions, or by paths: `actions::get_user` |
/// | `name` | name on the wire; default: the name of the package in snake case |
/// | `crate` | the path to plugin-core, if it is renamed; default: `::plugin_core` |
///
/// Version and description come from Cargo.toml.
#[proc_macro]
pub fn plugin(input: TokenStream) -> TokenStream {
    plugin::expand(input.into()).into()
}
