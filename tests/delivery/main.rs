//! Delivery of events: every event reaches the dispatcher in order, whatever the dispatcher, the disk and the process do.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on fails

mod commit;
mod dead_letters;
mod debug;
mod dispatcher;
mod files;
mod restarts;
mod retries;
mod trigger;
