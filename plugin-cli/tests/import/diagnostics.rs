//! Diagnostics about a specification.

use crate::common::{TestFolder, USERS_SPEC};
use crate::{import, rejection};

#[test]
fn an_unknown_type_is_a_warning_with_its_position() {
    let folder = TestFolder::new("import-undefined-type");
    let text = USERS_SPEC.replace("The user found, type: user", "The user found, type: usr");
    assert_ne!(text, USERS_SPEC);
    let (code, stderr) = import(&folder, &text);
    assert_eq!(
        stderr.split_once("\n\n").unwrap().0,
        "\
warning: unknown type `usr`: the property accepts any value
  --> plugin.spec.yaml:29:62
   |
29 |       user: {title: User, description: The user found, type: usr, required: true}
   |                                                              ^
   |
   = help: did you mean `user`?"
    );
    assert_eq!(code, 0);
    assert!(folder.read("users/src/actions/get_user.rs").contains("    pub user: Any,\n"));
}

#[test]
fn an_invalid_name_of_the_plugin_is_an_error_with_a_valid_one() {
    let folder = TestFolder::new("import-plugin-name");
    let (code, stderr) = import(&folder, &USERS_SPEC.replace("name: users\n", "name: Ticket Desk\n"));
    let expected = "\
error: invalid name `Ticket Desk`: it has lowercase letters, digits and `_` only
 --> plugin.spec.yaml:4:7
  |
4 | name: Ticket Desk
  |       ^
  |
  = help: write `name: ticket_desk`

error: plugin.spec.yaml is not a valid specification
";
    assert_eq!((code, stderr.as_str()), (1, expected));
}

#[test]
fn a_default_of_another_type_is_a_warning() {
    let folder = TestFolder::new("import-default");
    let text = USERS_SPEC.replace("default: up, enum: [up, down]", "default: 5");
    let other = USERS_SPEC.replace("default: up,", "default: upp,");
    assert!(text != USERS_SPEC && other != USERS_SPEC);
    let (_, stderr) = import(&TestFolder::new("import-default-enum"), &other);
    assert!(
        stderr.starts_with("warning: the default of `order` is none of its `enum`: it is kept\n"),
        "{stderr}"
    );
    let (code, stderr) = import(&folder, &text);
    let expected = "warning: the default of `order` is a number, but its type is `string`: it is kept\n";
    assert!(
        stderr.starts_with(expected) && stderr.contains("= help: correct the default or the type"),
        "{stderr}"
    );
    assert_eq!(code, 0);
}

#[test]
fn a_key_of_the_wrong_type_is_kept_with_a_warning() {
    let folder = TestFolder::new("import-kinds");
    let text = USERS_SPEC
        .replace(
            "type: string, required: false, default: up, enum: [up, down]",
            "type: string, required: yes, enum: up",
        )
        .replace("title: ID,", "title: 1,");
    let (code, stderr) = import(&folder, &text);
    let heads: Vec<&str> =
        stderr.lines().filter(|line| line.contains("warning") || line.contains("help")).collect();
    assert_eq!(
        heads,
        [
            "warning: `title` must be a string, found a number: it is kept but has no effect",
            "   = help: put it in quotes",
            "warning: `required` must be a boolean, found a string: it is kept but has no effect",
            "   = help: write `true` or `false`",
            "warning: `enum` must be a list, found a string: it is kept but has no effect",
            "   = help: write `[a, b]`, or one item per line"
        ]
    );
    assert_eq!(code, 0);
    let action = folder.read("users/src/actions/get_user.rs");
    assert!(action.contains(r#"spec = {"required": "yes", "enum": "up"}"#), "{action}");
}

#[test]
fn a_misspelled_key_gets_a_suggestion() {
    let folder = TestFolder::new("import-near-keys");
    let text = USERS_SPEC.replace("type: string, required: false,", "type: string, requierd: false,");
    let (code, stderr) = import(&folder, &format!("{text}vendr: acme\n"));
    for (message, hint) in [
        (
            "warning: unknown key `requierd` of a property: it is kept but has no effect",
            "did you mean `required`?",
        ),
        ("warning: unknown key `vendr` of a specification: it is kept as it is", "did you mean `vendor`?"),
    ] {
        let diagnostic = stderr.split("\n\n").find(|text| text.starts_with(message));
        assert!(diagnostic.is_some_and(|text| text.contains(hint)), "{stderr}");
    }
    assert_eq!(code, 0);
}

#[test]
fn the_last_of_two_equal_keys_counts() {
    let folder = TestFolder::new("import-duplicate-key");
    let (code, stderr) = import(&folder, &format!("{USERS_SPEC}version: 1.3.0\n"));
    assert_eq!(
        stderr.split_once("\n\n").unwrap().0,
        "\
warning: duplicate key `version`, first in line 7: the last value counts
  --> plugin.spec.yaml:30:1
   |
30 | version: 1.3.0
   | ^
   |
   = help: remove one of them"
    );
    assert_eq!(code, 0);
    assert!(folder.read("users/Cargo.toml").contains("version = \"1.3.0\"\n"));
}

#[test]
fn a_specification_needs_a_name() {
    assert_eq!(
        rejection("import-no-name", &USERS_SPEC.replace("name: users\n", "")),
        "\
error: the specification has no `name`
 --> plugin.spec.yaml:1:1
  |
1 | plugin_spec_version: v2
  | ^
  |
  = help: add `name: ..`

"
    );
}

#[test]
fn a_version_is_three_numbers() {
    let text = rejection("import-version", &USERS_SPEC.replace("version: 1.2.0\n", "version: 1.2\n"));
    let page = include_str!("../../../docs/cargo-plugin.md");
    assert!(page.contains(text.trim_end()), "docs/cargo-plugin.md shows another message");
    assert_eq!(
        text,
        "\
error: invalid version `1.2`
 --> plugin.spec.yaml:7:10
  |
7 | version: 1.2
  |          ^
  |
  = help: write three numbers, such as `1.0.0`

"
    );
}

#[test]
fn all_errors_are_reported_at_once() {
    let text = USERS_SPEC
        .replace("title: Users\n", "")
        .replace("version: 1.2.0\n", "version: one\n")
        .replace("    description: Find one user by ID\n", "");
    let stderr = rejection("import-several", &text);
    let heads: Vec<&str> = stderr.lines().filter(|line| line.starts_with("error")).collect();
    assert_eq!(
        heads,
        [
            "error: invalid version `one`",
            "error: the action `get_user` has no description",
            "error: the specification has no `title`"
        ]
    );
}

#[test]
fn a_task_has_one_output() {
    let task = "tasks:\n  watch:\n    title: Watch\n    description: Watch\n    output:\n      a: {type: '[]string'}\n      b: {type: '[]string'}\n";
    assert_eq!(
        rejection("import-two-outputs", &format!("{USERS_SPEC}{task}")),
        "\
error: the task `watch` has 2 outputs, the limit is 1
  --> plugin.spec.yaml:31:3
   |
31 |   watch:
   |   ^
   |
   = help: keep one property: the list of events

"
    );
}

#[test]
fn a_long_line_is_not_shown() {
    let folder = TestFolder::new("import-long-line");
    let fields: Vec<String> = (0..2000).map(|field| format!("x{field}: {{type: y{field}}}")).collect();
    let output = format!("output: {{{}}}", fields.join(", "));
    let text = USERS_SPEC.replace(
        "    output:\n      user: {title: User, description: The user found, type: user, required: true}",
        &format!("    {output}"),
    );
    assert_ne!(text, USERS_SPEC);
    let (code, stderr) = import(&folder, &text);
    assert_eq!((code, stderr.matches("warning: unknown type").count()), (0, 2000));
    assert!(stderr.len() < 2000 * 250, "{} bytes", stderr.len());
}

#[test]
fn json_output_has_one_line_for_each_diagnostic() {
    let folder = TestFolder::new("import-json");
    folder.write("plugin.spec.yaml", &USERS_SPEC.replace("found, type: user", "found, type: usr"));
    let warning = "{\"level\":\"warning\",\"file\":\"plugin.spec.yaml\",\"line\":29,\"column\":62,\
                   \"message\":\"unknown type `usr`: the property accepts any value\",\
                   \"help\":\"did you mean `user`?\"}\n";
    let output = folder.run(&["import", "plugin.spec.yaml", "--json"]);
    let wrote =
        "{\"wrote\":\"users\",\"actions\":1,\"triggers\":0,\"tasks\":0,\"unused_types\":[\"user\"]}\n";
    assert_eq!((output.code, output.stdout, output.stderr.as_str()), (0, format!("{warning}{wrote}"), ""));
    // The folder exists now.
    let output = folder.run(&["import", "plugin.spec.yaml", "--json"]);
    let error = "{\"level\":\"error\",\"message\":\"users already exists\",\
                 \"help\":\"pass a folder that does not exist: `--to PATH`\"}\n";
    assert_eq!((output.code, output.stdout, output.stderr.as_str()), (1, format!("{warning}{error}"), ""));
    folder.write("plugin.spec.yaml", "name: [");
    let output = folder.run(&["import", "plugin.spec.yaml", "--json"]);
    assert_eq!((output.code, output.stdout.lines().count(), output.stderr.as_str()), (1, 2, ""));
    assert!(
        output.stdout.starts_with("{\"level\":\"error\",\"file\":\"plugin.spec.yaml\",\"line\":1,"),
        "{}",
        output.stdout
    );
}

#[test]
fn a_name_that_a_plugin_cannot_have_is_an_error() {
    let text = USERS_SPEC.replace("      user: {title: User,", "      \"user \": {title: User,");
    assert_ne!(text, USERS_SPEC);
    assert_eq!(
        rejection("import-invalid-names", &text).split_once("\n\n").unwrap().0,
        "\
error: the name `user ` begins or ends with a blank
  --> plugin.spec.yaml:29:7
   |
29 |       \"user \": {title: User, description: The user found, type: user, required: true}
   |       ^
   |
   = help: a name has at least one character, and blanks only between words"
    );
}
