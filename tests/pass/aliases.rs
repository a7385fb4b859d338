// An alias, a full path or a re-export works wherever the name of a type does.
use plugin_core::{Schema, action, connection, task, trigger};
use serde::{Deserialize, Serialize};

mod names {
    pub type Ctx = plugin_core::Context;
    pub type Ev = plugin_core::Events<super::NewUser>;
    pub type Config = plugin_core::CustomConfig;
    pub type R<T> = plugin_core::Result<T>;
    pub use plugin_core::Page as OnePage;
    pub type Conn = super::Connection;
}

use names::{Config, Conn, Ctx, Ev, OnePage, R};

#[derive(Deserialize, Schema)]
pub struct Input {
    id: u64,
}

type In = Input;

#[derive(Serialize, Schema)]
pub struct NewUser {
    id: u64,
}

#[derive(Deserialize, Serialize, Schema)]
pub struct Position {
    last: Option<u64>,
}

#[derive(Serialize, Schema)]
pub struct Users {
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
async fn asked(question: In) -> R<OnePage<Users, Position>> {
    Ok(OnePage::new(Users { users: vec![question.id] }))
}

/// All that a task takes
#[task]
async fn monitor(okta: &Conn, input: In, state: Position, limits: Config, ctx: &Ctx) -> R<OnePage<Users, Position>> {
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
}
