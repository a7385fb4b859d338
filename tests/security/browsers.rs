//! Requests that pages in a browser can send to the server: from another origin, and by DNS rebinding, where a name of the
//! attacker resolves to the server.

use crate::row::{Row, row};

const MESSAGE: &str =
    r#"{"version":"v1","type":"action_start","body":{"action":"block","input":{"seconds":0}}}"#;
const RUN: &str = "/api/v1/actions/block";
const SHUTDOWN: &str = "/api/v1/admin/shutdown";
const JSON: &str = "Content-Type: application/json\r\n";

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\n{headers}\r\n")
}

fn post(path: &str, headers: &str, body: &str) -> String {
    format!("POST {path} HTTP/1.1\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
}

/// On a server that listens on the loopback address.
pub fn rows() -> Vec<Row> {
    let run = |headers: &str| post(RUN, headers, MESSAGE);
    let mut rows = vec![
        // Requests of orchestrators: no Origin, and any content type.
        row("an orchestrator without a content type", run("Host: 127.0.0.1:10001\r\n"), 200),
        row("an orchestrator that sends a form", run("Host: localhost\r\nContent-Type: text/plain\r\n"), 200),
        // A page of the server itself.
        row(
            "the same origin",
            run(&format!("Host: localhost:1\r\nOrigin: http://localhost:1\r\n{JSON}")),
            200,
        ),
        row(
            "the same origin behind TLS",
            run(&format!("Host: localhost\r\nOrigin: https://LOCALHOST\r\n{JSON}")),
            200,
        ),
        row(
            "a charset",
            run(
                "Host: localhost\r\nOrigin: http://localhost\r\nContent-Type: Application/JSON; charset=utf-8\r\n",
            ),
            200,
        ),
        row(
            "an address typed into a browser",
            get("/api/v1/spec", "Host: localhost\r\nSec-Fetch-Site: none\r\n"),
            200,
        ),
        // Pages of other origins.
        row(
            "a form of another origin",
            run("Host: localhost\r\nOrigin: https://evil.test\r\nContent-Type: text/plain\r\n"),
            403,
        ),
        row(
            "JSON of another origin",
            run(&format!("Host: localhost\r\nOrigin: https://evil.test\r\n{JSON}")),
            403,
        ),
        row("another port", run(&format!("Host: localhost:1\r\nOrigin: http://localhost:2\r\n{JSON}")), 403),
        row("no port", run(&format!("Host: localhost:1\r\nOrigin: http://localhost\r\n{JSON}")), 403),
        row(
            "an origin that starts with the host",
            run(&format!("Host: localhost\r\nOrigin: http://localhost.evil.test\r\n{JSON}")),
            403,
        ),
        row(
            "a user in the origin",
            run(&format!("Host: localhost\r\nOrigin: http://evil.test@localhost\r\n{JSON}")),
            403,
        ),
        row("another scheme", run(&format!("Host: localhost\r\nOrigin: file://localhost\r\n{JSON}")), 403),
        row("an opaque origin", run(&format!("Host: localhost\r\nOrigin: null\r\n{JSON}")), 403),
        row("an empty origin", run(&format!("Host: localhost\r\nOrigin:\r\n{JSON}")), 403),
        row(
            "two origins",
            run(&format!(
                "Host: localhost\r\nOrigin: http://localhost\r\nOrigin: https://evil.test\r\n{JSON}"
            )),
            403,
        ),
        row(
            "a preflight",
            format!(
                "OPTIONS {RUN} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.test\r\nAccess-Control-Request-Method: POST\r\n\r\n"
            ),
            403,
        ),
        row(
            "the shutdown by a form",
            post(SHUTDOWN, "Host: localhost\r\nOrigin: https://evil.test\r\n", ""),
            403,
        ),
        row(
            "the workers by an opaque origin",
            post("/api/v1/workers/add", "Host: localhost\r\nOrigin: null\r\n", ""),
            403,
        ),
        row(
            "an image on a page of another site",
            get("/api/v1/spec", "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n"),
            403,
        ),
        row(
            "a script of a neighbour",
            get("/api/v1/spec", "Host: localhost\r\nSec-Fetch-Site: same-site\r\n"),
            403,
        ),
        row(
            "a path that does not exist",
            get("/nothing", "Host: localhost\r\nOrigin: https://evil.test\r\n"),
            403,
        ),
        // Pages of the server do not send forms.
        row(
            "a form",
            run("Host: localhost\r\nOrigin: http://localhost\r\nContent-Type: text/plain\r\n"),
            415,
        ),
        row("no content type", run("Host: localhost\r\nOrigin: http://localhost\r\n"), 415),
        row(
            "two content types",
            run(&format!(
                "Host: localhost\r\nOrigin: http://localhost\r\n{JSON}Content-Type: text/plain\r\n"
            )),
            415,
        ),
        row(
            "a body in chunks",
            format!(
                "POST {RUN} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"
            ),
            415,
        ),
        // DNS rebinding: the page and the request have the same name, which the server does not know.
        row(
            "a rebound name",
            run(&format!("Host: evil.test:10001\r\nOrigin: http://evil.test:10001\r\n{JSON}")),
            403,
        ),
        row("a GET by a rebound name", get("/api/v1/spec", "Host: evil.test\r\n"), 403),
        row("a GET of the status by a rebound name", get("/api/v1/status", "Host: evil.test\r\n"), 403),
        row("a name that starts with localhost", get("/api/v1/spec", "Host: localhost.evil.test\r\n"), 403),
        row("a name that ends with localhost", get("/api/v1/spec", "Host: evil-localhost\r\n"), 403),
        row("an address of the network", get("/api/v1/spec", "Host: 192.168.1.2\r\n"), 403),
    ];
    let rejected = run(&format!("Host: localhost\r\nOrigin: https://evil.test\r\n{JSON}"));
    let next = get("/api/v1/spec", "Host: localhost\r\n");
    rows.push(row("a page, and then an orchestrator on its connection", rejected + &next, 403).and(200));
    rows.extend(invalid_hosts());
    let names = [
        "localhost",
        "LocalHost:1",
        "localhost:",
        "localhost.",
        "app.localhost",
        "127.0.0.1",
        "127.8.9.1:80",
        "[::1]",
        "[::1]:10001",
        "[::ffff:127.0.0.1]",
    ];
    rows.extend(names.map(|host| row(host, get("/api/v1/spec", &format!("Host: {host}\r\n")), 200)));
    rows
}

/// Each request must name one host.
fn invalid_hosts() -> Vec<Row> {
    let mut rows = vec![
        row("no host", get("/api/v1/status", ""), 400),
        row("two hosts", get("/api/v1/status", "Host: localhost\r\nHost: localhost\r\n"), 400),
        row("two different hosts", get("/api/v1/status", "Host: localhost\r\nHost: evil.test\r\n"), 400),
        row("a target of another host", get("http://evil.test/api/v1/status", "Host: localhost\r\n"), 400),
        row("a target of this host", get("http://localhost/api/v1/status", "Host: localhost\r\n"), 200),
        row("a user", get("/api/v1/status", "Host: evil.test@localhost\r\n"), 400),
        // HTTP/1.0 has no Host, and no browser uses it.
        row("HTTP/1.0 without a host", "GET /api/v1/status HTTP/1.0\r\n\r\n", 200).then_closed(),
    ];
    let hosts = [
        "",
        ":80",
        "localhost:x",
        "localhost:+1",
        "localhost:99999",
        "localhost,evil.test",
        "local host",
        "[::1",
        "[::1]x",
        "[x]",
        "::1",
        "localhost/evil",
        "ünicode",
    ];
    rows.extend(hosts.map(|host| {
        row(&format!("{host:?} as a host"), get("/api/v1/status", &format!("Host: {host}\r\n")), 400)
    }));
    rows
}

/// Requests with and without the token.
pub fn rows_with_token(token: &str) -> Vec<Row> {
    let token = format!("Authorization: Bearer {token}\r\n");
    vec![
        row("with the token", get("/api/v1/spec", &format!("Host: localhost\r\n{token}")), 200),
        row("without the token", post(SHUTDOWN, "Host: localhost\r\n", ""), 401),
        row(
            "another origin with the token",
            post(SHUTDOWN, &format!("Host: localhost\r\nOrigin: https://evil.test\r\n{token}"), ""),
            403,
        ),
        row(
            "another origin without the token",
            get("/api/v1/status", "Host: localhost\r\nOrigin: https://evil.test\r\n"),
            403,
        ),
    ]
}

/// On all addresses, the server gets the name of its service as the host, which the server does not know.
pub fn rows_in_a_container() -> Vec<Row> {
    let run = |headers: &str| post(RUN, headers, MESSAGE);
    vec![
        row("by the name of a service", run("Host: acme_plugin:10001\r\n"), 200),
        row("by a qualified name", run("Host: plugin.acme.svc.cluster.local\r\n"), 200),
        row("by an address", run("Host: 172.17.0.2:10001\r\n"), 200),
        row(
            "a page of its own, by an address",
            run(&format!("Host: 172.17.0.2\r\nOrigin: http://172.17.0.2\r\n{JSON}")),
            200,
        ),
        row(
            "a page by a name that is not allowed",
            run(&format!("Host: evil.test\r\nOrigin: http://evil.test\r\n{JSON}")),
            403,
        ),
        row(
            "a page that reads by a name that is not allowed",
            get("/api/v1/spec", "Host: evil.test\r\nSec-Fetch-Site: same-origin\r\n"),
            403,
        ),
        row("another origin", run(&format!("Host: 172.17.0.2\r\nOrigin: http://evil.test\r\n{JSON}")), 403),
        row(
            "all addresses as an address",
            run(&format!("Host: 0.0.0.0\r\nOrigin: http://evil.test\r\n{JSON}")),
            403,
        ),
        // Behind a sidecar each request comes from this machine.
        row("the administration by a name", get("/api/v1/admin/status", "Host: acme_plugin\r\n"), 403),
        row("the administration by localhost", get("/api/v1/admin/status", "Host: localhost\r\n"), 200),
        row("two hosts", get("/api/v1/spec", "Host: a\r\nHost: b\r\n"), 400),
        row("no host", get("/api/v1/spec", ""), 400),
    ]
}

/// With `--allow-host`.
pub fn rows_with_allowed_names() -> Vec<Row> {
    let get_admin =
        |host: &str, status| row(host, get("/api/v1/admin/status", &format!("Host: {host}\r\n")), status);
    vec![
        get_admin("plugin.test", 200),
        get_admin("Plugin.Test.:80", 200),
        get_admin("other.test", 200),
        get_admin("localhost", 200),
        get_admin("127.0.0.1", 200),
        get_admin("172.17.0.2", 200),
        get_admin("evil.test", 403),
        get_admin("x.plugin.test", 403),
        row(
            "a page of that name",
            post(RUN, &format!("Host: plugin.test\r\nOrigin: http://plugin.test\r\n{JSON}"), MESSAGE),
            200,
        ),
        row(
            "a page of another name",
            post(RUN, &format!("Host: plugin.test\r\nOrigin: http://other.test\r\n{JSON}"), MESSAGE),
            403,
        ),
        row("an unknown name", post(RUN, "Host: acme_plugin\r\n", MESSAGE), 403),
    ]
}
