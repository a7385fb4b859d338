//! Holds the output of a step as JSON text.

use plugin_schema::PluginError;

/// The output of a step that succeeds.
pub struct StepOutput {
    /// The output as JSON text.
    pub(crate) json: Vec<u8>,
    /// The other fields of a task's page.
    pub(crate) page: Option<PageMeta>,
}

impl StepOutput {
    pub(crate) fn new(json: Vec<u8>) -> Self {
        Self { json, page: None }
    }

    /// The output `null`.
    pub(crate) fn null() -> Self {
        Self::new(b"null".to_vec())
    }
}

/// The fields of a task's page besides its output. The state is JSON text.
#[derive(Debug)]
pub struct PageMeta {
    pub state: Option<Vec<u8>>,
    pub has_more_pages: Option<bool>,
    pub status_code: Option<u16>,
    pub error: Option<PluginError>,
}
