//! The model of a call.

use super::argument::Argument;
use super::call_settings::CallSettings;
use super::mapping::Mapping;
use super::template::Template;
use crate::func::Func;
use syn::{Ident, LitStr};

/// A call of an API.
pub struct CallModel<'a> {
    pub func: &'a Func,
    pub method: Ident,
    pub path: LitStr,
    pub template: Template,
    pub arguments: Vec<Argument<'a>>,
    pub settings: CallSettings,
    /// The source text of the settings.
    pub written: String,
    /// The closure that maps the response.
    pub mapping: Option<Mapping>,
}
