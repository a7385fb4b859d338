//! The settings of a call, and those that an `impl` gives to all of its calls.

use super::failures::{self, ErrorsSetting, Reject};
use super::header::{self, Constant};
use super::paginate::{self, Paginate};
use crate::errors::Errors;
use crate::krate::CratePath;
use crate::settings::{CRATE, Key, Settings};
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitInt, LitStr, Token, bracketed, token};

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
    CRATE,
];

/// `max = 3, on = [429, connect], reset = "X-RateLimit-Reset"`, or only `3`
struct Retry {
    max: LitInt,
    on: Vec<u16>,
    or_connect: bool,
    reset: Option<LitStr>,
}

#[derive(Default)]
pub struct CallSettings {
    timeout: Option<u64>,
    retry: Option<Retry>,
    /// The setting as it is written at the call itself.
    pub retry_key: Option<Ident>,
    pub is_idempotent: bool,
    errors: ErrorsSetting,
    error_data: Option<ErrorData>,
    ok: Vec<u16>,
    pub missing: Vec<u16>,
    reject: Vec<Reject>,
    select: Option<String>,
    headers: Vec<Constant>,
    max_body: Option<u64>,
    base: Option<String>,
    no_auth: bool,
    pub allow_body: bool,
    rate_limit: Option<(u32, u64)>,
    pub paginate: Option<Paginate>,
    /// The setting as it is written, even if there is something wrong with it.
    pub paginate_key: Option<Ident>,
    pub krate: CratePath,
}

enum ErrorData {
    Word(&'static str),
    At(Vec<String>),
}

impl CallSettings {
    pub fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let settings = Settings::parse_coded(tokens, KEYS, "API013: ", errors);
        let mut this = Self { krate: settings.crate_path(errors), ..Self::default() };
        this.timeout = settings.milliseconds("timeout", errors);
        this.retry = group(&settings, "retry", errors, retry);
        this.retry_key = settings.key("retry").cloned();
        this.errors = group(&settings, "errors", errors, failures::errors).unwrap_or_default();
        this.error_data = group(&settings, "error_data", errors, error_data);
        this.ok = group(&settings, "ok", errors, failures::statuses).unwrap_or_default();
        this.missing = group(&settings, "missing", errors, failures::statuses).unwrap_or_default();
        this.reject = group(&settings, "reject", errors, failures::rejects).unwrap_or_default();
        let select = settings.string("select", errors);
        this.select = select.and_then(|select| failures::pointer(&select, errors));
        this.headers = group(&settings, "headers", errors, header::constants).unwrap_or_default();
        if let Some(accept) = settings.string("accept", errors)
            && header::check_value(&accept, errors).is_some()
        {
            this.headers.push(Constant { name: "accept".to_owned(), value: Some(accept.value()) });
        }
        this.max_body = settings.string("max_body", errors).and_then(|text| bytes(&text, errors));
        this.base = settings.string("base", errors).map(|base| base.value());
        this.rate_limit = settings.string("rate_limit", errors).and_then(|text| rate(&text, errors));
        this.paginate = group(&settings, "paginate", errors, paginate::parse).flatten();
        this.paginate_key = settings.key("paginate").cloned();
        for (name, flag) in [
            ("idempotent", &mut this.is_idempotent),
            ("no_auth", &mut this.no_auth),
            ("allow_body", &mut this.allow_body),
        ] {
            *flag = settings.key(name).is_some();
        }
        this
    }

    /// What the macro writes behind `Operation::new(..)`. What `outer` says counts where this says nothing; `name` is whose
    /// rate limit it is.
    pub fn expand(&self, outer: &Self, name: &str, api: &TokenStream, krate: &TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        let mut set = |setting: TokenStream| tokens.extend(setting);
        if let Some(timeout) = self.timeout.or(outer.timeout) {
            set(quote!(.with_timeout(#timeout)));
        }
        if let Some(retry) = self.retry.as_ref().or(outer.retry.as_ref()) {
            let retry = retry.expand(api);
            set(quote!(.with_retry(#retry)));
        }
        let rules: Vec<_> = [self, outer].into_iter().flat_map(|it| &it.errors.rules).collect();
        if !rules.is_empty() {
            let rules = rules.iter().map(|rule| rule.expand(api, krate));
            set(quote!(.with_errors(&[#(#rules),*])));
        }
        if let Some(table) = self.errors.table.as_ref().or(outer.errors.table.as_ref()) {
            let table = Ident::new(&table.to_string().to_uppercase(), table.span());
            set(quote!(.with_table(#krate::error::StatusTable::#table)));
        }
        if let Some(data) = self.error_data.as_ref().or(outer.error_data.as_ref()) {
            let data = data.expand(api);
            set(quote!(.with_error_data(#data)));
        }
        for (setting, statuses) in [
            (quote!(with_ok), first(&self.ok, &outer.ok)),
            (quote!(with_missing), first(&self.missing, &outer.missing)),
        ] {
            if !statuses.is_empty() {
                set(quote!(.#setting(&[#(#statuses),*])));
            }
        }
        let reject = first(&self.reject, &outer.reject);
        if !reject.is_empty() {
            let reject = reject.iter().map(|reject| reject.expand(api, krate));
            set(quote!(.with_reject(&[#(#reject),*])));
        }
        set(self.expand_rest(outer, name, api));
        tokens
    }

    fn expand_rest(&self, outer: &Self, name: &str, api: &TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        let mut set = |setting: TokenStream| tokens.extend(setting);
        if let Some(select) = self.select.as_ref().or(outer.select.as_ref()) {
            set(quote!(.with_select(#select)));
        }
        let is_new = |constant: &&Constant| !self.headers.iter().any(|own| own.name == constant.name);
        let headers: Vec<_> = self.headers.iter().chain(outer.headers.iter().filter(is_new)).collect();
        if !headers.is_empty() {
            let headers = headers.iter().map(|Constant { name, value }| match value {
                Some(value) => quote!((#name, ::core::option::Option::Some(#value))),
                None => quote!((#name, ::core::option::Option::None)),
            });
            set(quote!(.with_headers(&[#(#headers),*])));
        }
        if let Some(bytes) = self.max_body.or(outer.max_body) {
            let bytes = proc_macro2::Literal::u64_unsuffixed(bytes);
            set(quote!(.with_max_body(#bytes)));
        }
        if let Some(base) = self.base.as_ref().or(outer.base.as_ref()) {
            set(quote!(.with_base(#base)));
        }
        if self.is_idempotent || outer.is_idempotent {
            set(quote!(.with_idempotent(true)));
        }
        if self.no_auth || outer.no_auth {
            set(quote!(.with_no_auth(true)));
        }
        let (limit, owner) = match self.rate_limit {
            Some(limit) => (Some(limit), name),
            None => (outer.rate_limit, ""),
        };
        if let Some((count, milliseconds)) = limit {
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
}

fn first<'a, T>(own: &'a [T], outer: &'a [T]) -> &'a [T] {
    if own.is_empty() { outer } else { own }
}

/// The value of a setting, read by `parse`.
fn group<T>(
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
    // The parsers of values say what they expect; syn alone does not say for which setting.
    let usage = |error: syn::Error| match error.to_string() {
        text if text.starts_with("API") => error,
        text => {
            syn::Error::new(error.span(), format!("API013: {text}\nhelp: write `{}`", settings.usage(name)))
        }
    };
    errors.take(parsed.map_err(usage))
}

fn retry(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Retry> {
    if input.peek(LitInt) {
        return Ok(Retry { max: input.parse()?, on: Vec::new(), or_connect: false, reset: None });
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
                        None => on.extend(failures::status(&group.parse()?, errors)),
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
    let max = max.ok_or_else(|| input.error("how often is not said"))?;
    Ok(Retry { max, on, or_connect, reset })
}

impl Retry {
    fn expand(&self, api: &TokenStream) -> TokenStream {
        let Self { max, on, or_connect, reset } = self;
        let on = (!on.is_empty()).then(|| quote!(.on(&[#(#on),*])));
        let or_connect = or_connect.then(|| quote!(.or_connect()));
        let reset = reset.as_ref().map(|reset| quote!(.reset(#reset)));
        quote!(#api::Retry::new(#max) #on #or_connect #reset)
    }
}

fn error_data(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<ErrorData> {
    if input.peek(Ident) {
        let word: Ident = input.parse()?;
        return match word.to_string().as_str() {
            "text" => Ok(ErrorData::Word("Text")),
            "message" => Ok(ErrorData::Word("Message")),
            other => Err(syn::Error::new(word.span(), format!("unknown word `{other}`"))),
        };
    }
    let pointers = input.parse_terminated(|input: ParseStream<'_>| input.parse::<LitStr>(), Token![,])?;
    Ok(ErrorData::At(pointers.iter().filter_map(|literal| failures::pointer(literal, errors)).collect()))
}

impl ErrorData {
    fn expand(&self, api: &TokenStream) -> TokenStream {
        match self {
            Self::Word(word) => {
                let word = Ident::new(word, proc_macro2::Span::call_site());
                quote!(#api::ErrorData::#word)
            }
            Self::At(pointers) => quote!(#api::ErrorData::At(&[#(#pointers),*])),
        }
    }
}

/// `200MiB`, `64KiB`, `1GiB`
fn bytes(literal: &LitStr, errors: &mut Errors) -> Option<u64> {
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
fn rate(literal: &LitStr, errors: &mut Errors) -> Option<(u32, u64)> {
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
            "API013: `rate_limit` takes a number in a time, as in `rate_limit = \"10/s\"`\nhelp: the units are s, m and h",
        );
    }
    rate
}
