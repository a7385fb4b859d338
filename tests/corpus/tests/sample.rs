//! A sample of the real specifications, and one of traps; `cargo run -p corpus` takes all.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

#[test]
#[ignore = "slow: 100 s"]
fn imported_plugins_match_their_specifications() {
    let mut cases = corpus::traps().unwrap();
    cases.extend(corpus::sample(&corpus::cases().unwrap(), 20).unwrap());
    let differences = corpus::run(&cases, "corpus-sample").unwrap();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
