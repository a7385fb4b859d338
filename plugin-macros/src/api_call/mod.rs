//! `#[api_call]` writes the body of a method: parse, model, check, expand. `#[api]` does so for all calls of an `impl`.

mod argument;
mod attr;
mod call;
mod call_settings;
mod check;
mod destination;
mod error_data;
mod expand;
mod failures;
mod header;
mod impl_block;
mod mapping;
mod method;
mod model;
mod paginate;
mod places;
mod retry;
mod semicolon;
mod setting;
mod template;
mod units;

pub use impl_block::expand_impl;
pub use method::expand_method;
