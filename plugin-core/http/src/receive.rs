//! The body of an answer, within its bounds.

use crate::answer::{Answer, Intake};
use crate::failure::{self, Failure};
use crate::request::Request;
use crate::rules::Reject;
use bytes::Bytes;
use plugin_schema::error::{PluginError, Result};
use reqwest::Response;

impl Request {
    /// The next piece of a body.
    pub(crate) async fn chunk(&self, response: &mut Response) -> Result<Option<Bytes>> {
        let idle = self.settings().read_timeout;
        match tokio::time::timeout(idle, response.chunk()).await {
            Ok(chunk) => chunk.map_err(failure::of_transport),
            Err(_) => Err(failure::idle(idle)),
        }
    }

    /// The longest body that is read.
    pub(crate) fn most(&self) -> usize {
        self.operation.max_body.unwrap_or(self.settings().max_body)
    }

    /// Reads the body of a success, and looks whether it is one.
    pub(crate) async fn read(&self, mut response: Response) -> Result<Answer, Box<Failure>> {
        let status = response.status().as_u16();
        let mut intake = Intake::new(response.headers(), self.most());
        let mut whole = async || {
            while let Some(chunk) = self.chunk(&mut response).await? {
                intake.push(chunk)?;
            }
            Ok(())
        };
        let read: Result<()> = whole().await;
        let body = read.and_then(|()| intake.finish());
        let headers = std::mem::take(response.headers_mut());
        let fail = |error: PluginError, body: &[u8]| {
            self.answered(status, &headers, body, error.status_code(status))
        };
        let body = body.map_err(|error| fail(error, &[]))?;
        let (select, is_missing) = (self.operation.select, self.operation.missing.contains(&status));
        if let (false, Some(error)) = (is_missing, Reject::find(self.operation.reject, status, &body)) {
            return Err(fail(error, &body));
        }
        Ok(Answer {
            status,
            headers,
            body,
            select,
            is_missing,
            http: self.http.unowned(),
            operation: self.operation,
        })
    }

    /// An answer that is no success: the status decides, whatever becomes of the body.
    pub(crate) async fn refused(&self, status: u16, mut response: Response) -> Box<Failure> {
        let mut intake = Intake::new(response.headers(), self.most());
        while let Ok(Some(chunk)) = self.chunk(&mut response).await {
            if intake.push(chunk).is_err() || intake.length() >= failure::LONGEST {
                break;
            }
        }
        let body = intake.so_far();
        let error = failure::of_status(self.operation, self.settings().errors, status, &body);
        self.answered(status, response.headers(), &body, error)
    }
}
