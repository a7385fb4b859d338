//! Writes the code for an argument: the check of its type, its fields, and how it is taken from a call.

use super::arguments::{Argument, Role};
use crate::crate_path::CratePath;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// All code has the span of the argument's type, so that a wrong type is one error, with a message of the runtime crate.
impl Argument<'_> {
    /// Does not compile if the type is wrong. Empty if other code checks it.
    pub fn check(&self, crate_path: &CratePath) -> TokenStream {
        let (ty, span, private) = self.parts(crate_path);
        match self.role {
            Role::Connection => quote_spanned!(span=> #private::Borrowed::<#ty>::NEW.check_connection();),
            Role::Input => quote_spanned!(span=> #private::is_input_argument::<#ty>();),
            Role::ConnectionOrContext => {
                quote_spanned!(span=> #private::Borrowed::<#ty>::NEW.check_connection_or_context();)
            }
            Role::InputOrConfig | Role::State | Role::Events | Role::Config | Role::Context => {
                TokenStream::new()
            }
        }
    }

    /// The function that returns the table of its fields.
    pub fn fields(&self, crate_path: &CratePath) -> TokenStream {
        let (ty, span, private) = self.parts(crate_path);
        match self.role {
            Role::Events => quote_spanned!(span=> #private::events_of::<#ty>().table),
            Role::InputOrConfig => {
                quote_spanned!(span=> #private::fields_of_input_or_config::<#ty>)
            }
            _ => quote_spanned!(span=> #private::fields_of::<#ty>),
        }
    }

    /// The statement that takes the argument from `__call`.
    pub fn take(&self, crate_path: &CratePath) -> TokenStream {
        let (ty, span, private) = self.parts(crate_path);
        let call = call();
        let value = match self.role {
            Role::Connection | Role::ConnectionOrContext => {
                quote_spanned!(span=> #private::Borrowed::<#ty>::NEW.guard(&#call)?)
            }
            Role::Input => quote!(#call.input::<#ty>()?),
            Role::InputOrConfig => quote_spanned!(span=> <#ty as #private::InputOrConfig>::of(&#call)?),
            Role::State => quote!(#call.state::<#ty>()?),
            Role::Events => quote_spanned!(span=> (#private::events_of::<#ty>().take)(&#call)?),
            Role::Config => quote_spanned!(span=> <#ty as #private::ConfigArgument>::of(&#call)),
            Role::Context => quote_spanned!(span=> <#ty as #private::ContextArgument>::of(&#call)),
        };
        let name = self.name();
        quote!(let #name = #value;)
    }

    /// The expression that passes the argument to the function.
    pub fn pass(&self, crate_path: &CratePath) -> TokenStream {
        let (ty, span, private) = self.parts(crate_path);
        let name = self.name();
        match self.role {
            Role::Connection | Role::ConnectionOrContext => {
                quote_spanned!(span=> #private::Borrowed::<#ty>::NEW.borrow(&#name))
            }
            Role::Context => quote!(&#name),
            _ => quote!(#name),
        }
    }

    fn name(&self) -> Ident {
        let name = match self.role {
            Role::Connection => "__connection",
            Role::ConnectionOrContext => "__owner",
            Role::Input | Role::InputOrConfig => "__input",
            Role::State => "__state",
            Role::Events => "__events",
            Role::Config => "__config",
            Role::Context => "__context",
        };
        Ident::new(name, Span::call_site())
    }

    fn parts(&self, crate_path: &CratePath) -> (&syn::Type, Span, TokenStream) {
        let span = self.ty.span();
        (self.ty, span, crate_path.private_at(span))
    }
}

/// The name of the call. All code of a step names it with this span, so that a step within `macro_rules!` compiles.
pub fn call() -> Ident {
    Ident::new("__call", Span::call_site())
}
