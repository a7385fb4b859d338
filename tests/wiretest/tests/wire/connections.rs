//! The connection cache: equal parameters share a connection, and only those.

use super::support::{message, start};
use serde_json::{Value, json};
use std::sync::Mutex;
use test_support::Server;
use test_support::http::read_last_response;

/// Runs `echo` with a connection as it is written, and returns how many connections were made up to this one.
fn echo(server: &Server, connection: &str) -> Result<u64, String> {
    let body = format!(
        r#"{{"version":"v1","type":"action_start","body":{{"action":"echo","input":{{"text":"a"}},"connection":{connection}}}}}"#
    );
    let reply = server.post("/actions/echo", body).json();
    reply["body"]["output"]["connect_count"].as_u64().ok_or_else(|| reply["body"]["error"].to_string())
}

fn connection(secret: &str) -> String {
    json!({"url": "u", "api_key": {"secretKey": secret}}).to_string()
}

#[test]
fn equal_parameters_share_a_connection() {
    let server = start(&[]);
    for spelling in [
        r#"{"url":"u","api_key":{"secretKey":"s3cr3t"}}"#,
        r#"{ "api_key" : {"secretKey":"s3cr3t"},  "url":"u" }"#,
        r#"{"url":"\u0075","api_key":{"secretKey":"s3cr3t"}}"#,
        r#"{"url":"u","api_key":{"secretKey":"s3cr3t"}}"#,
    ] {
        assert_eq!(echo(&server, spelling), Ok(1), "{spelling}");
    }
    assert_eq!(echo(&server, &connection("another")), Ok(2));
    assert_eq!(echo(&server, &connection("s3cr3t")), Ok(1));
}

#[test]
fn blank_parameters_reach_connect_and_missing_ones_do_not() {
    let server = start(&[]);
    assert_eq!(echo(&server, r#"{"url":"","api_key":{"secretKey":""},"login":null}"#), Ok(1));
    let error = echo(&server, r#"{"url":null,"api_key":{"secretKey":"x"}}"#).unwrap_err();
    assert!(error.contains("the required field \\\"url\\\" is missing"), "{error}");
}

#[test]
fn too_long_parameters_are_rejected() {
    let server = start(&[]);
    let with = |more: &str| format!(r#"{{"url":"u","api_key":{{"secretKey":"s3cr3t"}},"more":{more}}}"#);
    let error = echo(&server, &with(&format!("{:?}", "x".repeat(300 << 10)))).unwrap_err();
    assert!(error.contains("longer than 262144 bytes"), "{error}");
}

#[test]
fn lone_surrogates_are_reported() {
    let server = start(&[]);
    let high = r#"{"url":"\ud800","api_key":{"secretKey":"s3cr3t"}}"#;
    let low = r#"{"url":"u","api_key":{"secretKey":"\udc00"}}"#;
    let key = r#"{"url":"u","api_key":{"secretKey":"s3cr3t"},"\ud800":1}"#;
    for (connection, place) in [(high, "/url: "), (low, "/api_key/secretKey: "), (key, "are invalid: ")] {
        let error = echo(&server, connection).unwrap_err();
        assert!(
            error.contains(&format!(r"{place}a \\u escape contains a lone surrogate at line 1")),
            "{error}"
        );
    }
    let pair = r#"{"url":"\ud83d\ude00","api_key":{"secretKey":"s3cr3t"}}"#;
    assert_eq!(echo(&server, pair), Ok(1));
}

/// Sends a message of a type, whose body has these keys, to a connection test.
fn test_connection(server: &Server, path: &str, kind: &str, keys: &str) -> (u16, Value) {
    let connection = r#"{"url":"u","api_key":{"secretKey":"s3cr3t"}}"#;
    let body = format!(r#"{{"version":"v1","type":"{kind}","body":{{{keys}"connection":{connection}}}}}"#);
    server.post(path, body).status_and_json()
}

#[test]
fn a_task_test_requires_the_name_of_a_task() {
    let server = start(&[]);
    for (keys, error) in [
        ("", "must name the task"),
        (r#""task":7,"#, "must name the task"),
        (r#""task":"","#, "no task"),
        (r#""task":"nothing of ours","#, "no task"),
    ] {
        let (status, reply) =
            test_connection(&server, "/api/v1/connection/test_task", "connection_test", keys);
        assert_eq!(status, 400, "{reply}");
        assert!(reply["body"]["error"].as_str().unwrap().contains(error), "{reply}");
    }
    let named = r#""task":"monitor","#;
    assert_eq!(test_connection(&server, "/api/v1/connection/test_task", "connection_test", named).0, 200);
}

#[test]
fn step_messages_are_rejected_by_connection_tests() {
    let server = start(&[]);
    for (kind, keys) in [("action_start", r#""action":"echo","#), ("task_start", r#""task":"monitor","#)] {
        for test in ["test", "test_task"] {
            let (status, reply) = test_connection(&server, &format!("/api/v1/connection/{test}"), kind, keys);
            assert_eq!(status, 400, "{reply}");
            assert!(reply["error"].as_str().unwrap().contains("must be connection_test"), "{reply}");
        }
    }
}

#[test]
fn a_half_closed_connection_gets_its_response() {
    use std::io::Write;
    let server = start(&[]);
    let body = message("fail", json!({"kind": "sleep", "seconds": 0.5})).to_string();
    let mut stream = server.connect();
    write!(
        stream,
        "POST /actions/fail HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let (status, reply) = read_last_response(stream).status_and_json();
    assert_eq!((status, &reply["body"]["output"]["result"]), (200, &json!("slept")));
}

#[test]
fn concurrent_requests_share_one_connect() {
    let server = start(&["--threads_per_worker", "4"]);
    std::thread::scope(|scope| {
        let counts: Vec<_> = (0..50).map(|_| scope.spawn(|| echo(&server, &connection("s3cr3t")))).collect();
        counts.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap(), Ok(1)));
    });
}

#[test]
fn failed_connections_are_not_cached() {
    let server = start(&[]);
    let failing = r#"{"url":"u","api_key":{"secretKey":"s3cr3t"},"mode":"connect_fail"}"#;
    let panicking = r#"{"url":"u","api_key":{"secretKey":"s3cr3t"},"mode":"connect_value_error"}"#;
    for _ in 0..2 {
        assert!(echo(&server, failing).unwrap_err().contains("API key"));
        assert_eq!(echo(&server, panicking).unwrap_err(), "\"The step panicked: connect blew up\"");
    }
    // Each of the four failures called `connect`.
    assert_eq!(echo(&server, &connection("s3cr3t")), Ok(5));
}

#[test]
fn the_cache_is_limited_in_connections_and_keeps_the_newest() {
    let server = start(&[]);
    for number in 1..=1100 {
        assert_eq!(echo(&server, &connection(&format!("secret {number}"))), Ok(number));
    }
    assert_eq!(echo(&server, &connection("secret 1100")), Ok(1100));
    assert_eq!(echo(&server, &connection("secret 1")), Ok(1101));
}

#[test]
fn the_cache_is_limited_in_bytes() {
    let server = start(&[]);
    let long = |number: u64| {
        let more = "x".repeat(200 << 10);
        format!(r#"{{"url":"u","api_key":{{"secretKey":"secret {number}"}},"more":"{more}"}}"#)
    };
    let before = server.memory_kib();
    for number in 1..=200 {
        assert_eq!(echo(&server, &long(number)), Ok(number));
    }
    let grown = server.memory_kib() - before;
    assert!(grown < 40 << 10, "{grown} KiB more");
    assert_eq!(echo(&server, &long(200)), Ok(200));
    assert_eq!(echo(&server, &long(1)), Ok(201));
}

#[test]
fn concurrent_runs_do_not_share_secrets_or_log_lines() {
    let server = start(&["--threads_per_worker", "4", "--debug"]);
    let seen = Mutex::new(String::new());
    std::thread::scope(|scope| {
        for caller in 0..256 {
            let (server, seen) = (&server, &seen);
            scope.spawn(move || {
                for turn in 0..8 {
                    let kind = ["leak", "presetdata:api_key", "value_error", "custom"][turn % 4];
                    let (secret, mark) = (format!("canary-{caller}-secret"), format!("text {caller}.{turn}"));
                    let mut message = message("fail", json!({"kind": kind, "mark": mark}));
                    message["body"]["connection"]["api_key"]["secretKey"] = secret.into();
                    message["body"]["meta"] = json!({"mark": mark});
                    let id = format!("X-Request-ID: {mark}\r\n");
                    let response =
                        server.request("POST", "/actions/fail", &id, message.to_string().as_bytes());
                    let head = format!("{}\n", response.head);
                    assert!(head.contains(&format!("x-request-id: {mark}\n")), "{head}");
                    let reply = response.json();
                    assert_eq!(reply["body"]["meta"]["mark"], Value::from(mark));
                    let log = reply["body"]["log"].as_str().unwrap();
                    assert_eq!(
                        log.matches("using secret ********").count(),
                        usize::from(kind == "leak"),
                        "{log}"
                    );
                    assert_eq!(log.matches("Step name: fail").count(), 1, "{log}");
                    seen.lock().unwrap().push_str(&(head + &response.body));
                }
            });
        }
    });
    let mut seen = seen.into_inner().unwrap();
    seen.push_str(&server.get("/metrics").body);
    seen.push_str(&server.log());
    assert!(seen.contains("using secret ********") && seen.len() > 1 << 20);
    assert!(!seen.contains("canary"), "a secret is in what left the process");
}

/// How often the memory of the server contains `secret`, as a message writes it.
#[cfg(target_os = "linux")]
fn in_memory(server: &Server, secret: &str) -> usize {
    use std::os::unix::fs::FileExt;
    let process = format!("/proc/{}", server.id());
    let memory = std::fs::File::open(format!("{process}/mem")).unwrap();
    let maps = std::fs::read_to_string(format!("{process}/maps")).unwrap();
    let mut found = 0;
    for map in maps.lines().filter(|map| map.contains(" rw-p ")) {
        let (start, end) = map.split(' ').next().unwrap().split_once('-').unwrap();
        let [start, end] = [start, end].map(|text| u64::from_str_radix(text, 16).unwrap());
        let mut bytes = vec![0; (end - start) as usize];
        // Memory that was unmapped meanwhile contains nothing.
        if memory.read_exact_at(&mut bytes, start).is_ok() {
            found += bytes.windows(secret.len()).filter(|window| *window == secret.as_bytes()).count();
        }
    }
    found
}

#[test]
#[cfg(target_os = "linux")]
fn evicted_connections_leave_no_secret_in_memory() {
    let server = start(&[]);
    let secret = "a secret \\n of two lines";
    let connection = format!(r#"{{"url":"u","api_key":{{"secretKey":"{secret}"}}}}"#);
    assert_eq!(echo(&server, &connection), Ok(1));
    assert!(in_memory(&server, secret) > 0);
    for number in 0..1100 {
        assert!(echo(&server, &self::connection(&format!("another {number}"))).is_ok());
    }
    let start = std::time::Instant::now();
    while in_memory(&server, secret) > 0 {
        assert!(start.elapsed().as_secs() < 10, "{} copies", in_memory(&server, secret));
    }
}
