//! The settings of a call, and those of an `impl` for all its calls.

use super::failures::{self, ErrorText, ErrorsSetting, RejectRule};
use super::header::{self, ConstantHeader};
use super::paginate::{self, Paginate};
use super::setting::Setting;
use crate::crate_path::CratePath;
use crate::errors::Errors;
use crate::settings::{CRATE, Key, Settings};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, LitInt, LitStr, Token, bracketed, token};

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
    Key("paginate", "paginate(cursor(\"/next\" -> query \"cursor\"), items = \"/data\")"),
    Key("client", "client = self.inner.client"),
    CRATE,
];

/// `max = 3, on = [429, connect], reset = "X-RateLimit-Reset"`, or `3`
pub struct RetrySetting {
    max: LitInt,
    on: Vec<u16>,
    or_connect: bool,
    reset: Option<LitStr>,
}

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

enum ErrorDataSetting {
    Word(&'static str),
    At(Vec<String>),
}

impl CallSettings {
    pub fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let settings = &Settings::parse_coded(tokens, KEYS, "API013: ", errors);
        let text = |name, errors: &mut Errors| settings.string(name, errors).map(|text| text.value());
        Self {
            timeout: Setting::read(settings, "timeout", || settings.milliseconds("timeout", errors)),
            retry: parse_setting(settings, "retry", errors, parse_retry),
            retry_key: settings.key("retry").cloned(),
            idempotent: settings.flag("idempotent", errors).into(),
            errors: parse_setting(settings, "errors", errors, failures::parse_errors),
            error_data: parse_setting(settings, "error_data", errors, parse_error_data),
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
                parse_bytes(&settings.string("max_body", errors)?, errors)
            }),
            base: Setting::read(settings, "base", || text("base", errors)),
            no_auth: settings.flag("no_auth", errors).into(),
            allow_body: settings.flag("allow_body", errors).into(),
            rate_limit: Setting::read(settings, "rate_limit", || {
                parse_rate(&settings.string("rate_limit", errors)?, errors)
            }),
            paginate: parse_value(settings, "paginate", errors, paginate::parse).flatten(),
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
    let parsed = (|input: ParseStream<'_>| parse(input, errors)).parse2(tokens.clone());
    // Messages of syn do not name the setting, so the usage is added to them.
    let usage = |error: syn::Error| match error.to_string() {
        text if text.starts_with("API") => error,
        text => {
            syn::Error::new(error.span(), format!("API013: {text}\nhelp: write `{}`", settings.usage(name)))
        }
    };
    errors.take(parsed.map_err(usage))
}

fn parse_retry(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<RetrySetting> {
    if input.peek(LitInt) {
        return Ok(RetrySetting { max: input.parse()?, on: Vec::new(), or_connect: false, reset: None });
    }
    let (mut max, mut on, mut or_connect, mut reset) = (None, Vec::new(), false, None);
    while !input.is_empty() {
        let key: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        match key.to_string().as_str() {
            "max" => max = Some(input.parse()?),
            "on" if input.peek(token::Bracket) => {
                let group;
                bracketed!(group in input);
                while !group.is_empty() {
                    match group.parse::<Option<Ident>>()? {
                        Some(word) if word == "connect" => or_connect = true,
                        Some(word) => {
                            return Err(syn::Error::new(word.span(), format!("unknown word `{word}`")));
                        }
                        None => on.extend(failures::parse_status(&group.parse()?, errors)),
                    }
                    group.parse::<Option<Token![,]>>()?;
                }
            }
            "reset" => reset = Some(input.parse()?),
            other => return Err(syn::Error::new(key.span(), format!("unknown key `{other}`"))),
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    let max = max.ok_or_else(|| input.error("missing key `max`"))?;
    Ok(RetrySetting { max, on, or_connect, reset })
}

/// After this status the API has not executed the request, as after a failed connection.
const TOO_MANY_REQUESTS: u16 = 429;

impl RetrySetting {
    /// Whether it retries only what the API has not executed, or nothing.
    pub fn is_harmless(&self) -> bool {
        let is_never = self.max.base10_digits() == "0";
        is_never
            || (self.or_connect || !self.on.is_empty())
                && self.on.iter().all(|status| *status == TOO_MANY_REQUESTS)
    }

    /// Whether it also retries what the API has not executed.
    pub fn is_of_use(&self) -> bool {
        self.or_connect || self.on.is_empty() || self.on.contains(&TOO_MANY_REQUESTS)
    }

    fn expand(&self, api: &TokenStream) -> TokenStream {
        let Self { max, on, or_connect, reset } = self;
        let on = (!on.is_empty()).then(|| quote!(.on(&[#(#on),*])));
        let or_connect = or_connect.then(|| quote!(.or_connect()));
        let reset = reset.as_ref().map(|reset| quote!(.reset(#reset)));
        quote!(#api::Retry::new(#max) #on #or_connect #reset)
    }
}

fn parse_error_data(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<ErrorDataSetting> {
    if input.peek(Ident) {
        let word: Ident = input.parse()?;
        return match word.to_string().as_str() {
            "text" => Ok(ErrorDataSetting::Word("Text")),
            "message" => Ok(ErrorDataSetting::Word("Message")),
            other => Err(syn::Error::new(word.span(), format!("unknown word `{other}`"))),
        };
    }
    let pointers = input.parse_terminated(|input: ParseStream<'_>| input.parse::<LitStr>(), Token![,])?;
    Ok(ErrorDataSetting::At(
        pointers.iter().filter_map(|literal| failures::parse_pointer(literal, errors)).collect(),
    ))
}

impl ErrorDataSetting {
    fn expand(&self, api: &TokenStream) -> TokenStream {
        match self {
            Self::Word(word) => {
                let word = Ident::new(word, Span::call_site());
                quote!(#api::ErrorData::#word)
            }
            Self::At(pointers) => quote!(#api::ErrorData::At(&[#(#pointers),*])),
        }
    }
}

/// `200MiB`, `64KiB`, `1GiB`
fn parse_bytes(literal: &LitStr, errors: &mut Errors) -> Option<u64> {
    let text = literal.value();
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
    let size = units.iter().find_map(|(unit, bits)| {
        let count: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
        count.checked_mul(1 << bits).filter(|size| *size > 0)
    });
    if size.is_none() {
        errors.at(
            literal,
            "API013: `max_body` takes a size, as in `max_body = \"200MiB\"`\nhelp: the units are KiB, MiB and GiB",
        );
    }
    size
}

/// `10/s`, `100/m`, as a count and milliseconds.
fn parse_rate(literal: &LitStr, errors: &mut Errors) -> Option<(u32, u64)> {
    let text = literal.value();
    let rate = text.split_once('/').and_then(|(count, unit)| {
        let per = match unit.trim() {
            "s" => 1000,
            "m" => 60 * 1000,
            "h" => 60 * 60 * 1000,
            _ => return None,
        };
        Some((count.trim().parse().ok().filter(|count| *count > 0)?, per))
    });
    if rate.is_none() {
        errors.at(
            literal,
            "API013: `rate_limit` takes a number per unit of time, as in `rate_limit = \"10/s\"`\nhelp: the units are s, m and h",
        );
    }
    rate
}
