//! Finding the files of a crate by following its modules.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use syn::{
    Attribute, Expr, ExprLit, ItemMod, Lit, Meta,
    ext::IdentExt,
    visit::{self, Visit},
};

use crate::{functions::is_for_tests, text::Text};

/// The files of the crate that begins with this one, without those that are there for tests alone.
///
/// Modules whose file does not exist are the compiler's to report; they are passed over.
pub(crate) fn files(root: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    let folder = root.parent().unwrap_or(Path::new(""));
    follow(root, folder, &mut files);
    files
}

/// Takes a file and those of its modules, which are looked for in a folder.
fn follow(file: &Path, folder: &Path, files: &mut BTreeSet<PathBuf>) {
    let Ok(source) = fs::read_to_string(file) else { return };
    if !files.insert(file.to_owned()) {
        return;
    }
    let Ok(parsed) = syn::parse_str::<syn::File>(Text::new(&source).code()) else { return };
    let mut search = Search { file, folder: folder.to_owned(), is_inside: false, found: Vec::new() };
    search.visit_file(&parsed);
    for (file, folder) in search.found {
        follow(&file, &folder, files);
    }
}

struct Search<'a> {
    file: &'a Path,
    /// Where the files of the modules are that are declared here.
    folder: PathBuf,
    /// Whether this is inside of a module that is written in the file itself.
    is_inside: bool,
    found: Vec<(PathBuf, PathBuf)>,
}

impl Search<'_> {
    fn declared(&mut self, module: &ItemMod) {
        let name = module.ident.unraw().to_string();
        if let Some(path) = path_of(&module.attrs) {
            let base =
                if self.is_inside { &*self.folder } else { self.file.parent().unwrap_or(Path::new("")) };
            let file = base.join(path);
            let folder = file.parent().unwrap_or(Path::new("")).to_owned();
            self.found.push((file, folder));
            return;
        }
        let folder = self.folder.join(&name);
        let candidates = [self.folder.join(format!("{name}.rs")), folder.join("mod.rs")];
        if let Some(file) = candidates.into_iter().find(|it| it.is_file()) {
            self.found.push((file, folder));
        }
    }
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if is_for_tests(&module.attrs) {
            return;
        }
        if module.content.is_none() {
            self.declared(module);
            return;
        }
        let inner = path_of(&module.attrs).unwrap_or_else(|| module.ident.unraw().to_string());
        let outer = (self.folder.clone(), self.is_inside);
        self.folder.push(inner);
        self.is_inside = true;
        visit::visit_item_mod(self, module);
        (self.folder, self.is_inside) = outer;
    }
}

/// The text of `#[path = "…"]`.
fn path_of(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::files;

    #[test]
    fn modules_are_followed_as_the_compiler_does() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            (
                "main.rs",
                "mod a; mod b; mod inside { mod c; #[path = \"x.rs\"] mod y; } #[path = \"other/d.rs\"] mod d; mod gone;\n#[cfg(test)] mod tests;",
            ),
            ("a.rs", "mod deep; fn f() { broken }"),
            ("a/deep.rs", ""),
            ("b/mod.rs", "mod e;"),
            ("b/e.rs", "this is not Rust"),
            ("inside/c.rs", ""),
            ("inside/x.rs", ""),
            ("other/d.rs", "mod f;"),
            ("other/f.rs", ""),
            ("tests.rs", ""),
            ("never_named.rs", ""),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found: Vec<String> = files(&folder.path().join("main.rs"))
            .iter()
            .map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string().replace('\\', "/"))
            .collect();
        let expected = [
            "a/deep.rs",
            "a.rs",
            "b/e.rs",
            "b/mod.rs",
            "inside/c.rs",
            "inside/x.rs",
            "main.rs",
            "other/d.rs",
            "other/f.rs",
        ];
        assert_eq!(found, expected);
    }
}
