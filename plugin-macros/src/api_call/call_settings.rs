//! The settings of a call, and those of an `impl` for all its calls.

use super::error_data::{self, ErrorDataSetting};
use super::failures::{self, ErrorText, ErrorsSetting, RejectRule};
use super::header::{self, ConstantHeader};
use super::paginate::{self, Paginate};
use super::retry::{self, RetrySetting};
use super::setting::Setting;
use super::units;
use crate::crate_path::CratePath;
use crate::errors::Errors;
use crate::parse::parse_until;
use crate::settings::{CRATE, Key, Settings};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::ParseStream;
use syn::{Expr, Ident};

const KEYS: &[Key] = &[
    Key("timeout", "timeout = \"30s\""),
    Key("retry", "retry(max = 3, on = [429, 503])"),
    Key("idempotent", "idempotent"),
    Key("errors", "errors(404 => NotFound)"),
    Key("error_data", "error_data(\"/error/message\")"),
    Key("ok", "ok(200, 206)"),
    Key("missing", "missing(404)"),
    Key("reject", "reject(\"/errors\" => { cause: \"..\", data: \"/errors/0/message\" })"),
    Key("select", "select = \"/data\""),
    Key("accept", "accept = \"text/csv\""),
    Key("headers", "headers(\"X-Name\" = \"value\")"),
    Key("max_body", "max_body = \"200MiB\""),
    Key("base", "base = \"v2\""),
    Key("no_auth", "no_auth"),
    Key("allow_body", "allow_body"),
    Key("rate_limit", "rate_limit = \"10/s\""),
    // Its own message lists the styles.
    Key("paginate", "paginate"),
    Key("client", "client = self.inner.client"),
    CRATE,
];

#[derive(Default)]
pub struct CallSettings {
    timeout: Setting<u64>,
    pub retry: Setting<RetrySetting>,
    /// The key at the call itself, for errors.
    pub retry_key: Option<Ident>,
    pub idempotent: Setting<bool>,
    errors: Setting<ErrorsSetting>,
    error_data: Setting<ErrorDataSetting>,
    ok: Setting<Vec<u16>>,
    pub missing: Setting<Vec<u16>>,
    pub reject: Setting<Vec<RejectRule>>,
    pub select: Setting<String>,
    accept: Setting<String>,
    headers: Setting<Vec<ConstantHeader>>,
    max_body: Setting<u64>,
    base: Setting<String>,
    no_auth: Setting<bool>,
    pub allow_body: Setting<bool>,
    rate_limit: Setting<(u32, u64)>,
    pub paginate: Option<Paginate>,
    /// The key, for errors; present even if the value is invalid.
    pub paginate_key: Option<Ident>,
    /// The expression of the client, by default `self.http`.
    pub client: Setting<Expr>,
    /// The place of the type of the `impl`.
    pub self_span: Option<Span>,
    crate_path: CratePath,
}

impl CallSettings {
    pub fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let settings = &Settings::parse_coded(tokens, KEYS, "API013: ", errors);
        let text = |name, errors: &mut Errors| settings.string(name, errors).map(|text| text.value());
        Self {
            timeout: Setting::read(settings, "timeout", || settings.milliseconds("timeout", errors)),
            retry: parse_setting(settings, "retry", errors, retry::parse),
            retry_key: settings.key("retry").cloned(),
            idempotent: settings.flag("idempotent", errors).into(),
            errors: parse_setting(settings, "errors", errors, failures::parse_errors),
            error_data: parse_setting(settings, "error_data", errors, error_data::parse),
            ok: parse_setting(settings, "ok", errors, failures::parse_statuses),
            missing: parse_setting(settings, "missing", errors, failures::parse_statuses),
            reject: parse_setting(settings, "reject", errors, failures::parse_rejects),
            select: Setting::read(settings, "select", || {
                let select = settings.string("select", errors)?;
                failures::parse_pointer(&select, errors)
            }),
            accept: Setting::read(settings, "accept", || {
                let accept = settings.string("accept", errors)?;
                header::check_value(&accept, errors).map(|()| accept.value())
            }),
            headers: parse_setting(settings, "headers", errors, header::parse_constants),
            max_body: Setting::read(settings, "max_body", || {
                units::parse_bytes(&settings.string("max_body", errors)?, errors)
            }),
            base: Setting::read(settings, "base", || text("base", errors)),
            no_auth: settings.flag("no_auth", errors).into(),
            allow_body: settings.flag("allow_body", errors).into(),
            rate_limit: Setting::read(settings, "rate_limit", || {
                units::parse_rate(&settings.string("rate_limit", errors)?, errors)
            }),
            paginate: parse_paginate(settings, errors),
            paginate_key: settings.key("paginate").cloned(),
            client: parse_setting(settings, "client", errors, |input, _| input.parse()),
            self_span: None,
            crate_path: settings.crate_path(errors),
        }
    }

    /// The builder calls that follow `Operation::new(..)`. Settings of `outer` apply unless the call overrides them; `name` owns
    /// the rate limit.
    pub fn expand(&self, outer: &Self, name: &str, api: &TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        let mut set = |setting: TokenStream| tokens.extend(setting);
        if let Some(timeout) = self.timeout.or(&outer.timeout) {
            set(quote!(.with_timeout(#timeout)));
        }
        if let Some(retry) = self.retry.or(&outer.retry) {
            let retry = retry.expand(api);
            set(quote!(.with_retry(#retry)));
        } else if self.retry.is_none_within(&outer.retry) {
            // `retry = none` overrides the client's setting.
            set(quote!(.with_retry(#api::Retry::new(0))));
        }
        let rules: Vec<_> = self.errors.with(&outer.errors).flat_map(|it| &it.rules).collect();
        if !rules.is_empty() {
            let rules = rules.iter().map(|rule| rule.expand(api));
            set(quote!(.with_errors(&[#(#rules),*])));
        }
        if let Some(table) = self.errors.with(&outer.errors).find_map(|it| it.table.as_ref()) {
            let table = Ident::new(&table.to_string().to_uppercase(), table.span());
            set(quote!(.with_table(#api::StatusTable::#table)));
        }
        if let Some(data) = self.error_data.or(&outer.error_data) {
            let data = data.expand(api);
            set(quote!(.with_error_data(#data)));
        }
        if let Some(statuses) = self.ok.or(&outer.ok) {
            set(quote!(.with_ok(&[#(#statuses),*])));
        }
        if let Some(statuses) = self.missing.or(&outer.missing) {
            set(quote!(.with_missing(&[#(#statuses),*])));
        }
        if let Some(reject) = self.reject.or(&outer.reject) {
            let reject = reject.iter().map(|reject| reject.expand(api));
            set(quote!(.with_reject(&[#(#reject),*])));
        }
        set(self.expand_rest(outer, name, api));
        tokens
    }

    fn expand_rest(&self, outer: &Self, name: &str, api: &TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        let mut set = |setting: TokenStream| tokens.extend(setting);
        if let Some(select) = self.select.or(&outer.select) {
            set(quote!(.with_select(#select)));
        }
        let headers = self.headers(outer);
        if !headers.is_empty() {
            let headers = headers.iter().map(|(name, value)| match value {
                Some(value) => quote!((#name, ::core::option::Option::Some(#value))),
                None => quote!((#name, ::core::option::Option::None)),
            });
            set(quote!(.with_headers(&[#(#headers),*])));
        }
        if let Some(bytes) = self.max_body.or(&outer.max_body) {
            let bytes = proc_macro2::Literal::u64_unsuffixed(*bytes);
            set(quote!(.with_max_body(#bytes)));
        }
        if let Some(base) = self.base.or(&outer.base) {
            set(quote!(.with_base(#base)));
        }
        if let Some(idempotent) = self.idempotent.or(&outer.idempotent) {
            set(quote!(.with_idempotent(#idempotent)));
        }
        if self.no_auth.is_set(&outer.no_auth) {
            set(quote!(.with_no_auth(true)));
        }
        if let Some((count, milliseconds)) = self.rate_limit.or(&outer.rate_limit) {
            let owner = if self.rate_limit.value().is_some() { name } else { "" };
            let per = quote!(#api::Duration::from_millis(#milliseconds));
            set(quote!(.with_rate_limit(#api::RateLimit::new(#count, #per).of(#owner))));
        }
        if let Some(paginate) = &self.paginate {
            let paging = paginate.expand(api);
            set(quote!(.with_paging(#paging)));
            if let Some(items) = &paginate.items {
                set(quote!(.with_items(#items)));
            }
        }
        tokens
    }

    /// The crate path of the call, or that of the `impl`.
    pub fn crate_path<'a>(&'a self, outer: &'a Self) -> &'a CratePath {
        if self.crate_path.is_given() { &self.crate_path } else { &outer.crate_path }
    }

    /// The presets in the settings. Only the compiler knows which names exist.
    pub fn presets(&self) -> impl Iterator<Item = &Ident> {
        let rules = self.errors.value().into_iter().flat_map(|it| &it.rules).map(|rule| &rule.text);
        let rejects = self.reject.value().into_iter().flatten().map(|reject| &reject.text);
        rules.chain(rejects).filter_map(ErrorText::preset)
    }

    /// The constant headers; the first one of a name wins.
    fn headers<'a>(&'a self, outer: &'a Self) -> Vec<(&'a str, Option<&'a str>)> {
        let (accept, constants) =
            (self.accept.inherited(&outer.accept), self.headers.inherited(&outer.headers));
        let own = header_pairs(self.accept.value(), self.headers.value());
        let mut headers: Vec<(&str, Option<&str>)> = Vec::new();
        for header in own.chain(header_pairs(accept, constants)) {
            if !headers.iter().any(|known| known.0 == header.0) {
                headers.push(header);
            }
        }
        headers
    }
}

/// The settings `accept` and `headers` as pairs.
fn header_pairs<'a>(
    accept: Option<&'a String>,
    constants: Option<&'a Vec<ConstantHeader>>,
) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
    let accept = accept.map(|value| ("accept", Some(value.as_str())));
    let constants = constants.into_iter().flatten();
    accept.into_iter().chain(constants.map(|it| (it.name.as_str(), it.value.as_deref())))
}

/// A setting whose value `parse` parses.
fn parse_setting<T>(
    settings: &Settings,
    name: &str,
    errors: &mut Errors,
    parse: impl FnOnce(ParseStream<'_>, &mut Errors) -> syn::Result<T>,
) -> Setting<T> {
    Setting::read(settings, name, || parse_value(settings, name, errors, parse))
}

fn parse_paginate(settings: &Settings, errors: &mut Errors) -> Option<Paginate> {
    let (key, tokens) = (settings.key("paginate")?, settings.tokens("paginate")?);
    let end = if tokens.is_empty() { key.span() } else { last_span(tokens) };
    let parsed = parse_until(end, tokens.clone(), |input| paginate::parse(input, errors));
    errors.take(parsed).flatten()
}

fn last_span(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span())
}

/// The value of a setting, parsed by `parse`.
fn parse_value<T>(
    settings: &Settings,
    name: &str,
    errors: &mut Errors,
    parse: impl FnOnce(ParseStream<'_>, &mut Errors) -> syn::Result<T>,
) -> Option<T> {
    let tokens = settings.tokens(name)?;
    if tokens.is_empty() {
        let key = settings.key(name);
        errors.at(key, format_args!("API013: `{name}` takes a value, as in `{}`", settings.usage(name)));
        return None;
    }
    let end = last_span(tokens);
    let parsed = parse_until(end, tokens.clone(), |input| parse(input, errors));
    // Messages of syn do not name the setting, so the usage is added to them.
    let usage = |error: syn::Error| match error.to_string() {
        text if text.starts_with("API") => error,
        text => {
            syn::Error::new(error.span(), format!("API013: {text}\nhelp: write `{}`", settings.usage(name)))
        }
    };
    errors.take(parsed.map_err(usage))
}
