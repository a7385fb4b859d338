//! Each mistake in `ui` has its message.

/// No case compiles: with one that does, trybuild would run Cargo once for each.
#[test]
fn mistakes_have_the_expected_messages() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn the_wrong_example_of_a_page_has_its_code() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/codes");
    for (code, page) in plugin_names::codes::PAGES {
        let case = |extension| {
            let path = format!("{folder}/{}.{extension}", code.to_lowercase());
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
        };
        let (_, rest) = page.split_once("```rust,compile_fail\n").expect("a wrong example");
        let (wrong, _) = rest.split_once("```").expect("the end of the example");
        assert_eq!(case("rs"), format!("#![allow(dead_code)]\n{wrong}\nfn main() {{}}\n"), "{code}");
        assert!(case("stderr").contains(&format!("{code}: ")), "{code}");
    }
}
