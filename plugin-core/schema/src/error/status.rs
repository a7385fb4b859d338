//! Maps HTTP statuses to presets.

use super::Preset;

/// A table of HTTP statuses and their presets. Other statuses from 400 on are UNKNOWN.
///
/// ```
/// use plugin_core::{Preset, error::StatusTable};
/// assert_eq!(StatusTable::SEED.preset(404), Preset::NotFound);
/// assert_eq!(StatusTable::SEED.preset(429), Preset::Unknown);
/// assert_eq!(StatusTable::RUNTIME.preset(429), Preset::RateLimit);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusTable(&'static [(u16, Preset)]);

impl StatusTable {
    /// The three rows of the guide for plugin authors.
    pub const SEED: Self =
        Self(&[(404, Preset::NotFound), (500, Preset::ServerError), (503, Preset::ServiceUnavailable)]);

    /// The ten rows of the request helper in the Python runtime.
    pub const RUNTIME: Self = Self(&[
        (400, Preset::BadRequest),
        (401, Preset::InvalidCredentials),
        (403, Preset::Unauthorized),
        (404, Preset::NotFound),
        (405, Preset::MethodNotAllowed),
        (408, Preset::Timeout),
        (409, Preset::Conflict),
        (429, Preset::RateLimit),
        (500, Preset::ServerError),
        (503, Preset::ServiceUnavailable),
    ]);

    /// A custom table.
    pub const fn new(rows: &'static [(u16, Preset)]) -> Self {
        Self(rows)
    }

    /// The preset of a status.
    pub fn preset(&self, status: u16) -> Preset {
        self.0.iter().find(|row| row.0 == status).map_or(Preset::Unknown, |row| row.1)
    }
}
