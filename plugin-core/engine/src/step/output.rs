//! What a step returns.

use plugin_schema::PluginError;

/// What a step returns when it succeeds.
pub struct StepOutput {
    /// The output, JSON text.
    pub(crate) json: Vec<u8>,
    /// What a task returns beside its output.
    pub(crate) page: Option<PageMeta>,
}

impl StepOutput {
    pub(crate) fn new(json: Vec<u8>) -> Self {
        Self { json, page: None }
    }

    /// No output.
    pub(crate) fn null() -> Self {
        Self::new(b"null".to_vec())
    }
}

/// What a task returns beside its output; the state is JSON text.
#[derive(Debug)]
pub struct PageMeta {
    pub state: Option<Vec<u8>>,
    pub has_more_pages: Option<bool>,
    pub status_code: Option<u16>,
    pub error: Option<PluginError>,
}
