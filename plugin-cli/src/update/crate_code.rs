//! The structs with `Schema` and the steps of a crate, wherever they are in its modules.

use super::attributes::{self, has_derive, is_test, setting};
use super::changes::Changes;
use crate::keywords::without_raw;
use crate::output::CommandError;
use plugin_names::RenameRule;
use std::path::{Path, PathBuf};
use syn::{
    Fields, FnArg, GenericArgument, ImplItem, Item, ItemFn, ItemImpl, ItemStruct, Pat, PathArguments,
    ReturnType, Signature, Type, Visibility,
};

/// A struct with `#[derive(Schema)]`.
#[derive(Clone, Debug, PartialEq)]
pub struct CrateStruct {
    /// The name in Rust.
    pub ident: String,
    /// The name on the wire, if it is a custom type.
    pub type_name: String,
    /// The file.
    pub file: PathBuf,
    /// The path of the module, such as `crate::api`.
    pub module: String,
    /// The line of the name, from 1.
    pub line: usize,
    /// Whether other modules can use it.
    pub is_public: bool,
    /// Whether it derives `Serialize` and `Deserialize`.
    pub is_serialized: bool,
    pub is_deserialized: bool,
    /// The rule of `rename_all`.
    pub rename_all: RenameRule,
    /// The names of the fields, in Rust and on the wire.
    pub fields: Vec<(String, String)>,
}

/// A function that is a step, or `connect` of the connection, and the names of its structs.
#[derive(Debug, Default)]
pub struct CrateFunction {
    /// `action`, `trigger`, `task` or `connection`.
    pub kind: String,
    /// The name on the wire.
    pub name: String,
    /// The name in Rust.
    pub ident: String,
    module: String,
    input: Option<String>,
    output: Option<String>,
    state: Option<String>,
}

/// The items of a crate.
#[derive(Debug, Default)]
pub struct CrateCode {
    /// The structs with `Schema`.
    pub structs: Vec<CrateStruct>,
    /// The steps and `connect`.
    pub functions: Vec<CrateFunction>,
    /// The texts of all files.
    pub files: Vec<PathBuf>,
}

impl CrateCode {
    /// Reads the files of a crate that its `src/main.rs` declares.
    ///
    /// # Errors
    /// If a file cannot be read, or is not valid Rust.
    pub fn read(changes: &Changes) -> Result<Self, CommandError> {
        let mut code = Self::default();
        code.read_file(changes, Path::new("src/main.rs"), Path::new("src"), "crate")?;
        Ok(code)
    }

    /// Reads a file. Its submodules are in `folder`.
    fn read_file(
        &mut self,
        changes: &Changes,
        file: &Path,
        folder: &Path,
        module: &str,
    ) -> Result<(), CommandError> {
        let items = changes.read(file, |text| Ok(syn::parse_file(text)?.items))?;
        self.files.push(file.to_owned());
        self.read_items(changes, &items, file, folder, module)
    }

    fn read_items(
        &mut self,
        changes: &Changes,
        items: &[Item],
        file: &Path,
        folder: &Path,
        module: &str,
    ) -> Result<(), CommandError> {
        for item in items {
            match item {
                Item::Struct(item) if has_derive(&item.attrs, "Schema") => {
                    self.structs.push(CrateStruct::new(item, file, module));
                }
                Item::Fn(item) => self.functions.extend(CrateFunction::of_step(item, module)),
                Item::Impl(item) => self.functions.extend(CrateFunction::of_connection(item, module)),
                Item::Mod(item) if !is_test(&item.attrs) => {
                    let name = item.ident.to_string();
                    let name = without_raw(&name);
                    let (folder, module) = (folder.join(name), format!("{module}::{}", item.ident));
                    if let Some((_, items)) = &item.content {
                        self.read_items(changes, items, file, &folder, &module)?;
                        continue;
                    }
                    let files = [folder.with_extension("rs"), folder.join("mod.rs")];
                    if let Some(file) = files.iter().find(|file| file.exists()) {
                        self.read_file(changes, file, &folder, &module)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The struct of a custom type; the one in `src/types.rs` if there are several.
    pub fn custom_type(&self, name: &str) -> Option<&CrateStruct> {
        let mut named: Vec<_> = self.structs.iter().filter(|known| known.type_name == name).collect();
        named.sort_by_key(|known| known.module != crate::codegen::TYPES_MODULE);
        named.first().copied()
    }

    /// The function of a step, or of the connection.
    pub fn function(&self, kind: &str, name: &str) -> Option<&CrateFunction> {
        self.functions.iter().find(|function| function.kind == kind && function.name == name)
    }

    /// The struct of a part of a function: `input`, `output` or `state`.
    pub fn part(&self, function: &CrateFunction, part: &str) -> Option<&CrateStruct> {
        let ident = match part {
            "input" => &function.input,
            "output" => &function.output,
            _ => &function.state,
        };
        let mut named: Vec<_> =
            self.structs.iter().filter(|known| Some(&known.ident) == ident.as_ref()).collect();
        named.sort_by_key(|known| known.module != function.module);
        match named[..] {
            [first, second, ..] if first.module != function.module && second.module != function.module => {
                None
            }
            _ => named.first().copied(),
        }
    }
}

impl CrateStruct {
    fn new(item: &ItemStruct, file: &Path, module: &str) -> Self {
        let ident = item.ident.to_string();
        let rename_all = setting(&item.attrs, "serde", "rename_all");
        let rename_all = rename_all.and_then(|rule| RenameRule::from_name(&rule)).unwrap_or(RenameRule::None);
        let type_name = setting(&item.attrs, "schema", "name");
        let fields = match &item.fields {
            Fields::Named(fields) => fields.named.iter().collect(),
            _ => Vec::new(),
        };
        let names = |field: &syn::Field| {
            let ident = field.ident.as_ref()?.to_string();
            let renamed = setting(&field.attrs, "serde", "rename");
            let name = renamed.unwrap_or_else(|| rename_all.apply_to_field(without_raw(&ident)));
            Some((ident, name))
        };
        Self {
            type_name: type_name.unwrap_or_else(|| RenameRule::Snake.apply_to_variant(&ident)),
            file: file.to_owned(),
            module: module.to_owned(),
            line: item.ident.span().start().line,
            is_public: !matches!(item.vis, Visibility::Inherited),
            is_serialized: has_derive(&item.attrs, "Serialize"),
            is_deserialized: has_derive(&item.attrs, "Deserialize"),
            rename_all,
            fields: fields.into_iter().filter_map(names).collect(),
            ident,
        }
    }

    /// The place of the struct: its file and its line.
    pub fn place(&self) -> String {
        format!("{}:{}", self.file.display(), self.line)
    }
}

impl CrateFunction {
    fn of_step(item: &ItemFn, module: &str) -> Option<Self> {
        let kind = ["action", "trigger", "task"]
            .into_iter()
            .find(|kind| item.attrs.iter().any(|attribute| attributes::is(attribute, kind)))?;
        let ident = item.sig.ident.to_string();
        let name = setting(&item.attrs, kind, "name").unwrap_or_else(|| without_raw(&ident).to_owned());
        let mut function = Self::of_signature(&item.sig, kind, module);
        if kind == "task" {
            // The second argument of `Page`.
            let arguments = returned(&item.sig).map(arguments).unwrap_or_default();
            function.output = arguments.first().copied().and_then(type_ident);
            function.state = function.state.or(arguments.get(1).copied().and_then(type_ident));
        } else if kind == "action" {
            function.output = returned(&item.sig).and_then(type_ident);
        }
        Some(Self { ident, name, ..function })
    }

    fn of_connection(item: &ItemImpl, module: &str) -> Option<Self> {
        item.attrs.iter().find(|attribute| attributes::is(attribute, "connection"))?;
        item.items.iter().find_map(|item| match item {
            ImplItem::Fn(method) if method.sig.ident == "connect" => {
                Some(Self::of_signature(&method.sig, "connection", module))
            }
            _ => None,
        })
    }

    /// The structs that a function takes by value.
    fn of_signature(signature: &Signature, kind: &str, module: &str) -> Self {
        let mut function = Self { kind: kind.to_owned(), module: module.to_owned(), ..Self::default() };
        for argument in &signature.inputs {
            let FnArg::Typed(argument) = argument else { continue };
            let is_state = matches!(&*argument.pat, Pat::Ident(pat) if pat.ident == "state");
            match type_ident(&argument.ty) {
                Some(ident) if ident == "Events" => {
                    function.output = arguments(&argument.ty).first().copied().and_then(type_ident);
                }
                Some(ident) if is_state || function.input.is_some() => function.state = Some(ident),
                ident => function.input = ident.or(function.input.take()),
            }
        }
        function
    }
}

/// The last name of a path; `None` for a reference.
fn type_ident(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// The generic arguments of a type.
fn arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    match path.path.segments.last().map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(list)) => {
            let types = list.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            types.collect()
        }
        _ => Vec::new(),
    }
}

/// The first argument of the returned `Result`.
fn returned(signature: &Signature) -> Option<&Type> {
    match &signature.output {
        ReturnType::Type(_, ty) => arguments(ty).into_iter().next(),
        ReturnType::Default => None,
    }
}
