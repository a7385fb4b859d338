// Only one field of a task's output is sent.
use plugin_core::{Page, Result, Schema, task};

#[derive(serde::Serialize, Schema)]
struct Pair {
    /// Left
    left: Vec<i64>,
    /// Right
    right: Vec<i64>,
}

/// Watch both sides
#[task]
async fn pair() -> Result<Page<Pair>> {
    Ok(Page::new(Pair { left: vec![1], right: vec![2] }))
}

fn main() {
    let _ = pair;
}
