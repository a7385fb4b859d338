//! Each rule finds what breaks it in a small workspace, and nothing in one that keeps it.

use crate::config::{Config, Words};
use crate::finding::{Report, Rule};
use crate::workspace::Workspace;
use tempfile::TempDir;

const WORKSPACE: &str = r#"
[workspace]
members = ["low", "high"]

[workspace.dependencies]
low = { path = "low", version = "=1.0.0" }
"#;

const LOW: &str = "[package]\nname = \"plugin-low\"\n";

/// Runs the rules on files, on top of a workspace with the crates `plugin-low` and `plugin-high`.
fn check(files: &[(&str, &str)], words: &str) -> Report {
    let config = r#"
        max_lines = 10
        long_files = [{ path = "low/src/table.rs", reason = "generated" }]
        arrows = { plugin-low = [], plugin-high = ["plugin-low"] }
    "#;
    let high = "[package]\nname = \"plugin-high\"\n";
    let folder = TempDir::new().unwrap();
    let defaults = [("Cargo.toml", WORKSPACE), ("low/Cargo.toml", LOW), ("high/Cargo.toml", high)];
    for (path, text) in defaults.iter().chain(files) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let config: Config = toml::from_str(config).unwrap();
    let words: Words = toml::from_str(words).unwrap();
    crate::check(&Workspace::read(folder.path()).unwrap(), &config, &words).unwrap()
}

/// The findings of a rule as `path:line`.
fn places(report: &Report, rule: Rule) -> Vec<String> {
    let findings = report.of(rule).iter();
    findings.map(|finding| format!("{}:{}", finding.path.display(), finding.line)).collect()
}

/// The files in circles of a crate with these files in `low/src`.
fn circles(files: &[(&str, &str)]) -> Vec<String> {
    let paths = files.iter().map(|(path, _)| format!("low/src/{path}")).collect::<Vec<_>>();
    let files = paths.iter().map(String::as_str).zip(files.iter().map(|(_, text)| *text));
    places(&check(&files.collect::<Vec<_>>(), ""), Rule::Circles)
}

#[test]
fn a_dependency_against_the_arrows_is_found() {
    let low = format!("{LOW}[dependencies]\nplugin-high = {{ path = \"../high\", version = \"=1.0.0\" }}\n");
    let report = check(&[("low/Cargo.toml", &low)], "");
    assert_eq!(places(&report, Rule::Arrows), ["low/Cargo.toml:4"]);
    let message = &report.of(Rule::Arrows)[0].message;
    assert!(message.contains("plugin-low must not depend on plugin-high"), "{message}");
}

#[test]
fn a_dependency_along_the_arrows_needs_an_exact_version() {
    let high = |version| {
        format!(
            "[package]\nname = \"plugin-high\"\n[dependencies]\n\
             low = {{ package = \"plugin-low\", path = \"../low\"{version} }}\n"
        )
    };
    let found = |version| places(&check(&[("high/Cargo.toml", &high(version))], ""), Rule::Arrows);
    assert!(found(", version = \"=1.0.0\"").is_empty());
    assert_eq!(found(", version = \"1.0.0\""), ["high/Cargo.toml:4"]);
    assert_eq!(found(""), ["high/Cargo.toml:4"]);
}

#[test]
fn versions_and_names_are_read_from_the_workspace() {
    let workspace = WORKSPACE
        .replace("\"low\",", "\"low\", ")
        .replace("=1.0.0", "1.0.0")
        .replace("low = {", "plugin-low = {");
    let high =
        "[package]\nname = \"plugin-high\"\n[target.'cfg(unix)'.dependencies]\nplugin-low.workspace = true\n";
    let report = check(&[("Cargo.toml", &workspace), ("high/Cargo.toml", high)], "");
    assert_eq!(places(&report, Rule::Arrows), ["high/Cargo.toml:4"]);
}

#[test]
fn files_that_import_each_other_are_a_circle() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "//! A\nuse crate::b::B;\npub struct A(B);"),
        ("b.rs", "pub struct B;\n\nfn f() { crate::c::c() }"),
        ("c.rs", "pub fn c() { let _ = super::a::A; }"),
    ]);
    assert_eq!(found, ["low/src/a.rs:2", "low/src/b.rs:3", "low/src/c.rs:1"]);
}

#[test]
fn files_that_import_downwards_are_no_circle() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
        ("a.rs", "pub struct A(crate::B);"),
        ("b.rs", "pub struct B; #[cfg(test)] mod tests { use crate::A; }"),
    ]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_parent_that_only_declares_is_in_no_circle() {
    let parent = "mod child; mod other; pub use child::Child; pub(crate) use other::Other;";
    let child = ("parent/child.rs", "use super::Other; pub struct Child(Other);");
    let other = ("parent/other.rs", "pub struct Other;");
    assert_eq!(circles(&[("lib.rs", "mod parent;"), ("parent/mod.rs", parent), child, other]), [""; 0]);

    let by_glob = ("parent/child.rs", "use super::*; pub struct Child(Other);");
    assert_eq!(circles(&[("lib.rs", "mod parent;"), ("parent/mod.rs", parent), by_glob, other]), [""; 0]);

    let with_code = format!("{parent} pub struct Own;");
    let own = ("parent/other.rs", "pub struct Other(super::Own);");
    let found = circles(&[("lib.rs", "mod parent;"), ("parent/mod.rs", &with_code), child, own]);
    assert_eq!(found, ["low/src/parent/mod.rs:1", "low/src/parent/child.rs:1", "low/src/parent/other.rs:1"]);
}

#[test]
fn reexports_are_followed_to_the_definition() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b; mod facade;"),
        ("facade.rs", "pub use crate::b::*; pub use crate::a::A as Renamed;"),
        ("a.rs", "use crate::facade::B; pub struct A(B);"),
        ("b.rs", "use crate::facade; pub struct B; fn f(_: facade::Renamed) {}"),
    ]);
    assert_eq!(found, ["low/src/a.rs:1", "low/src/b.rs:1"]);
}

#[test]
fn paths_in_macros_attributes_and_functions_count() {
    let b = [
        "fn f() { println!(\"{}\", crate::a::NAME) }",
        "#[serde(with = \"crate::a\")] struct B;",
        "#[serde(default = \"crate::a::name\")] struct C;",
        "fn f() { use super::a::*; }",
        "macro_rules! m { () => { $crate::a::NAME } }",
    ];
    for b in b {
        let a = "use crate::b; pub const NAME: &str = b::OTHER;";
        let found = circles(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)]);
        assert_eq!(found, ["low/src/a.rs:1", "low/src/b.rs:1"], "{b}");
    }
}

#[test]
fn paths_of_quoted_code_and_other_crates_do_not_count() {
    let b = [
        "fn f() { quote!(crate::a::NAME) }",
        "fn f() { ::a::NAME }",
        "use serde::a; fn f(_: a::NAME) {}",
        "use crate::a;",
    ];
    for b in b {
        let a = "use crate::b; pub const NAME: &str = b::OTHER;";
        let found = circles(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)]);
        assert_eq!(found, [""; 0], "{b}");
    }
}

#[test]
fn modules_are_read_from_folders_and_path_attributes() {
    let found = circles(&[
        ("lib.rs", "#[path = \"elsewhere/x.rs\"] mod a; mod b { pub mod c; }"),
        ("elsewhere/x.rs", "pub struct A(crate::b::c::C);"),
        ("b/c.rs", "pub struct C(crate::a::A);"),
    ]);
    assert_eq!(found, ["low/src/elsewhere/x.rs:1", "low/src/b/c.rs:1"]);
}

#[test]
fn a_long_file_is_found_unless_it_is_listed() {
    let long = "\n".repeat(11);
    let report = check(
        &[
            ("low/src/a.rs", &long),
            ("low/src/table.rs", &long),
            ("low/src/b.rs", &"\n".repeat(10)),
            ("low/target/debug/build/out.rs", &long),
        ],
        "",
    );
    assert_eq!(places(&report, Rule::Lines), ["low/src/a.rs:11"]);
}

#[test]
fn lines_that_choose_code_by_feature_are_counted() {
    let code = r#"
        #[cfg(feature = "a")]
        #[cfg_attr(feature = "a", derive(Debug))]
        fn f() { let _ = cfg!(any(feature = "a", feature = "b")); }
        // #[cfg(feature = "a")]
        #[cfg(unix)]
        #[cfg(not(feature = "b"))] mod m;
    "#;
    let report = check(&[("low/src/a.rs", code), ("low/tests/a.rs", code)], "");
    let found = ["low/src/a.rs:2", "low/src/a.rs:3", "low/src/a.rs:4", "low/src/a.rs:7"];
    assert_eq!(places(&report, Rule::Features), found);
}

#[test]
fn words_to_replace_are_found_in_names_docs_messages_and_pages() {
    let words = r#"
        anywhere = { gate = "entrance" }
        names = { tallest = "max" }
        whole_names = { Path = "Route" }
        allow = [{ word = "gate", path = "low/src/allowed", reason = "a gate of iron" }]
    "#;
    let code = r#"
        /// Opens the Gate.
        fn open_gate() { let TheGate = "delegate"; open_gate() }
        // gate
        const TALLEST: &str = "The tallest gate {PathBuf}";
        struct Path;
        "#;
    let files = [
        ("low/src/a.rs", code),
        ("low/src/allowed/b.rs", code),
        ("README.md", "#\nthe gate"),
        ("CHANGELOG.md", "gate"),
    ];
    let report = check(&files, words);
    let lines = |path: &str| {
        let prefix = format!("{path}:");
        let places = places(&report, Rule::Words);
        places.iter().filter_map(|place| place.strip_prefix(&prefix)?.parse().ok()).collect::<Vec<usize>>()
    };
    assert_eq!(lines("low/src/a.rs"), [2, 3, 3, 5, 5, 6]);
    assert_eq!(lines("low/src/allowed/b.rs"), [5, 6]);
    assert_eq!(lines("README.md"), [2]);
    assert_eq!(lines("CHANGELOG.md"), [0; 0]);
    let message = &report.of(Rule::Words).iter().find(|finding| finding.line == 6).unwrap().message;
    assert_eq!(message, "`Path` in the name `Path`: use Route");
}

#[test]
fn files_items_and_links_of_pages_must_exist() {
    let page = "\
`low/src/a.rs::first` `low/src/a.rs::Second` `low/src/a.rs::NAME` `low/src/a.rs`, `src/other.rs`
`low/src/a.rs::absent`
`low/src/b.rs`
`src/b.rs::first`
[page](docs/page.md#part) [here](#part) [web](https://example.com/x)
[nowhere](page.md)";
    let code = "fn first() {} impl S { fn Second() {} const NAME: u8 = absent(); }";
    let report = check(&[("low/src/a.rs", code), ("README.md", page), ("docs/page.md", "")], "");
    assert_eq!(places(&report, Rule::Pages), ["README.md:2", "README.md:3", "README.md:4", "README.md:6"]);
    assert_eq!(report.of(Rule::Pages)[0].message, "`low/src/a.rs` has no item `absent`");
}

#[test]
fn the_pages_of_a_book_are_listed_and_link_to_each_other() {
    let files = [
        ("low/src/a.rs", ""),
        ("docs/book.toml", ""),
        ("docs/SUMMARY.md", "- [One](one.md)"),
        ("docs/one.md", "[other](other.md)\n[readme](../README.md)"),
        ("docs/other.md", ""),
        ("README.md", "[one](docs/one.md)"),
    ];
    let report = check(&files, "");
    assert_eq!(places(&report, Rule::Pages), ["docs/one.md:2", "docs/other.md:1"]);
    assert_eq!(report.of(Rule::Pages)[1].message, "SUMMARY.md does not list this page");
}

#[test]
fn a_rule_over_its_limit_fails_and_names_its_findings() {
    let long = "\n".repeat(11);
    let report = check(&[("low/src/a.rs", &long)], "");
    assert!(!report.is_within_limits());
    let text = report.render(&[]);
    assert!(text.contains("low/src/a.rs:11: 11 lines, at most 10") && text.contains("FAILED"), "{text}");

    let cfg = "#[cfg(feature = \"x\")]\nmod x;\n";
    let report = check(&[("low/src/a.rs", cfg)], "");
    assert!(report.is_within_limits());
    assert!(!report.render(&[]).contains("low/src/a.rs"));
    assert!(report.render(&[Rule::Features]).contains("low/src/a.rs:1"));
}
