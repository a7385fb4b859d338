//! Signed requests: each request has a header with an HMAC of its method, path, query, time and body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use plugin_core::api::{Auth, AuthHeaders, SigningRequest};
use plugin_core::values::SecretKey;
use plugin_core::{Http, PluginError, Result, Schema, action, api, connection};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

#[derive(Deserialize, Schema)]
struct ConnectionInput {
    /// ID of the key
    #[field(title = "Key ID", example = "k-1")]
    key_id: String,
    /// Secret that signs the requests
    secret: SecretKey,
}

/// An address that the firewall blocks.
#[derive(Serialize, Deserialize, Schema)]
struct Block {
    /// The blocked address
    address: String,
    /// Why it is blocked
    reason: String,
}

struct Firewall {
    http: Http,
}

#[api(errors = runtime, retry = 3)]
impl Firewall {
    #[api_call(GET, "blocks")]
    async fn blocks(&self, reason: Option<&str>) -> Result<Vec<Block>>;

    /// Blocking an address twice is harmless, so the call is also repeated after a timeout.
    #[api_call(PUT, "blocks/{address}", idempotent)]
    async fn block(&self, address: &str, #[json("reason")] reason: &str) -> Result<Block>;
}

/// The headers of a request: the key, the time, and the signature.
fn sign(request: &SigningRequest, key_id: &str, secret: &SecretKey) -> Result<AuthHeaders> {
    let time = request.date();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
        .map_err(|error| PluginError::server(error.to_string()))?;
    for part in [request.method(), request.path(), &request.sorted_query(), &time] {
        mac.update(part.as_bytes());
        mac.update(b"\n");
    }
    mac.update(request.body());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    AuthHeaders::new().set("X-Key", key_id)?.set("Date", &time)?.secret("X-Signature", &signature)
}

struct Connection {
    api: Firewall,
}

#[connection]
impl Connection {
    async fn connect(input: ConnectionInput) -> Result<Self> {
        let ConnectionInput { key_id, secret } = input;
        let auth = Auth::signed(move |request| sign(request, &key_id, &secret));
        let http = Http::builder("https://firewall.example.com/api").auth(auth).build()?;
        Ok(Self { api: Firewall { http } })
    }

    async fn test(&self) -> Result<()> {
        self.api.blocks(None).await.map(drop)
    }
}

#[derive(Deserialize, Schema)]
struct BlockAddressInput {
    /// Address to block
    #[field(example = "192.0.2.7")]
    address: String,
    /// Why it is blocked
    #[field(example = "port scan")]
    reason: String,
}

#[derive(Serialize, Schema)]
struct BlockAddressOutput {
    /// The block, as the firewall stored it
    block: Block,
}

/// Block an address
#[action]
async fn block_address(connection: &Connection, input: BlockAddressInput) -> Result<BlockAddressOutput> {
    let block = connection.api.block(&input.address, &input.reason).await?;
    Ok(BlockAddressOutput { block })
}

#[derive(Deserialize, Schema)]
struct ListBlocksInput {
    /// Only blocks with this reason
    #[field(example = "port scan")]
    reason: Option<String>,
}

#[derive(Serialize, Schema)]
struct ListBlocksOutput {
    /// The blocks found
    blocks: Vec<Block>,
}

/// List the blocked addresses
#[action]
async fn list_blocks(connection: &Connection, input: ListBlocksInput) -> Result<ListBlocksOutput> {
    let blocks = connection.api.blocks(input.reason.as_deref()).await?;
    Ok(ListBlocksOutput { blocks })
}

plugin_core::plugin! {
    title: "Firewall", vendor: "acme",
    connection: Connection,
    actions: [block_address, list_blocks],
}

fn main() -> std::process::ExitCode {
    plugin().main()
}

#[cfg(test)]
mod tests {
    use super::Firewall;
    use plugin_core::testing::{Harness, MockResponse, Stub};
    use serde_json::json;

    fn harness(stub: &Stub) -> Harness {
        let connection = json!({"key_id": "k-1", "secret": {"secretKey": "s3cr3t"}});
        Harness::new(crate::plugin()).connection(connection).stub(stub)
    }

    #[tokio::test]
    async fn the_signature_covers_the_whole_request() {
        let stub = Stub::new();
        let block = json!({"address": "192.0.2.7", "reason": "port scan"});
        stub.on(Firewall::BLOCK).respond(MockResponse::json(&block));
        let answer = harness(&stub).action("block_address", block.clone()).await;
        assert_eq!(answer.output(), &json!({"block": block}));
        let request = &stub.requests()[0];
        assert_eq!(request.header("X-Key"), Some("k-1"));
        assert_eq!(request.header("Date"), Some("Thu, 01 Jan 2026 00:00:00 GMT"));
        // printf 'PUT\n/api/blocks/192.0.2.7\n\nThu, 01 Jan 2026 00:00:00 GMT\n{"reason":"port scan"}' |
        //     openssl dgst -sha256 -hmac s3cr3t -binary | base64
        assert_eq!(request.header("X-Signature"), Some("ItKY5JSjixTZcifEdQlr0wWhDFLjgYM4zGZgaOcAUek="));
    }

    #[tokio::test]
    async fn each_attempt_is_signed_anew() {
        let stub = Stub::new();
        stub.on(Firewall::BLOCKS).times(1).respond(MockResponse::status(503).header("Retry-After", "1"));
        stub.on(Firewall::BLOCKS).respond(MockResponse::json([(); 0]));
        harness(&stub).action("list_blocks", json!({"reason": "port scan"})).await.output();
        let signatures =
            stub.requests().iter().map(|it| it.header("X-Signature").map(str::to_owned)).collect::<Vec<_>>();
        assert_ne!(signatures[0], signatures[1]);
    }
}
