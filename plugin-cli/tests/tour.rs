//! The tour of README.md, pasted into an empty folder: it compiles without warnings, and its test passes.
#![allow(clippy::unwrap_used)] // a test that cannot continue fails

mod common;

use common::TestFolder;
use std::path::Path;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The blocks that name their file in the first line, as pairs of the name and the text.
fn files(page: &str) -> Vec<(&str, &str)> {
    let blocks = page.split("\n```").skip(1).step_by(2).filter_map(|block| {
        let (language, block) = block.split_once('\n')?;
        let (first, _) = block.split_once('\n')?;
        let comment = if language == "toml" { "# " } else { "// " };
        Some((first.strip_prefix(comment)?, block))
    });
    blocks.collect()
}

#[test]
fn the_tour_of_the_readme_is_a_plugin() {
    let page = std::fs::read_to_string(Path::new(REPOSITORY).join("README.md")).unwrap();
    let files = files(&page);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let expected =
        ["Cargo.toml", "src/api.rs", "src/connection.rs", "src/actions.rs", "src/triggers.rs", "src/main.rs"];
    assert_eq!(names, expected);
    assert!(!page.contains("\n# use ") && !page.contains("```rust,"), "no line of a block is hidden");

    let folder = TestFolder::workspace("tour");
    std::fs::create_dir_all(folder.path("users/src")).unwrap();
    for (name, text) in files {
        folder.write(&format!("users/{name}"), &format!("{}\n", text.replace("PATH", REPOSITORY)));
    }
    // As this repository is formatted.
    folder.write("rustfmt.toml", "use_small_heuristics = \"Max\"\n");
    folder.assert_formatted("users");
    let tests = folder.cargo("users", &["test"]);
    assert_eq!(tests.code, 0, "{}{}", tests.stdout, tests.stderr);
    assert!(tests.stdout.contains("a_user_is_found ... ok"), "{}", tests.stdout);
    assert!(!tests.stderr.contains("warning"), "{}", tests.stderr);

    // The commands of the tour.
    let info = folder.cargo("users", &["run", "--quiet", "--", "info"]);
    assert!(info.stdout.contains("get_user") && info.stdout.contains("new_user"), "{}", info.stdout);
    let sample = folder.cargo("users", &["run", "--quiet", "--", "sample", "get_user"]);
    assert!(sample.stdout.contains("user_id"), "{}", sample.stdout);
}
