//! The file to read and the folder to write.

use crate::common::{TestFolder, USERS_SPEC};
use crate::import;

#[test]
fn a_missing_file_is_an_error() {
    let folder = TestFolder::new("import-no-file");
    let output = folder.run(&["import", "nothing.yaml"]);
    let expected = "\
error: nothing.yaml cannot be read: No such file or directory (os error 2)
  = help: pass the path of a specification, such as plugin.spec.yaml
";
    assert_eq!((output.code, output.stderr.as_str()), (1, expected));
    assert_eq!(folder.run(&["import"]).code, 2);
}

#[test]
fn an_existing_folder_is_not_overwritten() {
    let folder = TestFolder::new("import-folder-exists");
    std::fs::create_dir(folder.path("users")).unwrap();
    folder.write("users/note.txt", "mine");
    let expected = "error: users already exists\n  = help: pass a folder that does not exist: `--to PATH`\n";
    assert_eq!(import(&folder, USERS_SPEC), (1, expected.to_owned()));
    assert_eq!(folder.files("users"), ["users/note.txt"]);
    assert_eq!(folder.run(&["import", "plugin.spec.yaml", "--to", "others"]).code, 0);
    assert!(folder.path("others/src/main.rs").is_file());
}
