//! One row of the table, and how it is checked.

use crate::server::Server;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum After {
    /// The next request on it is answered.
    Open,
    /// The server closes it.
    Closed,
}

pub struct Row {
    pub name: String,
    pub sent: Vec<u8>,
    /// The statuses of all answers, in their order.
    pub statuses: Vec<u16>,
    pub after: After,
}

/// A request that is answered with this status, after which the connection goes on.
pub fn row(name: &str, sent: impl Into<Vec<u8>>, status: u16) -> Row {
    Row { name: name.to_owned(), sent: sent.into(), statuses: vec![status], after: After::Open }
}

impl Row {
    pub fn then_closed(self) -> Self {
        Self { after: After::Closed, ..self }
    }

    /// The connection ends at once.
    pub fn without_answer(self) -> Self {
        Self { statuses: Vec::new(), after: After::Closed, ..self }
    }

    /// More answers after the first.
    pub fn and(mut self, status: u16) -> Self {
        self.statuses.push(status);
        self
    }
}

/// Checks all rows, and names each that does not hold. In the end the server is well.
pub fn run(server: &Server, rows: &[Row]) {
    let failures: Vec<_> = rows.iter().filter_map(|row| failure(server, row)).collect();
    assert!(
        failures.is_empty(),
        "{} of {} rows do not hold:\n{}",
        failures.len(),
        rows.len(),
        failures.join("\n")
    );
    assert!(server.get("/api/v1/status").ends_with("{\"status\":\"Ready\"}"));
}

fn failure(server: &Server, row: &Row) -> Option<String> {
    let found = play(server, row);
    let expected = (row.statuses.clone(), row.after);
    (found != expected).then(|| format!("  {}: {found:?} instead of {expected:?}", row.name))
}

const PROBE: &[u8] = b"GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// All statuses that come back, and what becomes of the connection.
fn play(server: &Server, row: &Row) -> (Vec<u16>, After) {
    let mut stream = BufReader::new(server.connect());
    // The server may refuse a request before it has read all of it.
    let _ = stream.get_mut().write_all(&row.sent);
    let mut statuses = Vec::new();
    while statuses.len() < row.statuses.len() {
        match next_status(&mut stream) {
            Some(status) => statuses.push(status),
            None => return (statuses, After::Closed),
        }
    }
    // An answer more, to what was taken for a request, would come before that of the probe.
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

/// The status of the next answer, whose body is read and dropped; `None` at the end of the connection.
pub fn next_status(stream: &mut BufReader<TcpStream>) -> Option<u16> {
    let mut head = Vec::new();
    loop {
        let mut line = Vec::new();
        match stream.read_until(b'\n', &mut line) {
            Ok(0) => return None,
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return None,
            Err(error) => panic!("{error} after {:?}", head),
            Ok(_) => {}
        }
        if line == b"\r\n" {
            break;
        }
        head.push(String::from_utf8(line).unwrap());
    }
    let status = head[0].split(' ').nth(1).unwrap().parse().unwrap();
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.map_or(0, |length| length.trim().parse().unwrap());
    stream.read_exact(&mut vec![0; length]).unwrap();
    Some(status)
}
