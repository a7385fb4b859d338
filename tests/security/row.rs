//! A row of the table, and its check.

use std::io::{BufReader, ErrorKind, Write};
use std::net::TcpStream;
use test_support::Server;
use test_support::http::read_response;

/// The state of a connection after the row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum After {
    /// The next request on it gets a response.
    Open,
    /// The server closes it.
    Closed,
}

pub struct Row {
    pub name: String,
    pub sent: Vec<u8>,
    /// The statuses of all responses, in order.
    pub statuses: Vec<u16>,
    pub after: After,
}

/// A request that gets this status and leaves the connection open.
pub fn row(name: &str, sent: impl Into<Vec<u8>>, status: u16) -> Row {
    Row { name: name.to_owned(), sent: sent.into(), statuses: vec![status], after: After::Open }
}

impl Row {
    pub fn then_closed(self) -> Self {
        Self { after: After::Closed, ..self }
    }

    /// The connection closes at once.
    pub fn without_response(self) -> Self {
        Self { statuses: Vec::new(), after: After::Closed, ..self }
    }

    /// The status of one more response.
    pub fn and(mut self, status: u16) -> Self {
        self.statuses.push(status);
        self
    }
}

/// Checks all rows, and names each that fails. At the end the server is ready.
pub fn run(server: &Server, rows: &[Row]) {
    let failures: Vec<_> = rows.iter().filter_map(|row| failure(server, row)).collect();
    assert!(failures.is_empty(), "{} of {} rows fail:\n{}", failures.len(), rows.len(), failures.join("\n"));
    assert!(server.get("/api/v1/status").body == r#"{"status":"Ready"}"#);
}

fn failure(server: &Server, row: &Row) -> Option<String> {
    let found = play(server, row);
    let expected = (row.statuses.clone(), row.after);
    (found != expected).then(|| format!("  {}: {found:?} instead of {expected:?}", row.name))
}

const PROBE: &[u8] = b"GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// The statuses of all responses, and the state of the connection.
fn play(server: &Server, row: &Row) -> (Vec<u16>, After) {
    let mut stream = BufReader::new(server.connect());
    // The server may reject a request before it has read all of it.
    let _ = stream.get_mut().write_all(&row.sent);
    let mut statuses = Vec::new();
    while statuses.len() < row.statuses.len() {
        match next_status(&mut stream) {
            Some(status) => statuses.push(status),
            None => return (statuses, After::Closed),
        }
    }
    // A response to a smuggled request would come before that to the probe.
    let _ = stream.get_mut().write_all(PROBE);
    let probed = next_status(&mut stream);
    match probed {
        None => (statuses, After::Closed),
        Some(200) => (statuses, After::Open),
        Some(status) => {
            statuses.push(status);
            (statuses, After::Open)
        }
    }
}

/// The status of the next response; `None` at the end of the connection.
pub fn next_status(stream: &mut BufReader<TcpStream>) -> Option<u16> {
    match read_response(stream) {
        Ok(response) => Some(response.status),
        Err(error) if matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset) => None,
        Err(error) => panic!("{error}"),
    }
}
