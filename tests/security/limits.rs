//! Limits of a request, and the token, on a server with `--max-body 1000`, `--read-timeout 1` and a token.

use crate::row::{Row, row};

const STATUS: &str = "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n";

fn post(headers: &str, body: &str) -> String {
    format!(
        "POST /actions/wait HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t0ken\r\n{headers}\r\n{body}"
    )
}

pub fn rows() -> Vec<Row> {
    let long = "x".repeat(1001);
    vec![
        row("the maximum number of headers", STATUS.to_owned() + &"X: y\r\n".repeat(99) + "\r\n", 200),
        row("one header more", STATUS.to_owned() + &"X: y\r\n".repeat(100) + "\r\n", 431).then_closed(),
        row("a long header", format!("{STATUS}X: {}\r\n\r\n", "y".repeat(60_000)), 200),
        row("a header that is too long", format!("{STATUS}X: {}\r\n\r\n", "y".repeat(200_000)), 431)
            .then_closed(),
        row(
            "a path that is too long",
            format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "y".repeat(200_000)),
            431,
        )
        .then_closed(),
        row("a body that is too long", post("Content-Length: 1001\r\n", &long), 413),
        row(
            "chunks that are too long",
            post("Transfer-Encoding: chunked\r\n", &format!("3e9\r\n{long}\r\n0\r\n\r\n")),
            413,
        ),
        row(
            "a body that is too long and announced with Expect",
            post("Content-Length: 1001\r\nExpect: 100-continue\r\n", ""),
            413,
        )
        .then_closed(),
        row("a body that does not arrive", post("Content-Length: 10\r\n", "abc"), 408).then_closed(),
        row("chunks that do not arrive", post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n"), 408)
            .then_closed(),
        row("JSON that is nested too deep", post("Content-Length: 900\r\n", &"[".repeat(900)), 400),
        row(
            "a body that is not UTF-8",
            [post("Content-Length: 1\r\n", "").as_bytes(), b"\xff"].concat(),
            400,
        ),
    ]
}

pub fn tokens() -> Vec<Row> {
    let with = |headers: &str, status| {
        row(headers, format!("GET /api/v1/spec HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"), status)
    };
    vec![
        with("", 401),
        with("Authorization: Bearer t0ken\r\n", 200),
        with("authorization: BEARER t0ken\r\n", 200),
        with("Authorization: Bearer t0ke\r\n", 401),
        with("Authorization: Bearer t0kenn\r\n", 401),
        with("Authorization: Bearer T0KEN\r\n", 401),
        with("Authorization: Bearer  t0ken\r\n", 401),
        with("Authorization: Bearer t0ken x\r\n", 401),
        with("Authorization: Bearer\r\n", 401),
        with("Authorization: Basic t0ken\r\n", 401),
        with("Authorization: t0ken\r\n", 401),
        with("Authorization: Bearer wrong\r\nAuthorization: Bearer t0ken\r\n", 401),
        with("Cookie: token=t0ken\r\n", 401),
        with("X-Forwarded-For: 127.0.0.1\r\n", 401),
        row("in the query", "GET /api/v1/spec?token=t0ken HTTP/1.1\r\nHost: localhost\r\n\r\n", 401),
        row("an unknown path", "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 401),
        row(
            "another method",
            "POST /api/v1/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
            401,
        ),
        row("the end of the status", "GET /api/v1/status/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 401),
        row("the metrics", "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", 401),
        row("the status", format!("{STATUS}\r\n"), 200),
    ]
}
