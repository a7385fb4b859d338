//! Where a request goes: its path behind the base, or an address that the API has given.

use crate::auth::Kind;
use crate::body::texts;
use crate::request::{Body, JSON, Request};
use crate::{failure, url};
use plugin_schema::error::Result;
use reqwest::Url;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// An address that is not made of base, path and query.
#[derive(Clone)]
pub(crate) enum Elsewhere {
    /// That of a login, which the author has given.
    Login(Url),
    /// That of a next page, which the API has given; perhaps only a part of one. Whether the credentials may be sent there is
    /// known when a login has told the base.
    Given(String),
}

impl Request {
    pub(crate) fn set_url(&mut self, text: &str) {
        self.elsewhere = Some(Elsewhere::Given(text.to_owned()));
    }

    /// What every request has in its query is for the API, not for its login.
    pub(crate) fn set_login_url(&mut self, url: Url) {
        self.query.clear();
        self.elsewhere = Some(Elsewhere::Login(url));
    }

    /// The address, with another base if a login has given one.
    ///
    /// # Errors
    /// BAD_REQUEST if it is none, REDIRECT_ERROR if it is one to which the credentials may not be sent.
    pub(crate) fn address(&self, base: Option<&Url>) -> Result<Url> {
        match &self.elsewhere {
            None => self.own_address(base),
            Some(Elsewhere::Login(url)) => Ok(self.with_query(url.clone())),
            Some(Elsewhere::Given(text)) => {
                let next = self.http.next_url(&self.own_address(base)?, text)?;
                // The API has said all that the address of a next page needs.
                Ok(if self.operation.paging.is_some() { next } else { self.with_query(next) })
            }
        }
    }

    /// Base, path and query.
    fn own_address(&self, base: Option<&Url>) -> Result<Url> {
        url::check_path(self.operation.route, &self.url)?;
        let mut text = match base {
            None => Cow::Borrowed(self.url.as_str()),
            Some(base) => Cow::Owned(format!("{base}{}", &self.url[self.base..])),
        };
        if !self.query.is_empty() {
            let text = text.to_mut();
            text.reserve(1 + self.query.len());
            text.push('?');
            text.push_str(&self.query);
        }
        Url::parse(&text).map_err(|_| {
            failure::unsendable(format!("The address of the request is not a URL. (`{}`)", self.operation))
        })
    }

    /// The address with the query of the call. What every request of the client has is not said twice.
    fn with_query(&self, mut url: Url) -> Url {
        let common: Vec<&str> = self.http.settings().query.split('&').collect();
        let known = url.query().unwrap_or_default().to_owned();
        let has = |name: &str| known.split('&').any(|pair| url::name_of(pair) == name);
        let is_said = |pair: &str| common.contains(&pair) && has(&url::name_of(pair));
        let own = self.query.split('&').filter(|pair| !pair.is_empty() && !is_said(pair));
        let query = [known.as_str()].into_iter().filter(|known| !known.is_empty()).chain(own);
        let query = query.collect::<Vec<_>>().join("&");
        url.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
        url
    }

    /// An address of a next page without the key of the client, should the API repeat that: a task keeps it in its state.
    pub(crate) fn without_key(&self, text: String) -> String {
        let keys = self.http.settings().auth.iter().filter_map(|auth| match &auth.0 {
            Kind::Query(name, value) => Some((name, value.expose())),
            _ => None,
        });
        keys.fold(text, |text, (name, value)| {
            let Some((path, query)) = text.split_once('?') else { return text };
            let is_other = |pair: &&str| url::name_of(pair) != *name || url::value_of(pair) != value;
            match query.split('&').filter(is_other).collect::<Vec<_>>() {
                kept if kept.is_empty() => path.to_owned(),
                kept => format!("{path}?{}", kept.join("&")),
            }
        })
    }
}

/// What a page needs to be another than the first.
impl Request {
    /// A query parameter in place of those of that name; a list repeats it.
    pub(crate) fn set_query(&mut self, name: &str, value: &Value) {
        let is_other = |pair: &&str| !pair.is_empty() && url::name_of(pair) != name;
        let mut query: String = self.query.split('&').filter(is_other).collect::<Vec<_>>().join("&");
        for text in texts(value) {
            url::push_pair(&mut query, name, &text);
        }
        self.query = query;
    }

    /// The value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<Cow<'_, str>> {
        let pair = self.query.split('&').find(|pair| url::name_of(pair) == name)?;
        Some(url::value_of(pair))
    }

    /// A value within the JSON body.
    pub(crate) fn set_json(&mut self, pointer: &str, value: &Value) {
        let mut body: Value =
            self.whole_body().and_then(|body| serde_json::from_slice(&body).ok()).unwrap_or(Value::Null);
        let mut at = &mut body;
        for key in pointer.split('/').skip(1) {
            let key = key.replace("~1", "/").replace("~0", "~");
            let length = at.as_array().map_or(0, Vec::len);
            at = match key.parse::<usize>() {
                Ok(index) if index < length => &mut at[index],
                _ => {
                    if !at.is_object() {
                        *at = Value::Object(Map::new());
                    }
                    &mut at[key]
                }
            };
        }
        *at = value.clone();
        self.body = Body::Whole(JSON, body.to_string().into_bytes().into());
    }
}
