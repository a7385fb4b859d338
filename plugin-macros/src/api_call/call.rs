//! The model of a call.

use super::argument::Argument;
use super::call_settings::CallSettings;
use super::mapping::Mapping;
use super::template::Template;
use crate::func::Func;
use syn::{Ident, LitStr};

/// One call of an API.
pub struct Call<'a> {
    pub func: &'a Func,
    pub method: Ident,
    pub path: LitStr,
    pub template: Template,
    pub arguments: Vec<Argument<'a>>,
    pub settings: CallSettings,
    /// The settings as they are written.
    pub written: String,
    /// What becomes of the answer before it is returned.
    pub mapping: Option<Mapping>,
}
