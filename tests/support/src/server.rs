//! A plugin as a server.

use crate::http::{Response, parse_response};
use crate::process::{send_signal, wait_for_exit};
use crate::wait::wait_until;
use socket2::{Domain, Socket, Type};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// How long a server may take to respond.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// A plugin as a server, killed when it is dropped.
pub struct Server {
    process: Child,
    address: String,
    log: Arc<Mutex<String>>,
    /// Keeps stderr open if nothing reads it.
    _unread: Option<ChildStderr>,
}

impl Server {
    /// Starts the command `http` of a plugin on a free port, with more options and environment variables.
    pub fn start(program: &str, options: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program);
        command.args(["http", "--port", "0"]).args(options).envs(environment.iter().copied());
        Self::spawn(&mut command)
    }

    /// Starts a command that is a server, and waits for its address on stderr.
    ///
    /// # Panics
    /// If it exits before, with its log.
    pub fn spawn(command: &mut Command) -> Self {
        Self::try_spawn(command).unwrap_or_else(|(status, log)| panic!("{status}: {log}"))
    }

    /// Starts a command that may be a server.
    ///
    /// # Errors
    /// If it exits before it logs its address: its exit status and its log.
    pub fn try_spawn(command: &mut Command) -> Result<Self, (ExitStatus, String)> {
        let mut process = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut log = String::new();
        loop {
            let Some(line) = lines.next() else { return Err((process.wait().unwrap(), log)) };
            log += &(line.clone() + "\n");
            if let Some((_, address)) = line.split_once("http://") {
                // In the cloud the line is a JSON object.
                let address = address.split('"').next().unwrap_or_default().to_owned();
                let log = Arc::new(Mutex::new(log));
                let kept = Arc::clone(&log);
                thread::spawn(move || lines.for_each(|line| *kept.lock().unwrap() += &(line + "\n")));
                return Ok(Self { process, address, log, _unread: None });
            }
        }
    }

    /// Starts the command `http` of a plugin on a free port, and reads nothing from stderr after its first line.
    pub fn start_with_unread_log(program: &str) -> Self {
        let mut command = Command::new(program);
        command.args(["http", "--port", "0"]).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut stderr = process.stderr.take().unwrap();
        let (mut line, mut byte) = (Vec::new(), [0]);
        while byte != *b"\n" {
            stderr.read_exact(&mut byte).unwrap();
            line.extend_from_slice(&byte);
        }
        let line = String::from_utf8(line).unwrap();
        let address = line.trim().split_once("http://").unwrap().1.to_owned();
        Self { process, address, log: Arc::default(), _unread: Some(stderr) }
    }

    /// The ID of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its lines on stderr so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until its log contains a text.
    #[track_caller]
    pub fn wait_for_log(&self, text: &str) {
        wait_until(&format!("the log contains {text:?}"), || self.log.lock().unwrap().contains(text));
    }

    /// Opens a connection.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.loopback_address()).unwrap();
        stream.set_read_timeout(Some(READ_TIMEOUT)).unwrap();
        stream
    }

    /// Opens a connection for which the operating system buffers about `bytes` of a response that nobody reads. Without this it
    /// may buffer tens of MiB.
    pub fn connect_with_receive_buffer(&self, bytes: usize) -> TcpStream {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(bytes).unwrap();
        socket.connect(&self.loopback_address().into()).unwrap();
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(READ_TIMEOUT)).unwrap();
        stream
    }

    /// Opens a connection.
    ///
    /// # Errors
    /// If the handshake takes longer than `timeout`.
    pub fn connect_within(&self, timeout: Duration) -> std::io::Result<TcpStream> {
        TcpStream::connect_timeout(&self.loopback_address(), timeout)
    }

    /// All addresses of the machine include this one.
    fn loopback_address(&self) -> SocketAddr {
        let port = self.address.rsplit_once(':').unwrap().1.parse().unwrap();
        (Ipv4Addr::LOCALHOST, port).into()
    }

    /// Opens a connection and sends a request, whose headers are lines with `\r\n`.
    pub fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> TcpStream {
        let mut stream = self.connect();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}");
        // In one piece, since the server may reject a head before it has read all of it.
        stream.write_all(format!("{head}Content-Length: {}\r\n\r\n", body.len()).as_bytes()).unwrap();
        // The server may respond before it has read the body.
        let _ = stream.write_all(body);
        stream
    }

    /// Sends a request as it is written on a connection of its own, and reads the response.
    pub fn exchange(&self, request: &str) -> Response {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        parse_response(&text)
    }

    /// Sends a request, and reads the response.
    pub fn request(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Response {
        crate::http::read_last_response(self.send(method, path, headers, body))
    }

    /// Sends a GET request, and reads the response.
    pub fn get(&self, path: &str) -> Response {
        self.request("GET", path, "", b"")
    }

    /// Sends a POST request, and reads the response.
    pub fn post(&self, path: &str, body: impl AsRef<[u8]>) -> Response {
        self.request("POST", path, "", body.as_ref())
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        send_signal("TERM", self.id());
    }

    /// Kills the process.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
    }

    /// Waits until the process exits.
    #[track_caller]
    pub fn wait_for_exit(&mut self) -> ExitStatus {
        wait_for_exit(&mut self.process)
    }

    /// The memory of the process in KiB.
    pub fn memory_kib(&self) -> usize {
        self.memory_field("VmRSS:")
    }

    /// The highest memory of the process so far, in KiB.
    pub fn peak_memory_kib(&self) -> usize {
        self.memory_field("VmHWM:")
    }

    fn memory_field(&self, name: &str) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
