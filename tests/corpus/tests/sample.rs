//! A sample of the real specifications, and one of traps; `cargo run -p corpus` takes all.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

#[test]
fn plugins_come_out_as_they_went_in() {
    let mut cases = corpus::traps().unwrap();
    cases.extend(corpus::sample(&corpus::cases().unwrap(), 20).unwrap());
    let wrong = corpus::run(&cases, "corpus-sample").unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
