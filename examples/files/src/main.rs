//! Files: an upload in several parts, a job that is polled, and a download.

use plugin_core::api::{Auth, Download, FilePart};
use plugin_core::values::{File, SecretKey};
use plugin_core::{Http, PluginError, Result, Schema, action, api, connection};
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Deserialize, Schema)]
struct ConnectionInput {
    /// Key of the API
    api_key: SecretKey,
}

#[derive(Deserialize)]
struct Submission {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Queued,
    Running,
    Finished,
    Failed,
}

#[derive(Deserialize)]
struct Analysis {
    status: Status,
}

struct Sandbox {
    http: Http,
}

#[api(errors = runtime, retry = 3)]
impl Sandbox {
    /// An upload is not repeated after a timeout, because the sandbox may have received it.
    #[api_call(POST, "submissions", timeout = "5m")]
    async fn submit(
        &self,
        #[part("sample")] sample: FilePart,
        #[part("comment")] comment: &str,
    ) -> Result<Submission>;

    #[api_call(GET, "submissions/{id}")]
    async fn analysis(&self, id: &str) -> Result<Analysis>;

    #[api_call(GET, "submissions/{id}/report.pdf", max_body = "50MiB")]
    async fn report(&self, id: &str) -> Result<Download>;
}

struct Connection {
    api: Sandbox,
}

#[connection]
impl Connection {
    async fn connect(input: ConnectionInput) -> Result<Self> {
        let auth = Auth::header("X-Api-Key", &input.api_key)?;
        let http = Http::builder("https://sandbox.example.com/api").auth(auth).build()?;
        Ok(Self { api: Sandbox { http } })
    }

    /// The sandbox has no call that only checks the key. A submission that does not exist shows whether the key is valid.
    async fn test(&self) -> Result<()> {
        match self.api.analysis("0").await {
            Err(error) if error.status() != Some(404) => Err(error),
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize, Schema)]
struct AnalyzeFileInput {
    /// File to analyze
    sample: File,
    /// Comment for the report
    #[field(example = "from the mail of a customer")]
    comment: Option<String>,
}

#[derive(Serialize, Schema)]
struct AnalyzeFileOutput {
    /// ID of the submission
    id: String,
    /// Report as PDF
    report: File,
}

/// Analyze a file, and return the report
#[action(timeout = "30m")]
async fn analyze_file(connection: &Connection, input: AnalyzeFileInput) -> Result<AnalyzeFileOutput> {
    let api = &connection.api;
    let sample = FilePart::new(input.sample.filename, input.sample.content.decode()?);
    let id = api.submit(sample, input.comment.as_deref().unwrap_or_default()).await?.id;
    loop {
        match api.analysis(&id).await?.status {
            Status::Finished => break,
            Status::Failed => return Err(failed(&id)),
            Status::Queued | Status::Running => api.http.sleep(Duration::from_secs(10)).await,
        }
    }
    let report = api.report(&id).await?.bytes().await?;
    let report = File { filename: format!("report-{id}.pdf"), content: report.into() };
    Ok(AnalyzeFileOutput { id, report })
}

fn failed(id: &str) -> PluginError {
    PluginError::new(format!("The sandbox could not analyze submission {id}."), "Submit the file again.")
}

plugin_core::plugin! {
    title: "Sandbox", vendor: "acme",
    connection: Connection,
    actions: [analyze_file],
}

fn main() -> std::process::ExitCode {
    plugin().main()
}

#[cfg(test)]
mod tests {
    use super::Sandbox;
    use plugin_core::testing::{Harness, MockResponse, Stub};
    use serde_json::{Value, json};
    use std::time::Duration;

    fn harness(stub: &Stub) -> Harness {
        Harness::new(crate::plugin()).connection(json!({"api_key": {"secretKey": "k3y-1"}})).stub(stub)
    }

    fn input() -> Value {
        json!({"sample": {"filename": "invoice.exe", "content": "TVo="}, "comment": "from a customer"})
    }

    #[tokio::test]
    async fn a_file_is_uploaded_and_its_report_downloaded() {
        let stub = Stub::new();
        stub.on(Sandbox::SUBMIT).respond(MockResponse::json(json!({"id": "s-1"})));
        stub.on(Sandbox::ANALYSIS).times(1).respond(MockResponse::json(json!({"status": "queued"})));
        stub.on(Sandbox::ANALYSIS)
            .with("id", "s-1")
            .respond(MockResponse::json(json!({"status": "finished"})));
        stub.on(Sandbox::REPORT).respond(MockResponse::status(200).body("%PDF"));

        let answer = harness(&stub).action("analyze_file", input()).await;
        let report = json!({"filename": "report-s-1.pdf", "content": "JVBERg=="});
        assert_eq!(answer.output(), &json!({"id": "s-1", "report": report}));
        assert_eq!(stub.waits(), [Duration::from_secs(10)]);
        let upload = stub.requests()[0].text();
        assert!(upload.contains("name=\"sample\"; filename=\"invoice.exe\""), "{upload}");
        assert!(upload.contains("\r\n\r\nMZ\r\n"), "{upload}");
        assert!(upload.contains("from a customer"), "{upload}");
    }

    #[tokio::test]
    async fn a_failed_analysis_is_an_error() {
        let stub = Stub::new();
        stub.on(Sandbox::SUBMIT).respond(MockResponse::json(json!({"id": "s-1"})));
        stub.on(Sandbox::ANALYSIS).respond(MockResponse::json(json!({"status": "failed"})));
        let answer = harness(&stub).action("analyze_file", input()).await;
        assert!(answer.error().contains("could not analyze submission s-1"), "{}", answer.error());
    }

    #[tokio::test]
    async fn an_upload_is_not_repeated_after_a_timeout() {
        let stub = Stub::new();
        stub.on(Sandbox::SUBMIT).respond(MockResponse::timeout());
        let answer = harness(&stub).action("analyze_file", input()).await;
        assert_eq!((answer.preset(), stub.requests().len()), (Some("timeout"), 1));
    }

    #[tokio::test]
    async fn invalid_base64_is_reported_and_nothing_is_sent() {
        let stub = Stub::new();
        let input = json!({"sample": {"filename": "invoice.exe", "content": "%%"}});
        let answer = harness(&stub).action("analyze_file", input).await;
        assert_eq!(answer.preset(), Some("base64_decode"));
        assert!(stub.requests().is_empty());
    }

    #[tokio::test]
    async fn the_connection_test_checks_the_key() {
        let stub = Stub::new();
        stub.on(Sandbox::ANALYSIS).times(1).respond(MockResponse::status(404));
        stub.on(Sandbox::ANALYSIS).respond(MockResponse::status(401));
        let harness = harness(&stub);
        assert_eq!(harness.test_connection().await.status(), 200);
        assert_eq!(harness.test_connection().await.preset(), Some("invalid_credentials"));
    }
}
