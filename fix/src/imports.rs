//! Which attributes of a file are those of commandry.

use std::collections::BTreeSet;

use syn::{
    Attribute, Ident, ItemExternCrate, ItemUse, Meta, Path, Token, UseTree,
    ext::IdentExt,
    punctuated::Punctuated,
    visit::{self, Visit},
};

/// The names that stand for commandry and its attributes in one file.
pub(crate) struct Imports {
    crates: BTreeSet<String>,
    command: Names,
    commands: Names,
}

/// What is imported under a name of its own.
#[derive(Default)]
struct Names {
    own: BTreeSet<String>,
    /// Names that another crate's attribute has.
    foreign: BTreeSet<String>,
}

/// How an attribute makes something a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Annotation {
    /// In every build.
    Always,
    /// In some builds, by `cfg_attr`.
    Conditional,
}

impl Imports {
    /// Reads the imports of a file; `crates` are the names that the package has for commandry.
    pub(crate) fn read(file: &syn::File, crates: &BTreeSet<String>) -> Self {
        let mut imports =
            Self { crates: crates.clone(), command: Names::default(), commands: Names::default() };
        imports.visit_file(file);
        imports
    }

    /// Whether one of the attributes is `#[command]`.
    pub(crate) fn command(&self, attributes: &[Attribute]) -> Option<Annotation> {
        self.find(attributes, "command", &self.command)
    }

    /// Whether one of the attributes is `#[commands]`.
    pub(crate) fn commands(&self, attributes: &[Attribute]) -> Option<Annotation> {
        self.find(attributes, "commands", &self.commands)
    }

    fn find(&self, attributes: &[Attribute], name: &str, names: &Names) -> Option<Annotation> {
        attributes.iter().find_map(|attribute| {
            let metas = conditional(attribute);
            if self.is(attribute.path(), name, names) {
                Some(Annotation::Always)
            } else if metas.iter().any(|meta| self.is(meta.path(), name, names)) {
                Some(Annotation::Conditional)
            } else {
                None
            }
        })
    }

    fn is(&self, path: &Path, name: &str, names: &Names) -> bool {
        let segments: Vec<String> = path.segments.iter().map(|it| it.ident.unraw().to_string()).collect();
        match segments.as_slice() {
            [] => false,
            [only] => !names.foreign.contains(only) && (only == name || names.own.contains(only)),
            [before @ .., last] => last == name && self.leads_to_commandry(before),
        }
    }

    /// Whether a path of modules may lead to commandry; one through this crate may, as a re-export.
    fn leads_to_commandry(&self, segments: &[String]) -> bool {
        let first = segments.first().map_or("", String::as_str);
        ["crate", "self", "super"].contains(&first) || segments.iter().any(|it| self.crates.contains(it))
    }

    fn take(&mut self, tree: &UseTree, before: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.unraw().to_string());
                self.take(&path.tree, before);
                before.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.take(tree, before)),
            UseTree::Name(name) => self.take_name(&name.ident, &name.ident, before),
            UseTree::Rename(renamed) => self.take_name(&renamed.ident, &renamed.rename, before),
            UseTree::Glob(_) => {}
        }
    }

    fn take_name(&mut self, name: &Ident, known_as: &Ident, before: &[String]) {
        let (name, known_as) = (name.unraw().to_string(), known_as.unraw().to_string());
        let own = self.leads_to_commandry(before);
        if before.is_empty() && self.crates.contains(&name) {
            self.crates.insert(known_as);
            return;
        }
        let names = match name.as_str() {
            "command" => &mut self.command,
            "commands" => &mut self.commands,
            // Another attribute that was given the name of ours.
            _ => {
                if !own && known_as == "command" {
                    self.command.foreign.insert(known_as);
                } else if !own && known_as == "commands" {
                    self.commands.foreign.insert(known_as);
                }
                return;
            }
        };
        if own { &mut names.own } else { &mut names.foreign }.insert(known_as);
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.take(&item.tree, &mut Vec::new());
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        if let Some((_, name)) = &item.rename
            && self.crates.contains(&item.ident.to_string())
        {
            self.crates.insert(name.unraw().to_string());
        }
        visit::visit_item_extern_crate(self, item);
    }
}

/// The attributes inside of `#[cfg_attr(condition, …)]`; none for any other attribute.
pub(crate) fn conditional(attribute: &Attribute) -> Vec<Meta> {
    if !attribute.path().is_ident("cfg_attr") {
        return Vec::new();
    }
    attribute
        .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
        .map(|metas| metas.into_iter().skip(1).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Annotation, Imports};

    fn annotation(code: &str) -> Option<Annotation> {
        let file = syn::parse_str::<syn::File>(code).unwrap();
        let imports = Imports::read(&file, &BTreeSet::from(["commandry".to_owned(), "renamed".to_owned()]));
        let Some(syn::Item::Fn(function)) = file.items.last() else { panic!("{code} ends with a function") };
        imports.command(&function.attrs)
    }

    #[test]
    fn attributes_of_commandry_are_known_under_every_name() {
        for code in [
            "#[command] fn f() {}",
            "#[commandry::command(read_only)] fn f() {}",
            "#[::commandry::command] fn f() {}",
            "#[renamed::command] fn f() {}",
            "use commandry::command as cmd; #[cmd] fn f() {}",
            "use {commandry as c, std::fmt}; #[c::command] fn f() {}",
            "extern crate commandry as c; #[c::command] fn f() {}",
            "use crate::prelude::command; #[command] fn f() {}",
            "use commandry::prelude::*; #[inline] #[command] fn f() {}",
        ] {
            assert_eq!(annotation(code), Some(Annotation::Always), "{code}");
        }
        let conditional = "#[cfg_attr(all(feature = \"x\", unix), inline, command(read_only))] fn f() {}";
        assert_eq!(annotation(conditional), Some(Annotation::Conditional));
    }

    #[test]
    fn attributes_of_other_crates_are_left_alone() {
        for code in [
            "#[tauri::command] fn f() {}",
            "use tauri::command; #[command] fn f() {}",
            "use tauri::{self, other as command}; #[command] fn f() {}",
            "#[inline] fn f() {}",
            "#[cfg_attr(x, clap::command)] fn f() {}",
            "#[cfg(command)] fn f() {}",
        ] {
            assert_eq!(annotation(code), None, "{code}");
        }
    }
}
