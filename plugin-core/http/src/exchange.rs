//! A request sent, with all that may belong to it: a login, redirects, another try. The answer is [read](crate::receive).

use crate::answer::Answer;
use crate::auth::{Auth, Canonical, Grant, Kind, Session};
use crate::client::Settings;
use crate::failure::{self, Failure};
use crate::limit;
use crate::request::Request;
use crate::retry::{self, Retry};
use crate::transport::TransportError;
use bytes::Bytes;
use plugin_run::Run;
use plugin_run::trace;
use plugin_schema::error::{PluginError, Preset, Result};
use reqwest::Response;
use reqwest::Url;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, LOCATION};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// How long a call may take that has no timeout: a trigger has no deadline, and a body that comes byte by byte no other end.
const MAX_CALL_TIME: Duration = Duration::from_secs(60 * 60);

/// A grant that a request was sent with, and where it came from.
type Used = Option<(Arc<Session>, Arc<Grant>)>;

impl Request {
    /// Sends the request and reads the answer.
    ///
    /// # Errors
    /// The preset of the status; TIMEOUT, CONNECTION_ERROR or REDIRECT_ERROR if there is no answer; BAD_REQUEST if an
    /// argument cannot be sent.
    pub async fn send(mut self) -> Result<Answer> {
        let error = self.failed();
        let work = async { self.read(self.exchange(error).await?).await };
        self.logged(work, |answer| answer.status).await
    }

    /// Sends the request, and leaves the body of its answer where it is.
    ///
    /// # Errors
    /// As [`Request::send`].
    pub(crate) async fn open(&mut self) -> Result<Response> {
        let error = self.failed();
        self.logged(self.exchange(error), |response| response.status().as_u16()).await
    }

    /// The exchange with an end, which is told in the log.
    async fn logged<T>(
        &self,
        work: impl Future<Output = Result<T, Box<Failure>>>,
        status_of: fn(&T) -> u16,
    ) -> Result<T> {
        let start = Instant::now();
        let (method, route) = (self.operation.method.name(), self.operation.route);
        let work = async {
            let result = tokio::time::timeout(self.time(), work)
                .await
                .unwrap_or_else(|_| Err(self.unanswered(failure::overdue(self.time()), false)));
            let status = match &result {
                Ok(value) => Some(status_of(value)),
                Err(failure) => failure.status,
            };
            trace::status(status);
            (result, End(status))
        };
        let (result, end) = trace::call(method, route, work).await;
        tracing::info!("{method} {route}: {end} in {} ms", start.elapsed().as_millis());
        result.map_err(|failure| self.http.told(self.with_answer(*failure)))
    }

    /// An address that is refused was in an answer, which is that of the failure: the request itself has none.
    fn with_answer(&self, failure: Failure) -> Failure {
        let is_refused = failure.status.is_none() && failure.error.preset_of() == Some(Preset::RedirectError);
        match self.named_by.as_ref().filter(|_| is_refused) {
            Some(answer) => {
                let Answer { status, headers, body, .. } = &**answer;
                *self.answered(*status, headers, body, failure.error.status_code(*status))
            }
            None => failure,
        }
    }

    /// Tries, until it goes well or there is no use in it. `error` is what is wrong with the request already.
    async fn exchange(&self, error: Option<PluginError>) -> Result<Response, Box<Failure>> {
        if let Some(error) = error {
            return Err(self.unanswered(error, false));
        }
        let start = Instant::now();
        let mut body = self.whole_body();
        let may_repeat = self.retry().is_some() || self.auth().iter().any(Auth::has_requests);
        let (mut renewed, mut repeated) = (0, 0);
        loop {
            self.wait_for_turn(start).await?;
            let mut used = None;
            // Kept only if it may be needed again, which costs a copy of its owner.
            let sent = if may_repeat { body.clone() } else { body.take() };
            let failure = match self.attempt(sent, &mut used).await {
                Ok(response) => {
                    self.http.budget().succeed();
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            if let (Some((session, grant)), Some(status)) = (&used, failure.status)
                && session.is_refused(status, &failure.body)
            {
                // Also if this call is not repeated: no other call should send it again.
                session.forget(&self.http, grant);
                if renewed < session.replays() {
                    renewed += 1;
                    continue;
                }
            }
            repeated += 1;
            let wait = self.wait_before(repeated, failure, start)?;
            self.http.transport().sleep(wait).await;
        }
    }

    fn retry(&self) -> Option<Retry> {
        self.operation.retry.or(self.settings().retry)
    }

    /// How long to wait before the request is sent again, for the time `number`. The API's own word counts, unless it is later
    /// than there is time for.
    ///
    /// # Errors
    /// The failure, if the request is not sent again. Why not is told, unless there was nothing to expect.
    fn wait_before(
        &self,
        number: u32,
        mut failure: Box<Failure>,
        start: Instant,
    ) -> Result<Duration, Box<Failure>> {
        let is_for = |retry: &Retry| number <= retry.max() && retry.is_for(failure.status, failure.is_unsent);
        let Some(retry) = self.retry().filter(is_for) else { return Err(failure) };
        let (operation, end) = (self.operation, End(failure.status));
        if !(operation.is_idempotent() || failure.was_not_carried_out()) {
            tracing::info!(
                "{operation}: {end}, not sent again: it may have been carried out, and is not `idempotent`"
            );
            return Err(failure);
        }
        let now = self.http.now();
        let hint = retry.hint(&failure.headers, now);
        let wait = hint.unwrap_or_else(|| retry::jitter(number));
        if wait >= self.time_left(start) {
            match hint {
                Some(hint) => failure.error = retry::beyond_deadline(failure.error, hint, now),
                None => tracing::info!("{operation}: {end}, not sent again: no time is left"),
            }
            return Err(failure);
        }
        let budget = self.http.budget();
        if !budget.take() {
            tracing::warn!("{operation}: {end}, not sent again: the retry budget is used up");
            failure.error = retry::beyond_budget(failure.error, budget.retries());
            return Err(failure);
        }
        tracing::info!("{operation}: {end}, trying again in {} ms", wait.as_millis());
        Ok(wait)
    }

    /// How long the call may take, with all that belongs to it.
    pub(crate) fn time(&self) -> Duration {
        self.timeout.unwrap_or(MAX_CALL_TIME)
    }

    /// How long the run and the call may still take.
    fn time_left(&self, start: Instant) -> Duration {
        let of_call = self.time().saturating_sub(start.elapsed());
        Run::with_current(Run::remaining).map_or(of_call, |of_run| of_run.min(of_call))
    }

    /// Waits until all limits let the call through, and only then takes a turn of each.
    async fn wait_for_turn(&self, start: Instant) -> Result<(), Box<Failure>> {
        let (own, common) = (self.operation.rate_limit, self.settings().rate_limit);
        let transport = self.http.transport();
        let mut turns = Vec::new();
        // A limit that is said twice is one limit.
        for limit in own.into_iter().chain(common.filter(|_| common != own)) {
            let now = transport.instant();
            let end = now.checked_add(self.time_left(start)).unwrap_or(now);
            let turn = self.http.turns().wait(limit, transport, end).await;
            turns.push(turn.map_err(|wait| self.unanswered(limit::beyond_deadline(limit, wait), true))?);
        }
        turns.into_iter().for_each(|turn| turn.take(transport.instant()));
        Ok(())
    }

    /// One try: the credentials put in, sent, redirects on the same origin followed. An answer that is no success is a failure.
    async fn attempt(&self, mut body: Option<Bytes>, used: &mut Used) -> Result<Response, Box<Failure>> {
        let mut redirect = None;
        for left in (0..=REDIRECTS).rev() {
            let mut headers = self.settings().headers.clone();
            headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
            self.add_headers(&mut headers);
            let url = self.credentials(redirect.take(), &mut headers, &body, used).await?;
            let mut request = reqwest::Request::new(self.operation.method.into(), url);
            *request.headers_mut() = headers;
            // What is safe may be redirected, and then has its body again.
            let sent = if self.operation.method.is_safe() { body.clone() } else { body.take() };
            *request.body_mut() = sent.map(Into::into);
            let response = self.transmit(request).await?;
            let status = response.status().as_u16();
            if self.is_success(status) || self.operation.missing.contains(&status) {
                return Ok(response);
            }
            let is_redirect = matches!(status, 301 | 302 | 303 | 307 | 308);
            let location = response.headers().get(LOCATION).filter(|_| is_redirect);
            let Some(location) = location else { return Err(self.refused(status, response).await) };
            let next = location.to_str().ok().and_then(|location| response.url().join(location).ok());
            let is_safe = left > 0 && self.operation.method.is_safe();
            // A user name in it would become a header beside ours.
            let is_plain = |next: &Url| next.username().is_empty() && next.password().is_none();
            let is_here = |next: &Url| next.origin() == response.url().origin();
            match next.filter(|next| is_safe && is_plain(next) && is_here(next)) {
                Some(next) => redirect = Some(next),
                None => {
                    return Err(self.answered(status, response.headers(), &[], failure::of_redirect(status)));
                }
            }
        }
        Err(self.unanswered(failure::of_redirect(310), false))
    }

    fn is_success(&self, status: u16) -> bool {
        match self.operation.ok {
            [] => (200..300).contains(&status),
            ok => ok.contains(&status),
        }
    }

    /// Those of the client, unless this call goes without.
    fn auth(&self) -> &[Auth] {
        if self.operation.is_anonymous { &[] } else { self.http.auth() }
    }

    /// Puts the credentials into the headers and the address, which is `redirect` if there was one.
    async fn credentials(
        &self,
        redirect: Option<Url>,
        headers: &mut HeaderMap,
        body: &Option<Bytes>,
        used: &mut Used,
    ) -> Result<Url, Box<Failure>> {
        let unsendable = |error| self.unanswered(error, false);
        for auth in self.auth() {
            match &auth.0 {
                Kind::Header(name, value) => drop(headers.insert(name, value.clone())),
                Kind::Session(session) => {
                    let grant = session.get(&self.http).await.map_err(|error| self.without_login(error))?;
                    grant.put(headers);
                    *used = Some((Arc::clone(session), grant));
                }
                Kind::Query(..) | Kind::Signed(_) | Kind::Custom(_) => {}
            }
        }
        let base = used.as_ref().and_then(|(_, grant)| grant.base.as_ref());
        let mut url = match redirect {
            Some(url) => url,
            None => self.address(base).map_err(unsendable)?,
        };
        for auth in self.auth() {
            // A redirect may repeat it.
            if let Kind::Query(name, value) = &auth.0
                && !url.query_pairs().any(|pair| pair.0 == *name && pair.1 == value.expose())
            {
                url.query_pairs_mut().append_pair(name, value.expose());
            }
        }
        for auth in self.auth() {
            let canonical = || {
                let body = body.clone().unwrap_or_default();
                Canonical::new(self.operation.method.into(), url.clone(), body, self.http.now())
            };
            match &auth.0 {
                Kind::Signed(sign) => headers.extend(sign(&canonical()).map_err(unsendable)?.0),
                Kind::Custom(prove) => {
                    let proof = prove(self.http.anonymous(), canonical()).await;
                    headers.extend(proof.map_err(|error| self.without_login(error))?.0);
                }
                _ => {}
            }
        }
        Ok(url)
    }

    async fn transmit(&self, request: reqwest::Request) -> Result<Response, Box<Failure>> {
        let idle = self.settings().read_timeout;
        let answer = self.http.transport().send(self.operation, request);
        match tokio::time::timeout(idle, answer).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(TransportError { error, is_unsent })) => Err(self.unanswered(error, is_unsent)),
            Err(_) => Err(self.unanswered(failure::idle(idle), false)),
        }
    }

    /// The API has answered, and that is a failure; of the body it keeps the beginning.
    pub(crate) fn answered(
        &self,
        status: u16,
        headers: &HeaderMap,
        body: &[u8],
        error: PluginError,
    ) -> Box<Failure> {
        let body = body[..body.len().min(failure::LONGEST)].to_vec();
        Box::new(Failure {
            operation: self.operation,
            status: Some(status),
            headers: headers.clone(),
            body,
            error,
            is_unsent: false,
            is_said: false,
        })
    }

    pub(crate) fn unanswered(&self, error: PluginError, is_unsent: bool) -> Box<Failure> {
        Failure::without_answer(self.operation, error, is_unsent)
    }

    /// The login has failed, and has said so in the words of the plugin.
    fn without_login(&self, error: PluginError) -> Box<Failure> {
        let mut failure = self.unanswered(error, false);
        failure.is_said = true;
        failure
    }

    pub(crate) fn settings(&self) -> &Settings {
        self.http.settings()
    }
}

/// How an exchange ended, for the log.
struct End(Option<u16>);

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(status) => status.fmt(f),
            None => f.write_str("no answer"),
        }
    }
}
