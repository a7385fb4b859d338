//! Each mistake has its message, and what is right compiles.

#[test]
fn mistakes_and_their_messages() {
    let tests = trybuild::TestCases::new();
    tests.compile_fail("ui/*/*.rs");
    tests.pass("pass/*.rs");
}
