//! Reports an attribute on an item that it does not apply to.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Item;

/// The attributes of an argument of a call. `path` is missing, because the compiler has an attribute with this name and reports it.
pub const OF_ARGUMENTS: [&str; 9] =
    ["query", "header", "json", "form", "part", "body", "xml", "url", "options"];

/// The error for an attribute on an item of another kind; `None` if the tokens are not a whole item. `applies_to` is
/// what the attribute applies to, and `help` the correction for the kind of the item, such as `a struct`.
pub fn misplaced(
    attribute: &str,
    applies_to: &str,
    item: &TokenStream,
    help: impl FnOnce(&str) -> String,
) -> Option<syn::Error> {
    let item: Item = syn::parse2(item.clone()).ok()?;
    let (keyword, kind): (&dyn ToTokens, _) = match &item {
        Item::Struct(item) => (&item.struct_token, "a struct"),
        Item::Enum(item) => (&item.enum_token, "an enum"),
        Item::Union(item) => (&item.union_token, "a union"),
        Item::Impl(item) => (&item.impl_token, "an `impl`"),
        Item::Trait(item) => (&item.trait_token, "a trait"),
        Item::Mod(item) => (&item.mod_token, "a module"),
        Item::Fn(item) => (&item.sig.fn_token, "a function"),
        Item::Const(item) => (&item.const_token, "a constant"),
        Item::Static(item) => (&item.static_token, "a static"),
        Item::Type(item) => (&item.type_token, "a type alias"),
        Item::Use(item) => (&item.use_token, "a `use`"),
        other => (other, "this item"),
    };
    let help = help(kind);
    let message = format!("`#[{attribute}]` applies to {applies_to}, not to {kind}\nhelp: {help}");
    Some(syn::Error::new_spanned(keyword, message))
}
