//! A sample of the real specifications; `cargo run -p corpus` takes all.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

#[test]
fn twenty_plugins_come_out_as_they_went_in() {
    let Some(cases) = corpus::cases().unwrap() else {
        eprintln!("SKIPPED: there are no specifications; set PLUGIN_SHARED to the folder that has them");
        return;
    };
    let wrong = corpus::run(&corpus::sample(&cases, 20).unwrap(), "corpus-sample").unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
