//! The macros of `plugin-core`; see there for what they are for.
//!
//! Each macro is one file, which reads from top to bottom: parse, model, check, expand. A mistake is reported together
//! with all others of the same item, and the item itself is kept, so that no other error follows from it.

mod action;
mod api_call;
mod connection;
mod crate_path;
mod docs;
mod errors;
mod func;
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
/// The doc comment of a field is its description, and its type says whether it is required. The rest is said by
/// attributes:
///
/// | attribute on a field | meaning |
/// |---|---|
/// | `#[field(title = "User ID")]` | title; without it the name in title case |
/// | `#[field(description = "..")]` | description instead of the doc comment |
/// | `#[field(default = 443)]` | default source_text to people, which is never filled in |
/// | `#[field(example = "acme-17")]` | example; any JSON |
/// | `#[field(enum = ["a", "b"])]` | the values allowed |
/// | `#[field(placeholder = "..", tooltip = "..")]` | hints for people |
/// | `#[field(title = none)]`, `#[field(required = none)]` | what the specification does not say |
/// | `#[field(spec = {"order": 7})]` | keys that only the specification has |
/// | `#[field(unchecked = true)]` | a default that is not of the field's type |
/// | `#[field(required = true)]` | required though serde has a default; `false` needs an `Option` or a default |
/// | `#[field(type = "number")]` | another name for the type: `int`, `number`, `float`, `bool`, `date`, `bytes`, `python` |
///
/// `#[schema(name = "user")]` names a type on the wire; without it that is its name in snake case. Of serde's attributes
/// `rename`, `rename_all`, `default`, `alias`, `skip` and `skip_serializing_if` are honoured.
///
/// Each field also gives a constant with its name on the wire: `GetUserInput::USER_ID == "user_id"`.
#[proc_macro_derive(Schema, attributes(schema, field, serde))]
pub fn derive_schema(item: TokenStream) -> TokenStream {
    schema::derive(item.into()).into()
}

/// Makes an `async fn` an action. It stays as it is, and can be called from a test.
///
/// Its arguments are, in this order and each only if needed: `connection: &Connection`, an input that derives
/// `Deserialize` and `Schema`, and `context: &Context`. It returns a `Result` of `()` or of an output that derives
/// `Serialize` and `Schema`.
///
/// | setting | meaning |
/// |---|---|
/// | `name = "get_user"` | name on the wire; without it that of the function |
/// | `title = "Get User"` | title; without it the name in title case |
/// | `description = ".."` | description instead of the doc comment |
/// | `timeout = "30s"` | how long it may take, in place of `--step-timeout`; in ms, s, m or h |
#[proc_macro_attribute]
pub fn action(settings: TokenStream, item: TokenStream) -> TokenStream {
    action::expand(settings.into(), item.into()).into()
}

/// Makes an `async fn` a trigger: a step that goes on and on, and sends an event for each thing that happens.
///
/// Its arguments are, in this order and each only if needed: `connection: &Connection`, an input, `events: Events<Output>`
/// which it always needs, and `context: &Context`. It returns `Result<()>`. The settings are those of `#[action]` but
/// for `timeout`, since it ends when it is told to.
#[proc_macro_attribute]
pub fn trigger(settings: TokenStream, item: TokenStream) -> TokenStream {
    trigger::expand(settings.into(), item.into()).into()
}

/// Makes an `async fn` a task: a step that fetches one page of news at a time, and hands back where to go on.
///
/// Its arguments are, in this order and each only if needed: `connection: &Connection`, an input, `state: State` with
/// where the last page ended, the `CustomConfig` of the organisation, and `context: &Context`. It returns a `Result` of
/// a `Page<Output, State>`; its output is a struct with one list, and that list is what goes on the wire.
/// An output with more fields does not compile.
///
/// The settings are those of `#[action]`, and `schedule = {"title": "Schedule", "type": "string"}`.
#[proc_macro_attribute]
pub fn task(settings: TokenStream, item: TokenStream) -> TokenStream {
    task::expand(settings.into(), item.into()).into()
}

/// Makes an `impl` the connection of a plugin: what a person configures, and what every step borrows.
///
/// | function | what it does |
/// |---|---|
/// | `async fn connect(input: Input) -> Result<Self>` | made once for equal parameters, then shared |
/// | `async fn test(&self) -> Result<T>` | `()` answers `{"success": true}`, anything else itself |
/// | `async fn test_task(&self, task: &str) -> Result<T>` | if there are tasks that need a test of their own |
#[proc_macro_attribute]
pub fn connection(settings: TokenStream, item: TokenStream) -> TokenStream {
    connection::expand(settings.into(), item.into()).into()
}

/// Writes the body of a method that calls an API through the field `http` of its struct.
///
/// `#[api_call(GET, "users/{user_id}")]` names the method and the path behind the base URL, which may have a constant query
/// (`"users?active=true"`). Arguments are bound so:
///
/// | argument | goes to |
/// |---|---|
/// | named like a `{placeholder}` | the path, encoded to stay in its segment |
/// | `#[path(raw_segments)]` | the path, its slashes dividing segments: `agents/1`, not `/agents/1` |
/// | `#[query]`, `#[query("start-date")]` | the query; without an attribute too if the method is GET, HEAD or DELETE |
/// | `#[query(comma)]`, `#[query(brackets)]` | the query, a list as `a,b` or as `name[]=a&name[]=b` |
/// | `#[query(flatten)]` | the query, a parameter for each field of a struct or a map |
/// | `#[header("X-Name")]`, `#[header(flatten)]` | a header, or one for each field |
/// | `#[json]`, `#[json(skip_none)]` | the body, as JSON, or without what is null |
/// | `#[json("name")]`, `#[json("/data/name")]`, `#[json("name", skip_none)]` | one field of the JSON object that is the body, or of an object within it; an object is sent even if all are left out |
/// | `#[form]`, `#[form("name")]` | the body, as a form: a whole struct, or one field |
/// | `#[part("name")]` | a part of a body of several: a `FilePart`, or text |
/// | `#[body("text/plain")]` | the body as it is: text or bytes |
/// | `#[xml]` | the body, as XML (feature `xml`) |
/// | `#[url]` | in place of the path: an address that the API has given, on its own origin or a trusted one |
/// | `#[options]` | a `CallOptions`: timeout, headers and query of this one call |
///
/// `None` is left out, a list repeats the name. What the return type means is told in `plugin_core::api`. Behind the path
/// stand settings:
///
/// | setting | meaning |
/// |---|---|
/// | `timeout = "30s"` | how long the call may take as a whole |
/// | `retry = 3`, `retry(max = 3, on = [429, connect], reset = "X-RateLimit-Reset")` | how often it is sent again, after what (without `on`: 408, 429, 502, 503, 504 and no connection), and which header says when |
/// | `idempotent` | it makes no difference if it is sent twice, as for GET and HEAD; like every flag also `idempotent = false` |
/// | `errors(404 => NotFound, 409 => { cause: "..", assistance: ".." }, 500.. => ServerError)` | how statuses read |
/// | `errors = runtime`, `errors(runtime, 404 => ..)` | the other statuses by the ten rows of the Python runtime |
/// | `error_data = text`, `error_data("/error/message")` | what of the answer is the data of the error |
/// | `ok(200, 206)` | the statuses that are a success; without it 200 to 299 |
/// | `missing(404)` | statuses that say "there is nothing": `None`, `false`, or the default of the type |
/// | `reject("/errors" => { cause: "..", data: "/errors/0/message" })` | successes that are none: something stands there; also `!"/token" => ..` for nothing, `"/stat" == "FAIL" => ..` and `"/stat" != "OK" => ..`, which holds too without the place; what is not JSON is then INVALID_JSON |
/// | `select = "/data"` | the place in the JSON that is wanted; `items` is then seen from there |
/// | `accept = "text/csv"`, `headers("X-Name" = "value", "X-Other" = none)` | headers of this call, and those it does without |
/// | `max_body = "200MiB"` | the longest answer, decompressed |
/// | `base = "v2"` | another base URL of the client |
/// | `no_auth` | without credentials |
/// | `allow_body` | a GET with a body |
/// | `rate_limit = "10/s"` | no more calls than that |
/// | `paginate(cursor("/next" -> query "cursor"), items = "/data")` | where the next page is, for a method that returns `Paged<Item>` |
///
/// The other ways of `paginate` are `offset("offset", step = "limit", total = "/total")`,
/// `page("page", start = 1, size = "per_page", total = "/pages")`, `next_url("/next")` and `link_header`. A cursor may also
/// come from `header "X-Next"` and go to `json "/cursor"` or `header "X-Cursor"`.
///
/// `total` points at a number in the answer: of items for `offset`, of pages for `page`. Where there is none, the page that is
/// empty is the last; with `step` or `size`, which name the query of the page's size, also the page that holds fewer items
/// than were asked for. So leave them away where the API gives fewer than are asked for.
///
/// What is not `idempotent` may be carried out twice if it is sent twice. It is sent again only after 429 and
/// when no connection could be made, whatever `retry` of the `impl` or of the client says; a `retry` at the call itself is a
/// compile error if it says more. All retries of a client together have a budget, `HttpBuilder::retry_budget`.
///
/// A closure in place of `;` maps the answer: `-> Result<String> { |user: User| user.id }`.
///
/// Beside the method there is a constant that describes the call, `GET_USER` for `get_user`, which tests give to a stub.
#[proc_macro_attribute]
pub fn api_call(settings: TokenStream, item: TokenStream) -> TokenStream {
    api_call::expand(settings.into(), item.into()).into()
}

/// On an `impl` with calls: settings that all of them have, where they do not say otherwise.
///
/// The settings are those of `#[api_call]` but for `paginate`. The rules of `errors` and the `headers` at the call come before
/// those here; any other setting replaces the one here. A call takes one back with `name = none`, as in `base = none`, and a
/// flag with `name = false`, as in `no_auth = false`. `retry = none` sends the call once, whatever the client says.
///
/// It also gives the constant `OPERATIONS` with all calls, and refuses two calls that send the same. `api_call` need not be
/// imported beside it.
#[proc_macro_attribute]
pub fn api(settings: TokenStream, item: TokenStream) -> TokenStream {
    api_call::expand_impl(settings.into(), item.into()).into()
}

/// Lists what a plugin consists of, and gives the function `plugin()`.
///
/// ```text
/// plugin_core::plugin! {
///     title: "Example", vendor: "acme",
///     connection: Connection,
///     actions: [list_users, get_user],
/// }
/// fn main() -> std::process::ExitCode { plugin().main() }
/// ```
///
/// Name, version and description come from Cargo.toml; `name: ".."` overrides the first.
#[proc_macro]
pub fn plugin(input: TokenStream) -> TokenStream {
    plugin::expand(input.into()).into()
}
