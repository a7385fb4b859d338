use plugin_core::{Page, Result, task};

/// Read the audit log
#[task(schedule = 5)]
async fn read_log() -> Result<Page<()>> {
    Ok(Page::new(()))
}

fn main() {}
