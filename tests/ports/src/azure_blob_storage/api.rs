//! The client of Azure Blob Storage.

use plugin_core::api::{Auth, AuthHeaders, Failure, WithMeta, XmlValue, host_label};
use plugin_core::values::{Bytes, Password};
use plugin_core::{Http, PluginError, Result, api};
use serde_json::{Map, Value};

pub type Fields = Map<String, Value>;

pub struct Storage {
    http: Http,
}

impl Storage {
    pub fn connect(account: &str, tenant_id: &str, client_id: &str, client_secret: Password) -> Result<Self> {
        let tenant = host_label(tenant_id)?;
        let token_url = format!("https://login.microsoftonline.com/{tenant}/oauth2/token");
        let token = Auth::oauth2(token_url, client_id, client_secret)
            .field("resource", "https://storage.azure.com")
            .skew(std::time::Duration::from_secs(10))
            .replays(0);
        let http = Http::builder(format!("https://{}.blob.core.windows.net", host_label(account)?))
            .auth(token)
            .auth(Auth::signed(|request| AuthHeaders::new().set("x-ms-date", &request.date())))
            .header("x-ms-version", "2021-04-10")
            .on_failure(to_error);
        Ok(Self { http: http.build()? })
    }

    pub async fn auth_token(&self) -> Result<String> {
        Ok(self.http.log_in().await?.token().to_owned())
    }

    /// Writes a blob. Only a block blob has content, only a page blob a length, which it needs.
    pub async fn put_blob(
        &self,
        container: &str,
        name: &str,
        blob: &Blob<'_>,
        more: &Fields,
    ) -> Result<bool> {
        let is = |kind| blob.blob_type == kind;
        if is("PageBlob") && blob.length.is_none() {
            return Err(PluginError::new(
                "A page blob needs a length.",
                "Give its length in the input of the step.",
            ));
        }
        let length = blob.length.filter(|_| is("PageBlob"));
        let content = is("BlockBlob").then(|| unescaped(blob.content.unwrap_or_default()));
        self.put(
            container,
            name,
            blob.timeout,
            blob.blob_type,
            blob.access_tier,
            length,
            more,
            content.as_deref(),
        )
        .await
    }

    /// How a blob was deleted, if Azure reports it.
    pub async fn delete_blob(
        &self,
        container: &str,
        name: &str,
        version: Option<&str>,
        snapshot: Option<&str>,
        delete_snapshots: Option<&str>,
        more: &Fields,
    ) -> Result<Option<String>> {
        let reply = self.delete(container, name, version, snapshot, delete_snapshots, more).await?;
        Ok(reply.header("x-ms-delete-type-permanent").map(str::to_owned))
    }
}

/// The kind of a blob.
#[derive(Default)]
pub struct Blob<'a> {
    pub blob_type: &'a str,
    pub content: Option<&'a str>,
    pub access_tier: Option<&'a str>,
    pub length: Option<&'a str>,
    pub timeout: Option<u32>,
}

/// `\n` and `\x41` as the byte that they mean; everything else as UTF-8.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let hex = |length: usize| {
            u8::from_str_radix(after.get(1..=length)?, 16).ok().map(|byte| (byte, length + 1))
        };
        let named = |letter| "0abtnvfr\\'\"".find(letter).map(|at| (b"\0\x07\x08\t\n\x0b\x0c\r\\'\""[at], 1));
        let escape = match after.chars().next() {
            Some('x') => hex(2),
            Some('u') => hex(4),
            Some(letter) => named(letter),
            None => None,
        };
        match escape {
            Some((byte, _)) => bytes.push(byte),
            None => bytes.push(b'\\'),
        }
        rest = &after[escape.map_or(0, |(_, length)| length)..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The errors of Azure are XML.
fn to_error(failure: Failure) -> PluginError {
    let text = failure.text();
    if failure.is_login() && failure.status() != Some(200) {
        return PluginError::new("Azure did not accept the login.", "Check the connection.").with_data(text);
    }
    match XmlValue::parse(&text) {
        Ok(xml) => failure.into_error().with_data(xml.0),
        Err(_) => failure.into_error(),
    }
}

#[api(
    error_data = text,
    errors(
        400 => { cause: "Azure cannot read the request.", assistance: "Check the input of the step." },
        401 => ApiKey,
        403 => { cause: "The app may not do this.", assistance: "Give it the missing role." },
        404 => { cause: "There is no such resource.", assistance: "Check the input of the step." },
        409 => { cause: "The request contradicts the state of the resource.", assistance: "Look at it, then try again." },
        500.. => ServerError,
    )
)]
impl Storage {
    #[api_call(PUT, "{container}?restype=container")]
    pub async fn create_container(&self, container: &str, #[header(flatten)] more: &Fields) -> Result<bool>;

    #[api_call(DELETE, "{container}?restype=container")]
    pub async fn delete_container(&self, container: &str, #[header(flatten)] more: &Fields) -> Result<bool>;

    #[api_call(GET, "?comp=list", select = "/EnumerationResults")]
    pub async fn list_containers(
        &self,
        prefix: &str,
        #[query("maxresults")] max_results: Option<u32>,
        include: &[String],
        timeout: Option<u32>,
        #[header(flatten)] more: &Fields,
    ) -> Result<XmlValue>;

    #[api_call(GET, "{container}/?restype=container&comp=list", select = "/EnumerationResults")]
    #[allow(clippy::too_many_arguments)]
    pub async fn list_blobs(
        &self,
        container: &str,
        prefix: Option<&str>,
        delimiter: Option<&str>,
        #[query("maxresults")] max_results: Option<u32>,
        include: &[String],
        timeout: Option<u32>,
        #[header(flatten)] more: &Fields,
    ) -> Result<XmlValue>;

    #[api_call(PUT, "{container}/{name}")]
    #[allow(clippy::too_many_arguments)]
    async fn put(
        &self,
        container: &str,
        #[path(raw_segments)] name: &str,
        #[query] timeout: Option<u32>,
        #[header("x-ms-blob-type")] blob_type: &str,
        #[header("x-ms-access-tier")] access_tier: Option<&str>,
        #[header("x-ms-blob-content-length")] length: Option<&str>,
        #[header(flatten)] more: &Fields,
        #[body("application/octet-stream")] content: Option<&[u8]>,
    ) -> Result<bool>;

    #[api_call(GET, "{container}/{name}")]
    pub async fn get_blob(
        &self,
        container: &str,
        #[path(raw_segments)] name: &str,
        snapshot: Option<&str>,
        #[query("versionid")] version: Option<&str>,
        #[header(flatten)] more: &Fields,
    ) -> Result<Bytes>;

    #[api_call(DELETE, "{container}/{name}")]
    async fn delete(
        &self,
        container: &str,
        #[path(raw_segments)] name: &str,
        #[query("versionid")] version: Option<&str>,
        snapshot: Option<&str>,
        #[header("x-ms-delete-snapshots")] delete_snapshots: Option<&str>,
        #[header(flatten)] more: &Fields,
    ) -> Result<WithMeta<()>>;
}
