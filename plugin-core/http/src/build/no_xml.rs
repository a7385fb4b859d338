//! Reports `#[xml]` without the feature `xml`.

use super::RequestBuilder;

/// No type implements this trait. It exists for its error message.
#[diagnostic::on_unimplemented(
    message = "API005: `#[xml]` requires the feature `xml` of plugin-core",
    label = "the feature `xml` is not enabled",
    note = "write `features = [\"xml\"]` for plugin-core in Cargo.toml"
)]
pub trait IsEnabled {}

impl RequestBuilder {
    /// Does not compile, because the feature is not enabled.
    pub fn xml<T: IsEnabled + ?Sized>(self, _: &T) -> Self {
        self
    }
}
