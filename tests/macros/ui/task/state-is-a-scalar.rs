// A state is a struct, and so is an output.
use plugin_core::{Page, Result, task};

/// Watch the users
#[task]
async fn monitor_users(state: String) -> Result<Page<(), String>> {
    Ok(Page::new(()).state(state))
}

/// Watch the groups
#[task]
async fn monitor_groups() -> Result<Page<Vec<String>>> {
    Ok(Page::new(Vec::new()))
}

fn main() {
    let _ = (monitor_users, monitor_groups);
}
