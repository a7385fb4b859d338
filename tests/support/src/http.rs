//! HTTP/1.1 over a socket, as far as tests need it.

use serde_json::Value;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// A request that a test server received.
#[derive(Clone, Debug)]
pub struct Request {
    /// The first line and the headers, their names in lower case.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

/// A response of a server.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The first line and the headers, their names in lower case.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Request {
    /// The value of a header, whose name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The method and the path.
    pub fn route(&self) -> &str {
        self.head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1")
    }
}

impl Response {
    /// The value of a header, whose name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The status, and the body as JSON.
    pub fn status_and_json(&self) -> (u16, Value) {
        (self.status, self.json())
    }

    /// Whether the server closes the connection after it.
    pub fn is_last(&self) -> bool {
        self.header("connection") == Some("close")
    }
}

/// Reads the next request of a connection; `None` if the connection ends before the request is complete.
///
/// The buffer keeps what belongs to later requests.
pub fn read_request(mut stream: &TcpStream, buffer: &mut Vec<u8>) -> Option<Request> {
    loop {
        if let Some(end_of_head) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = with_lower_case_names(&String::from_utf8_lossy(&buffer[..end_of_head]));
            let length = header(&head, "content-length").map_or(Some(0), |length| length.parse().ok())?;
            let end = end_of_head + 4 + length;
            if buffer.len() >= end {
                let body = buffer[end_of_head + 4..end].to_vec();
                buffer.drain(..end);
                return Some(Request { head, body });
            }
        }
        let mut part = [0; 16384];
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return None,
            Ok(read) => buffer.extend_from_slice(&part[..read]),
        }
    }
}

/// Reads the next response of a connection that may stay open.
///
/// # Errors
/// `UnexpectedEof` if the connection ends before the response is complete, and what the socket reports.
pub fn read_response(stream: &mut BufReader<TcpStream>) -> std::io::Result<Response> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    let head = with_lower_case_names(head.trim_end());
    let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(Response { status: status(&head), head, body: String::from_utf8_lossy(&body).into_owned() })
}

/// Reads a response up to the end of the connection.
pub fn read_last_response(mut stream: TcpStream) -> Response {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    parse_response(&text)
}

/// Takes apart a response that is complete.
pub fn parse_response(text: &str) -> Response {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("not a response: {text:?}"));
    let head = with_lower_case_names(head);
    Response { status: status(&head), head, body: body.to_owned() }
}

/// Starts a server that answers one request after the other, and closes the connection after each.
pub fn serve(mut respond: impl FnMut(Request) -> (u16, String) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let Some(request) = read_request(&stream, &mut Vec::new()) else { continue };
            let (status, body) = respond(request);
            let head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}", body.len());
            // A client that was killed does not read the response.
            let _ = write!(stream, "{head}\r\n\r\n{body}");
        }
    });
    address
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim()))
}

fn status(head: &str) -> u16 {
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("not the head of a response: {head:?}"))
}

fn with_lower_case_names(head: &str) -> String {
    let lines = head.lines().enumerate().map(|(index, line)| match line.split_once(':') {
        Some((name, value)) if index > 0 => format!("{}:{value}", name.to_lowercase()),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{parse_response, read_request, serve};
    use std::io::{BufReader, Write};
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn requests_of_one_connection_are_separated() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client
            .write_all(b"POST /a HTTP/1.1\r\nX-Name: V\r\nContent-Length: 2\r\n\r\nhiGET /b HTTP/1.1\r\n\r\n")
            .unwrap();
        client.write_all(b"POST /c HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf").unwrap();
        drop(client);
        let (stream, _) = listener.accept().unwrap();
        let mut buffer = Vec::new();
        let first = read_request(&stream, &mut buffer).unwrap();
        assert_eq!(
            (first.route(), first.header("x-name"), first.body.as_slice()),
            ("POST /a", Some("V"), b"hi".as_slice())
        );
        assert_eq!(read_request(&stream, &mut buffer).unwrap().route(), "GET /b");
        assert!(read_request(&stream, &mut buffer).is_none());
    }

    #[test]
    fn responses_are_read_by_their_length() {
        let address = serve(|request| (201, request.route().to_owned()));
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /a HTTP/1.1\r\n\r\n").unwrap();
        let response = super::read_response(&mut BufReader::new(stream)).unwrap();
        assert_eq!((response.status, response.body.as_str()), (201, "GET /a"));
        assert!(response.is_last());
        assert_eq!(parse_response("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}").json()["a"], 1);
    }
}
