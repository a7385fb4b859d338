//! Connections are made once for equal parameters, and only for those.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod common;

use common::{Server, message};
use serde_json::{Value, json};
use std::sync::Mutex;

/// Runs `echo` with the connection as it is written, and tells the how many-th connection answered.
fn echo(server: &Server, connection: &str) -> Result<u64, String> {
    let body = format!(
        r#"{{"version":"v1","type":"action_start","body":{{"action":"echo","input":{{"text":"a"}},"connection":{connection}}}}}"#
    );
    let (_, answer) = server.post("/actions/echo", body.as_bytes());
    answer["body"]["output"]["connect_count"].as_u64().ok_or_else(|| answer["body"]["error"].to_string())
}

fn connection(secret: &str) -> String {
    json!({"url": "u", "api_key": {"secretKey": secret}}).to_string()
}

#[test]
fn equal_parameters_share_a_connection_however_they_are_written() {
    let server = Server::start(&[]);
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
fn a_blank_parameter_is_for_connect_to_judge_and_a_missing_one_is_not() {
    let server = Server::start(&[]);
    assert_eq!(echo(&server, r#"{"url":"","api_key":{"secretKey":""},"login":null}"#), Ok(1));
    let told = echo(&server, r#"{"url":null,"api_key":{"secretKey":"x"}}"#).unwrap_err();
    assert!(told.contains("the required field \\\"url\\\" is missing"), "{told}");
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let server = Server::start(&[]);
    let with = |more: &str| format!(r#"{{"url":"u","api_key":{{"secretKey":"s3cr3t"}},"more":{more}}}"#);
    let told = echo(&server, &with(&format!("{:?}", "x".repeat(300 << 10)))).unwrap_err();
    assert!(told.contains("longer than 262144 bytes"), "{told}");
}

#[test]
fn a_lone_surrogate_is_reported_as_such() {
    let server = Server::start(&[]);
    let high = r#"{"url":"\ud800","api_key":{"secretKey":"s3cr3t"}}"#;
    let low = r#"{"url":"u","api_key":{"secretKey":"\udc00"}}"#;
    let key = r#"{"url":"u","api_key":{"secretKey":"s3cr3t"},"\ud800":1}"#;
    for (connection, place) in [(high, "/url: "), (low, "/api_key/secretKey: "), (key, "are invalid: ")] {
        let told = echo(&server, connection).unwrap_err();
        assert!(told.contains(&format!(r"{place}a \\u escape holds a lone surrogate at line 1")), "{told}");
    }
    let pair = r#"{"url":"\ud83d\ude00","api_key":{"secretKey":"s3cr3t"}}"#;
    assert_eq!(echo(&server, pair), Ok(1));
}

/// Sends a message of this type, whose body has these keys, to a test of the connection.
fn test_connection(server: &Server, path: &str, kind: &str, keys: &str) -> (u16, Value) {
    let connection = r#"{"url":"u","api_key":{"secretKey":"s3cr3t"}}"#;
    let body = format!(r#"{{"version":"v1","type":"{kind}","body":{{{keys}"connection":{connection}}}}}"#);
    server.post(path, body.as_bytes())
}

#[test]
fn a_test_for_a_task_needs_the_name_of_one() {
    let server = Server::start(&[]);
    for (keys, told) in [
        ("", "must name the task"),
        (r#""task":7,"#, "must name the task"),
        (r#""task":"","#, "no task"),
        (r#""task":"nothing of ours","#, "no task"),
    ] {
        let (status, answer) =
            test_connection(&server, "/api/v1/connection/test_task", "connection_test", keys);
        assert_eq!(status, 400, "{answer}");
        assert!(answer["body"]["error"].as_str().unwrap().contains(told), "{answer}");
    }
    let named = r#""task":"monitor","#;
    assert_eq!(test_connection(&server, "/api/v1/connection/test_task", "connection_test", named).0, 200);
}

#[test]
fn a_message_that_starts_a_step_does_not_test_the_connection() {
    let server = Server::start(&[]);
    for (kind, keys) in [("action_start", r#""action":"echo","#), ("task_start", r#""task":"monitor","#)] {
        for test in ["test", "test_task"] {
            let (status, answer) =
                test_connection(&server, &format!("/api/v1/connection/{test}"), kind, keys);
            assert_eq!(status, 400, "{answer}");
            assert!(answer["error"].as_str().unwrap().contains("must be connection_test"), "{answer}");
        }
    }
}

#[test]
fn a_caller_that_closes_its_side_gets_its_answer() {
    use std::io::Write;
    let server = Server::start(&[]);
    let body = message("fail", json!({"kind": "sleep", "seconds": 0.5})).to_string();
    let mut stream = server.connect();
    write!(
        stream,
        "POST /actions/fail HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let (status, answer) = common::answer(stream);
    assert_eq!((status, &answer["body"]["output"]["result"]), (200, &json!("slept")));
}

#[test]
fn those_who_ask_at_once_wait_for_one_connection() {
    let server = Server::start(&["--threads_per_worker", "4"]);
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..50).map(|_| scope.spawn(|| echo(&server, &connection("s3cr3t")))).collect();
        asked.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap(), Ok(1)));
    });
}

#[test]
fn a_failure_is_not_kept() {
    let server = Server::start(&[]);
    let failing = r#"{"url":"u","api_key":{"secretKey":"s3cr3t"},"mode":"connect_fail"}"#;
    let panicking = r#"{"url":"u","api_key":{"secretKey":"s3cr3t"},"mode":"connect_value_error"}"#;
    for _ in 0..2 {
        assert!(echo(&server, failing).unwrap_err().contains("API key"));
        assert_eq!(echo(&server, panicking).unwrap_err(), "\"The step panicked: connect blew up\"");
    }
    // Four have failed, each tried anew.
    assert_eq!(echo(&server, &connection("s3cr3t")), Ok(5));
}

#[test]
fn the_number_of_connections_is_bounded_and_the_newest_are_kept() {
    let server = Server::start(&[]);
    for number in 1..=300 {
        assert_eq!(echo(&server, &connection(&format!("secret {number}"))), Ok(number));
    }
    assert_eq!(echo(&server, &connection("secret 300")), Ok(300));
    assert_eq!(echo(&server, &connection("secret 1")), Ok(301));
}

#[test]
fn what_is_kept_of_connections_is_bounded_in_bytes_too() {
    let server = Server::start(&[]);
    let long = |number: u64| {
        let more = "x".repeat(200 << 10);
        format!(r#"{{"url":"u","api_key":{{"secretKey":"secret {number}"}},"more":"{more}"}}"#)
    };
    let before = server.memory();
    for number in 1..=200 {
        assert_eq!(echo(&server, &long(number)), Ok(number));
    }
    let grown = server.memory() - before;
    assert!(grown < 40 << 10, "{grown} KiB more");
    assert_eq!(echo(&server, &long(200)), Ok(200));
    assert_eq!(echo(&server, &long(1)), Ok(201));
}

#[test]
fn secrets_and_lines_of_one_do_not_show_in_what_another_gets() {
    let server = Server::start(&["--threads_per_worker", "4", "--debug"]);
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
                    let text = server.exchange("POST", "/actions/fail", &id, &message.to_string());
                    let (head, body) = text.split_once("\r\n\r\n").unwrap();
                    assert!(head.contains(&format!("x-request-id: {mark}\r\n")), "{head}");
                    let answer: Value = serde_json::from_str(body).unwrap();
                    assert_eq!(answer["body"]["meta"]["mark"], Value::from(mark));
                    let log = answer["body"]["log"].as_str().unwrap();
                    assert_eq!(
                        log.matches("using secret ********").count(),
                        usize::from(kind == "leak"),
                        "{log}"
                    );
                    assert_eq!(log.matches("Step name: fail").count(), 1, "{log}");
                    seen.lock().unwrap().push_str(&text);
                }
            });
        }
    });
    let mut seen = seen.into_inner().unwrap();
    seen.push_str(&server.exchange("GET", "/metrics", "", ""));
    seen.push_str(&server.log.lock().unwrap());
    assert!(seen.contains("using secret ********") && seen.len() > 1 << 20);
    assert!(!seen.contains("canary"), "a secret is in what left the process");
}

/// How often the memory of the server holds `secret`, as a message writes it.
#[cfg(target_os = "linux")]
fn in_memory(server: &Server, secret: &str) -> usize {
    use std::os::unix::fs::FileExt;
    let process = format!("/proc/{}", server.process.id());
    let memory = std::fs::File::open(format!("{process}/mem")).unwrap();
    let maps = std::fs::read_to_string(format!("{process}/maps")).unwrap();
    let mut found = 0;
    for map in maps.lines().filter(|map| map.contains(" rw-p ")) {
        let (start, end) = map.split(' ').next().unwrap().split_once('-').unwrap();
        let [start, end] = [start, end].map(|text| u64::from_str_radix(text, 16).unwrap());
        let mut bytes = vec![0; (end - start) as usize];
        // What is unmapped meanwhile holds nothing.
        if memory.read_exact_at(&mut bytes, start).is_ok() {
            found += bytes.windows(secret.len()).filter(|window| *window == secret.as_bytes()).count();
        }
    }
    found
}

#[test]
#[cfg(target_os = "linux")]
fn once_a_connection_is_forgotten_no_memory_holds_its_secret() {
    let server = Server::start(&[]);
    let secret = "a secret \\n of two lines";
    let connection = format!(r#"{{"url":"u","api_key":{{"secretKey":"{secret}"}}}}"#);
    assert_eq!(echo(&server, &connection), Ok(1));
    assert!(in_memory(&server, secret) > 0);
    for number in 0..256 {
        assert!(echo(&server, &self::connection(&format!("another {number}"))).is_ok());
    }
    let start = std::time::Instant::now();
    while in_memory(&server, secret) > 0 {
        assert!(start.elapsed().as_secs() < 10, "{} copies", in_memory(&server, secret));
    }
}
