//! Gives each request an ID, which its response repeats.

use http::{HeaderMap, HeaderName, HeaderValue};
use plugin_run::RequestId;

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The ID that the caller sent, unless it is empty or not ASCII. Otherwise a new one.
pub(crate) fn request_id(headers: &HeaderMap) -> HeaderValue {
    match headers.get(X_REQUEST_ID) {
        Some(id) if id.to_str().is_ok_and(|id| !id.is_empty()) => id.clone(),
        _ => {
            let id = RequestId::random();
            HeaderValue::from_str(id.as_str()).unwrap_or(HeaderValue::from_static(""))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(sent: Option<&[u8]>) -> String {
        let sent = sent.map(|id| (X_REQUEST_ID, HeaderValue::from_bytes(id).unwrap()));
        request_id(&sent.into_iter().collect()).to_str().unwrap().to_owned()
    }

    #[test]
    fn the_callers_id_is_kept() {
        assert_eq!(id_for(Some(b"one two")), "one two");
    }

    #[test]
    fn a_missing_or_unreadable_id_is_replaced() {
        for sent in [None, Some(&b""[..]), Some(b"\xff")] {
            assert_eq!(id_for(sent).len(), 32, "{sent:?}");
        }
    }
}
