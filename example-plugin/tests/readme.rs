//! README.md shows the output of this plugin, and docs/ its code and options, as they are.
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

use std::path::Path;
use std::process::Command;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(root.join(path)).unwrap()
}

/// The code blocks of a page in this language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = read(page);
    let blocks = text.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).map(str::to_owned).collect()
}

/// The output of the plugin.
fn output(argument: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_example-plugin")).arg(argument).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Fails unless `text` has the lines of `excerpt` in the same order. Only `// ..` may stand for omitted lines.
fn assert_has(text: &str, excerpt: &str) {
    let lines = |text: &str| text.trim().lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    let text = lines(text);
    let mut rest = text.as_slice();
    for part in excerpt.split("// ..").map(lines).filter(|part| !part.is_empty()) {
        let found = rest.windows(part.len()).position(|lines| lines == part);
        let start = found.unwrap_or_else(|| panic!("the page differs from the source:\n{}", part.join("\n")));
        rest = &rest[start + part.len()..];
    }
}

/// The text with no digits before ` ms`.
fn without_times(text: &str) -> String {
    let parts = text.split(" ms").map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()));
    parts.collect::<Vec<_>>().join(" ms")
}

/// Checks that each block is part of the file in its first line, and returns their number.
fn check_excerpts(blocks: Vec<String>) -> usize {
    for block in &blocks {
        let (first, excerpt) = block.split_once('\n').unwrap();
        assert_has(&read(first.strip_prefix("// ").unwrap()), excerpt);
    }
    blocks.len()
}

#[test]
fn each_snippet_of_the_docs_is_an_excerpt_or_compiled() {
    let compiled = read("tests/src/lib.rs") + &read("plugin-cli/tests/first_plugin.rs");
    let mut excerpts = 0;
    for page in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")).unwrap() {
        let name = page.unwrap().file_name().into_string().unwrap();
        let page = format!("docs/{name}");
        excerpts += check_excerpts(blocks(&page, "rust,ignore"));
        let is_compiled = compiled.contains(&page);
        assert!(is_compiled || blocks(&page, "rust").is_empty(), "add {page} to tests/src/lib.rs");
    }
    assert!(excerpts > 3, "{excerpts}");
}

#[test]
fn the_readme_shows_the_output_of_the_demo() {
    let excerpts = blocks("README.md", "text");
    assert_eq!(excerpts.len(), 1);
    assert_has(&without_times(&output("demo")), &without_times(&excerpts[0]));
}

#[test]
#[should_panic(expected = "differs from the source")]
fn a_line_that_the_source_does_not_have_is_found() {
    assert_has("a\nb\nc", "a\n// ..\nb\nd");
}

#[test]
fn each_option_that_the_docs_name_is_in_the_help() {
    let help = output("--help");
    let docs = read("docs/running.md");
    let options: Vec<&str> = docs.split('`').filter(|span| span.starts_with("--")).collect();
    assert!(options.len() > 10, "{options:?}");
    for option in options {
        let name = option.split(' ').next().unwrap();
        assert!(help.contains(name), "{name} is not in the help");
    }
}
