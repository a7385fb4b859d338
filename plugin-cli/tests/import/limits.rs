//! Limits of time and memory.

use crate::common::{TestFolder, USERS_SPEC};

/// Imports an invalid text with at most 256 MiB of memory in at most ten seconds, and returns the first two lines of stderr.
fn import_confined(test: &str, text: &str) -> String {
    let folder = TestFolder::new(test);
    folder.write("plugin.spec.yaml", text);
    let mut shell = std::process::Command::new("bash");
    let confined = "ulimit -v 262144 -t 10; exec \"$0\" plugin import plugin.spec.yaml";
    shell.args(["-c", confined, env!("CARGO_BIN_EXE_cargo-plugin")]).current_dir(folder.path(""));
    let output = shell.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr.chars().take(500).collect::<String>());
    stderr.lines().take(2).collect::<Vec<_>>().join("\n")
}

#[test]
fn aliases_count_with_their_expanded_size() {
    let levels = |item: &dyn Fn(usize) -> String| (0..9).map(item).collect::<String>();
    let twelve = |level: usize| vec![format!("*a{level}"); 12].join(", ");
    let lists = levels(&|level| format!("x{}: &a{} [{}]\n", level + 1, level + 1, twelve(level)));
    let sections = levels(&|level| {
        let keys: Vec<String> = (0..12).map(|key| format!("k{key}: *a{level}")).collect();
        format!("x{}: &a{} {{{}}}\n", level + 1, level + 1, keys.join(", "))
    });
    let merged: String = (0..5000).map(|key| format!("k{key}: {key}, ")).collect();
    let merges: String = (0..300).map(|name| format!("m{name}: {{<<: *a0, own: 1}}\n")).collect();
    let long = "y".repeat(100_000);
    for (test, text) in [
        ("import-bomb-lists", format!("x0: &a0 [lol]\n{lists}")),
        ("import-bomb-sections", format!("x0: &a0 {{a: b}}\n{sections}")),
        ("import-bomb-text", format!("x0: &a0 {long}\nx1: [{}]\n", vec!["*a0"; 10_000].join(", "))),
        ("import-bomb-merged", format!("x0: &a0 {{{merged}}}\n{merges}")),
    ] {
        let expected = "error: invalid YAML: the document is larger than 16 MiB with its aliases expanded";
        let stderr = import_confined(test, &text);
        assert!(stderr.starts_with(expected), "{test}: {stderr}");
    }
}

#[test]
fn aliases_count_with_their_expanded_depth() {
    let open = "[".repeat(60);
    let close = "]".repeat(60);
    let mut text = format!("x0: &a0 {open}1{close}\n");
    (0..100).for_each(|level| text += &format!("x{}: &a{} {open}*a{level}{close}\n", level + 1, level + 1));
    let stderr = import_confined("import-deep-aliases", &text);
    assert_eq!(
        stderr,
        "error: invalid YAML: more than 100 nested lists and mappings\n --> plugin.spec.yaml:2:69"
    );
}

#[test]
fn an_alias_of_a_node_that_contains_it_is_rejected() {
    let stderr = import_confined("import-circle", "a: &a\n  b: *a\n");
    let expected =
        "error: invalid YAML: the alias refers to a node that contains it\n --> plugin.spec.yaml:2:6";
    assert_eq!(stderr, expected);
}

#[test]
fn a_type_of_many_nested_lists_is_rejected() {
    let lists = "[]".repeat(200_000);
    let text =
        USERS_SPEC.replace("The user found, type: user", &format!("The user found, type: '{lists}user'"));
    let stderr = import_confined("import-lists", &text);
    let expected = "error: the type has 200000 nested lists, the limit is 10\n--> plugin.spec.yaml:29:62";
    assert_eq!(stderr, expected);
}

#[test]
fn a_specification_with_too_many_types_is_rejected() {
    let types: String = (0..20_000).map(|ty| format!("  t{ty}: {{f: {{type: t{}}}}}\n", ty + 1)).collect();
    let stderr =
        import_confined("import-types", &USERS_SPEC.replace("types:\n", &format!("types:\n{types}")));
    let expected = "error: the specification has 20001 types, the limit is 500\n  --> plugin.spec.yaml:15:1";
    assert_eq!(stderr, expected);
}

#[test]
fn a_large_or_endless_file_is_rejected() {
    for file in ["/dev/zero", "long.yaml"] {
        let folder = TestFolder::new("import-endless");
        folder.write("long.yaml", &"# comment\n".repeat(110_000));
        let output = folder.run(&["import", file]);
        let expected = format!("error: {file} cannot be read: it is larger than 1 MiB\n");
        assert!(output.code == 1 && output.stderr.starts_with(&expected), "{}", output.stderr);
    }
}
