//! Each mistake in `ui` has its message, and each file in `pass` compiles.

#[test]
fn mistakes_have_the_expected_messages() {
    let tests = trybuild::TestCases::new();
    tests.compile_fail("ui/*/*.rs");
    tests.pass("pass/*.rs");
}
