// The attribute applies to the `impl`.
use plugin_core::connection;

#[connection]
pub type Connection = u8;

#[connection]
async fn connect() {}

#[connection]
pub trait Connect {}

#[connection]
impl Connect for u8 {}

fn main() {
    let _ = (connect(), Connection::MAX);
}
