// An action is not a method.
use plugin_core::{Result, action};

struct Users;

impl Users {
    /// Find one user
    #[action]
    async fn get_user(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {
    let _ = Users::get_user;
}
