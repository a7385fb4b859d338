//! Builds the model of a call from its attribute and method, and checks it.

use super::argument;
use super::attr::CallAttr;
use super::call::CallModel;
use super::call_settings::CallSettings;
use super::check;
use super::mapping::Mapping;
use super::places;
use super::template::Template;
use crate::errors::Errors;
use crate::func::Func;
use proc_macro2::TokenStream;

/// The call, or `None` if a mistake leaves too little of it. `outer` has the settings of the `impl`.
pub fn build<'a>(
    line: TokenStream,
    func: &'a Func,
    outer: &CallSettings,
    errors: &mut Errors,
) -> Option<CallModel<'a>> {
    let CallAttr { method, path, settings } = match syn::parse2(line.clone()) {
        Ok(attr) => attr,
        Err(error) => {
            // At the end of the tokens, the place of the error would be `#[api]`.
            match line.is_empty() {
                true => errors.at(&func.sig.ident, error),
                false => errors.at(line, error),
            }
            return None;
        }
    };
    let written = settings.to_string();
    let settings = CallSettings::parse(settings, errors);
    check::method(&method, errors);
    check::signature(func, settings.paginate_key.is_some(), errors);
    let mapping = Mapping::parse(func, errors);
    let template = Template::parse(&path, errors)?;
    let arguments = argument::bind_all(func, &template, &method, errors);
    check::placeholders(&template, &path, &arguments, errors);
    let call = CallModel { func, method, path, template, arguments, settings, written, mapping };
    check::bodies(&call, outer, errors);
    check::fields(&call, errors);
    places::check(&call, errors);
    check::pages(&call, errors);
    check::retries(&call, outer, errors);
    Some(call)
}
