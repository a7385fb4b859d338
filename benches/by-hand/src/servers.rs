//! Serves the actions on axum, and on hyper alone.

use crate::actions::{self, Error};
use axum::Router;
use axum::routing::post;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

pub(crate) async fn serve(stack: &str, port: u16) -> Result<(), Error> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    match stack {
        "axum" => {
            let action =
                post(async |body: Bytes| respond(actions::run(&body).await).map(axum::body::Body::new));
            Ok(axum::serve(listener, Router::new().route("/actions/{name}", action)).await?)
        }
        "hyper" => loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            tokio::spawn(http1::Builder::new().serve_connection(
                TokioIo::new(stream),
                service_fn(async |request: Request<Incoming>| {
                    let body = request.into_body().collect().await?.to_bytes();
                    Ok::<_, hyper::Error>(respond(actions::run(&body).await))
                }),
            ));
        },
        other => Err(format!("expected axum or hyper, found {other}").into()),
    }
}

fn respond((status, body): (u16, Vec<u8>)) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, json);
    response
}
