//! Files that are not valid YAML.

use crate::common::{TestFolder, USERS_SPEC};
use crate::rejection;

#[test]
fn invalid_yaml_is_an_error_with_its_position() {
    assert_eq!(
        rejection("import-yaml", &USERS_SPEC.replace("title: Users\n", "title: Users: all\n")),
        "\
error: invalid YAML: mapping values are not allowed in this context
 --> plugin.spec.yaml:5:13
  |
5 | title: Users: all
  |             ^
  |
  = help: put a string that contains `: ` in quotes, or correct the indentation

"
    );
    assert_eq!(
        rejection("import-yaml-indented", "  name: users\ntitle: Users\n"),
        "\
error: invalid YAML: did not find expected <document start>
 --> plugin.spec.yaml:2:1
  |
2 | title: Users
  | ^
  |
  = help: start all top-level keys in the same column

"
    );
    assert_eq!(
        rejection("import-yaml-open", "name: users\ntitle: \"Users\nversion: 1.0.0\n"),
        "\
error: invalid YAML: unclosed quote
 --> plugin.spec.yaml:2:8
  |
2 | title: \"Users
  |        ^
  |
  = help: close the quotes that start here

"
    );
}

#[test]
fn an_empty_file_is_an_error() {
    let expected = "\
error: the file is empty
 --> plugin.spec.yaml:1:1
  |
1 |
  | ^
  |
  = help: a specification starts with `plugin_spec_version: v2`

";
    assert_eq!(rejection("import-empty", ""), expected);
    let with_comment = rejection("import-comment", "# only a comment\n");
    assert!(
        with_comment.starts_with("error: the file is empty\n --> plugin.spec.yaml:1:1\n"),
        "{with_comment}"
    );
}

/// A panic has an exit code of its own.
#[test]
fn damaged_yaml_does_not_panic() {
    let folder = TestFolder::new("import-odd");
    let pieces = [
        "!c, ", "!!x", "{", "]", "&a ", "*a", "<<: ", "? ", "- ", "\t", "'", "\"", "|+", "%", "\u{85}",
        "\u{feff}",
    ];
    for (number, piece) in pieces.iter().enumerate() {
        for at in (0..USERS_SPEC.len()).skip(number * 7).step_by(USERS_SPEC.len() / 3) {
            let (before, after) = USERS_SPEC.split_at(at);
            folder.write("plugin.spec.yaml", &format!("{before}{piece}{after}"));
            let output = folder.run(&["json", "plugin.spec.yaml"]);
            assert!(
                [0, 1].contains(&output.code) && !output.stderr.contains("panicked"),
                "{}",
                output.stderr
            );
        }
    }
}
