// A function that can fail returns a `Result`.
use plugin_core::api::Auth;
use plugin_core::values::SecretKey;
use plugin_core::{Http, Result};

fn connect(key: &SecretKey) -> Result<Http> {
    Http::builder("https://api.example.com").auth(Auth::bearer(key)).build()
}

fn connect_with_key(key: SecretKey) -> Result<Http> {
    Http::builder("https://api.example.com").auth(key).build()
}

fn main() {
    let _ = (connect, connect_with_key);
}
