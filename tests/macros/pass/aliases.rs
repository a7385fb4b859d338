// An alias, a full path or a re-export of a type works like its name.
#![allow(missing_docs, unused_qualifications)]
use plugin_core::{Http, Schema, action, api, connection, task, trigger};
use serde::{Deserialize, Serialize};

mod names {
    pub type Ctx = plugin_core::Context;
    pub type Ev = plugin_core::Events<super::NewUser>;
    pub type Config = plugin_core::CustomConfig;
    pub type R<T> = plugin_core::Result<T>;
    pub use plugin_core::Page as OnePage;
    pub type Conn = super::Connection;
    pub type Pages<T> = plugin_core::api::Paged<T>;
    pub type Names = plugin_core::Result<plugin_core::api::WithMeta<Option<Vec<String>>>>;
    pub type File = plugin_core::api::Download;
    pub type OwnResult<T> = std::result::Result<T, super::OwnError>;
    pub use plugin_core::api::WithMeta as Meta;
}

use names::{Config, Conn, Ctx, Ev, File, Meta, Names, OnePage, OwnResult, Pages, R};

#[derive(Deserialize, Schema)]
pub struct Input {
    /// ID
    id: u64,
}

type In = Input;

#[derive(Serialize, Schema)]
pub struct NewUser {
    /// ID
    id: u64,
}

#[derive(Deserialize, Serialize, Schema)]
pub struct Position {
    /// Last
    last: Option<u64>,
}

#[derive(Serialize, Schema)]
pub struct Users {
    /// Users
    users: Vec<u64>,
}

pub struct Connection;

#[connection]
impl Connection {
    async fn connect(_: In) -> R<Self> {
        Ok(Self)
    }

    async fn test(&self) -> R<()> {
        Ok(())
    }
}

pub struct OwnError(plugin_core::PluginError);

impl From<plugin_core::PluginError> for OwnError {
    fn from(error: plugin_core::PluginError) -> Self {
        Self(error)
    }
}

pub struct Api {
    http: Http,
}

type Maybe<T> = Option<T>;
type Id = u64;

#[api(errors(404 => NotFound))]
impl Api {
    #[api_call(GET, "users/{id}", missing(404))]
    async fn user(&self, id: Id) -> R<Maybe<Position>>;

    #[api_call(GET, "names", select = "/names")]
    async fn names(&self, name: Maybe<&str>) -> Names;

    #[api_call(GET, "files/{id}")]
    async fn file(&self, id: Id) -> R<File>;

    #[api_call(HEAD, "files/{id}")]
    async fn look(&self, id: Id) -> plugin_core::Result<names::Meta<()>>;

    #[api_call(GET, "users/all", paginate(link_header))]
    fn users(&self) -> Pages<Position>;

    #[api_call(GET, "users/everything", paginate(link_header))]
    fn everything(&self) -> ::plugin_core::api::Paged<Position>;

    #[api_call(POST, "users")]
    async fn add(&self, position: &Position) -> OwnResult<Meta<()>>;

    #[api_call(GET, "users/first")]
    async fn first(&self) -> R<Maybe<u64>> {
        |reply: Meta<Position>| reply.value.last
    }
}

async fn called(api: Api) -> Result<(), OwnError> {
    let user: Option<Position> = api.user(1).await?;
    let names: Option<Vec<String>> = api.names(None).await?.value;
    let bytes: Vec<u8> = api.file(1).await?.bytes().await?;
    let status: u16 = api.look(1).await?.status;
    let users: Vec<Position> = api.users().collect(1).await?;
    let all: Vec<Position> = api.everything().collect(1).await?;
    let added = api.add(&Position { last: None }).await?.status;
    let first: Option<u64> = api.first().await?;
    let _ = (user, names, bytes, status, users, all, added, first);
    Ok(())
}

/// An alias of the context, alone
#[action]
async fn context_alone(ctx: &Ctx) -> R<()> {
    let _ = ctx.remaining();
    Ok(())
}

/// A path to the context, alone
#[action]
async fn context_by_path(_: &::plugin_core::Context) -> plugin_core::error::Result<NewUser> {
    Ok(NewUser { id: 1 })
}

/// An alias of the connection, alone
#[action]
async fn connection_alone(okta: &Conn) -> R<()> {
    let Connection = okta;
    Ok(())
}

/// Both
#[action]
async fn both(okta: &crate::Connection, ctx: &Ctx) -> R<()> {
    let _ = (okta, ctx);
    Ok(())
}

/// All that an action takes
#[action]
async fn all(okta: &Conn, In { id }: In, ctx: &Ctx) -> R<NewUser> {
    let _ = (okta, ctx);
    Ok(NewUser { id })
}

/// An alias of the events
#[trigger]
async fn new_user(events: Ev) -> R<()> {
    events.send(NewUser { id: 1 }).await
}

/// All that a trigger takes
#[trigger]
async fn other_user(okta: &Conn, input: In, events: plugin_core::Events<NewUser>, ctx: &Ctx) -> R<()> {
    let _ = (okta, ctx);
    events.send(NewUser { id: input.id }).await
}

/// An alias of the configuration, alone
#[task]
async fn configured(limits: Config) -> R<OnePage<Users>> {
    let _ = limits.get("limit");
    Ok(OnePage::new(Users { users: Vec::new() }))
}

/// An input, alone
#[task]
async fn asked(question: In) -> R<OnePage<Users>> {
    Ok(OnePage::new(Users { users: vec![question.id] }))
}

/// All that a task takes
#[task]
async fn monitor(
    okta: &Conn,
    input: In,
    state: Position,
    limits: Config,
    ctx: &Ctx,
) -> R<OnePage<Users, Position>> {
    let _ = (okta, limits, ctx);
    Ok(OnePage::new(Users { users: vec![input.id] }).state(state))
}

plugin_core::plugin! {
    title: "Aliases", vendor: "acme",
    connection: Conn,
    actions: [context_alone, context_by_path, connection_alone, both, all],
    triggers: [new_user, other_user],
    tasks: [configured, asked, monitor],
}

fn main() {
    assert_eq!(plugin().actions().count(), 5);
    let _ = (called, |OwnError(error)| error);
}
