//! Defines what a trigger can store as its state.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A state that a trigger can load: a struct that derives `Default` and `serde::Deserialize`.
#[diagnostic::on_unimplemented(
    message = "PLG005: `{Self}` cannot be loaded as the state of a trigger",
    label = "needs `Default` and `serde::Deserialize`",
    note = "derive all on your struct: `#[derive(Default, serde::Deserialize, serde::Serialize)]`",
    note = "and name it where the state is loaded: `let state: State = events.load_state()?;`"
)]
pub trait LoadedState: DeserializeOwned + Default {}

#[diagnostic::do_not_recommend]
impl<S: DeserializeOwned + Default> LoadedState for S {}

/// A state that a trigger can save: a struct that derives `serde::Serialize`.
#[diagnostic::on_unimplemented(
    message = "PLG005: `{Self}` cannot be saved as the state of a trigger",
    label = "needs `serde::Serialize`",
    note = "derive all on your struct: `#[derive(Default, serde::Deserialize, serde::Serialize)]`"
)]
pub trait SavedState: Serialize {}

#[diagnostic::do_not_recommend]
impl<S: Serialize> SavedState for S {}
