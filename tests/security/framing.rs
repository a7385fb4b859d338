//! Framing: where one request ends and the next begins. A server that disagrees with the proxy in front of it responds to
//! requests that were smuggled past the proxy. Ambiguous requests are rejected, and the connection is closed.

use crate::row::{Row, row};

const BODY: &str = r#"{"version":"v1","type":"action_start","body":{"action":"wait","input":{"seconds":0}}}"#;
/// Bytes that the server must not parse as a request.
const SMUGGLED: &str = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn post(headers: &str, body: &str) -> String {
    format!("POST /actions/wait HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{body}")
}

fn chunked(headers: &str, body: &str) -> String {
    post(&format!("{headers}Transfer-Encoding: chunked\r\n"), body)
}

/// The message in one chunk.
fn one_chunk() -> String {
    format!("{:x}\r\n{BODY}\r\n0\r\n\r\n", BODY.len())
}

pub fn rows() -> Vec<Row> {
    let length = BODY.len();
    let mut rows = vec![
        row("a length", post(&format!("Content-Length: {length}\r\n"), BODY), 200),
        row("a chunk", chunked("", &one_chunk()), 200),
        row(
            "chunks with extensions and trailers",
            chunked(
                "",
                &format!(
                    "2;a=b\r\n{}\r\n{:x}\r\n{}\r\n0\r\nX: y\r\n\r\n",
                    &BODY[..2],
                    length - 2,
                    &BODY[2..]
                ),
            ),
            200,
        ),
        row("two requests at once", post(&format!("Content-Length: {length}\r\n"), BODY).repeat(2), 200)
            .and(200),
        row("a request after chunks", chunked("", &one_chunk()) + &chunked("", &one_chunk()), 200).and(200),
        row(
            "the same length twice",
            post(&format!("Content-Length: {length}\r\nContent-Length: {length}\r\n"), BODY),
            200,
        ),
        row("the same length in a list", post(&format!("Content-Length: {length}, {length}\r\n"), BODY), 400)
            .then_closed(),
        row("no body", post("", ""), 400),
        row("a request in the body", post(&format!("Content-Length: {}\r\n", SMUGGLED.len()), SMUGGLED), 400),
        row(
            "a request in a chunk",
            chunked("", &format!("{:x}\r\n{SMUGGLED}\r\n0\r\n\r\n", SMUGGLED.len())),
            400,
        ),
        row(
            "a body that is not JSON, on a connection to close",
            post("Content-Length: 4\r\nConnection: close\r\n", "abcd"),
            400,
        )
        .then_closed(),
        row(
            "a request after the last one",
            post(&format!("Content-Length: {length}\r\nConnection: close\r\n"), BODY) + SMUGGLED,
            200,
        )
        .then_closed(),
        row(
            "HTTP/1.0 with a body",
            format!("POST /actions/wait HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{BODY}"),
            200,
        )
        .then_closed(),
    ];
    rows.extend(invalid_lengths());
    rows.extend(invalid_encodings());
    rows.extend(invalid_chunks());
    rows.extend(invalid_heads());
    rows
}

fn rejected(name: &str, sent: impl Into<Vec<u8>>) -> Row {
    row(name, sent, 400).then_closed()
}

fn invalid_lengths() -> Vec<Row> {
    let lengths = ["-1", "+4", "0x4", "4 4", "4.0", "", "four", "99999999999999999999999", "4;", "4, 5"];
    let mut rows: Vec<_> = lengths
        .iter()
        .map(|length| {
            rejected(
                &format!("{length:?} as a length"),
                post(&format!("Content-Length: {length}\r\n"), "abcd") + SMUGGLED,
            )
        })
        .collect();
    rows.push(rejected("two lengths", post("Content-Length: 4\r\nContent-Length: 5\r\n", "abcd") + SMUGGLED));
    rows.push(rejected(
        "two lengths, one of them 0",
        post("Content-Length: 0\r\nContent-Length: 44\r\n", SMUGGLED),
    ));
    rows
}

fn invalid_encodings() -> Vec<Row> {
    let encodings = [
        "identity",
        "gzip",
        "chunked, identity",
        "chunked, gzip",
        "xchunked",
        "",
        "chunked\u{b}",
        "\"chunked\"",
    ];
    let mut rows: Vec<_> = encodings
        .iter()
        .map(|encoding| {
            rejected(
                &format!("{encoding:?} as an encoding"),
                post(&format!("Transfer-Encoding: {encoding}\r\n"), "0\r\n\r\n") + SMUGGLED,
            )
        })
        .collect();
    for (name, headers) in [
        ("a space before the colon", "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n"),
        ("a space before the name", " Transfer-Encoding: chunked\r\n"),
        ("a folded line", "Transfer-Encoding:\r\n chunked\r\n"),
        ("a folded header", "X: y\r\n z\r\nContent-Length: 0\r\n"),
        ("a NUL in a header", "X: a\0b\r\nContent-Length: 0\r\n"),
        ("a carriage return in a header", "X: a\rTransfer-Encoding: chunked\r\nContent-Length: 0\r\n"),
        ("a header without a colon", "Content-Length 4\r\n"),
        ("a header without a name", ": chunked\r\n"),
    ] {
        rows.push(rejected(name, post(headers, "0\r\n\r\n") + SMUGGLED));
    }
    let http_1_0 = "POST /actions/wait HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n";
    rows.push(rejected("chunks in HTTP/1.0", http_1_0.to_owned() + SMUGGLED));
    rows
}

fn invalid_chunks() -> Vec<Row> {
    let bodies = [
        "-1\r\nabcd\r\n0\r\n\r\n",
        "0x4\r\nabcd\r\n0\r\n\r\n",
        "g\r\nabcd\r\n0\r\n\r\n",
        "\r\nabcd\r\n0\r\n\r\n",
        "4\r\nabcdef\r\n0\r\n\r\n",
        "4\nabcd\n0\n\n",
        "4\r\nabcdX\r\n0\r\n\r\n",
        "ffffffffffffffffffff\r\nabcd\r\n0\r\n\r\n",
        "4;\n\r\nabcd\r\n0\r\n\r\n",
    ];
    let rows =
        bodies.iter().map(|body| rejected(&format!("{body:?} as chunks"), chunked("", body) + SMUGGLED));
    rows.collect()
}

fn invalid_heads() -> Vec<Row> {
    let host = "Host: localhost\r\n";
    vec![
        rejected("binary data", "\0\u{1}\u{2}\r\n\r\n"),
        row("another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400).without_response(),
        rejected("TLS", [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]),
        rejected("an unknown version", format!("GET /api/v1/status HTTP/1.9\r\n{host}\r\n")),
        rejected("an invalid method", format!("GE(T /api/v1/status HTTP/1.1\r\n{host}\r\n")),
        rejected("a space in the target", format!("GET /api/v1/ status HTTP/1.1\r\n{host}\r\n")),
        row("a target without a slash", format!("GET api HTTP/1.1\r\n{host}\r\n"), 400),
        row("a path with dots", format!("GET /api/v1/x/../status HTTP/1.1\r\n{host}\r\n"), 404),
        row("an escaped path", format!("GET /api/v1/%61dmin/status HTTP/1.1\r\n{host}\r\n"), 404),
        row("two slashes", format!("GET //api/v1/admin/status HTTP/1.1\r\n{host}\r\n"), 404),
        row(
            "a method that the path does not have",
            format!("TRACE /api/v1/status HTTP/1.1\r\n{host}\r\n"),
            405,
        ),
        row("OPTIONS for the whole server", format!("OPTIONS * HTTP/1.1\r\n{host}\r\n"), 404),
    ]
}
