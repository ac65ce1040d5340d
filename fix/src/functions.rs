//! Finding the functions of a file that are commands.

use std::collections::BTreeSet;

use syn::{
    Attribute, ImplItemFn, ItemFn, ItemImpl, ItemMod, Signature,
    spanned::Spanned,
    visit::{self, Visit},
};

use crate::{
    imports::{Annotation, Imports},
    text::Text,
};

/// A function that is a command.
pub(crate) struct Function<'ast> {
    pub(crate) attributes: &'ast [Attribute],
    pub(crate) signature: &'ast Signature,
    /// Where the first of its attributes begins.
    pub(crate) start: usize,
    pub(crate) annotation: Annotation,
    /// The line of its name, counted from 1.
    pub(crate) line: usize,
}

/// The commands of a file, in their order; those that are there for tests alone are left out.
pub(crate) fn functions<'ast>(
    file: &'ast syn::File,
    text: Text<'_>,
    crates: &BTreeSet<String>,
) -> Vec<Function<'ast>> {
    let imports = Imports::read(file, crates);
    let mut search = Search { imports: &imports, text, service: None, found: Vec::new() };
    search.visit_file(file);
    search.found
}

struct Search<'ast, 's> {
    imports: &'s Imports,
    text: Text<'s>,
    /// How the `impl` that is looked at was annotated.
    service: Option<Annotation>,
    found: Vec<Function<'ast>>,
}

impl<'ast> Search<'ast, '_> {
    fn take(
        &mut self,
        attributes: &'ast [Attribute],
        signature: &'ast Signature,
        annotation: Option<Annotation>,
    ) {
        // What is a command has an attribute, and attributes come first.
        if let (Some(annotation), Some(first)) = (annotation, attributes.first()) {
            let start = self.text.range(first.span()).start;
            let line = self.text.line(self.text.range(signature.ident.span()).start);
            self.found.push(Function { attributes, signature, start, annotation, line });
        }
    }
}

impl<'ast> Visit<'ast> for Search<'ast, '_> {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        if is_for_tests(&function.attrs) {
            return;
        }
        let annotation = self.imports.command(&function.attrs);
        self.take(&function.attrs, &function.sig, annotation);
        let service = self.service.take();
        visit::visit_item_fn(self, function);
        self.service = service;
    }

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        if is_for_tests(&block.attrs) {
            return;
        }
        let outer = std::mem::replace(&mut self.service, self.imports.commands(&block.attrs));
        visit::visit_item_impl(self, block);
        self.service = outer;
    }

    fn visit_impl_item_fn(&mut self, method: &'ast ImplItemFn) {
        if let Some(service) = self.service
            && let Some(own) = self.imports.command(&method.attrs)
        {
            let always = service == Annotation::Always && own == Annotation::Always;
            let annotation = if always { Annotation::Always } else { Annotation::Conditional };
            self.take(&method.attrs, &method.sig, Some(annotation));
        }
        let service = self.service.take();
        visit::visit_impl_item_fn(self, method);
        self.service = service;
    }
}

/// Whether the attributes have `#[cfg(test)]`, also beside further conditions.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                let condition: String = list.tokens.to_string().split_whitespace().collect();
                condition == "test" || condition.starts_with("all(test,")
            })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::functions;
    use crate::text::Text;

    fn names(code: &str) -> Vec<String> {
        let file = syn::parse_str(code).unwrap();
        let crates = BTreeSet::from(["commandry".to_owned()]);
        functions(&file, Text::new(code), &crates).iter().map(|it| it.signature.ident.to_string()).collect()
    }

    #[test]
    fn commands_are_found_wherever_they_are() {
        let code = "
            mod a { mod b { #[command] fn free() { #[command] fn inner() {} } } }
            #[commands] impl S { #[command] fn method(&self) { #[command] fn deep() {} } fn other(&self) {} }
            impl S { #[command] fn not_a_service(&self) {} }
            #[cfg(test)] mod tests { #[command] fn in_tests() {} }
            #[cfg(all(test, unix))] #[command] fn for_tests() {}
            #[cfg(unix)] #[command] fn elsewhere() {}
            macro_rules! m { () => { #[command] fn in_macro() {} } }
            m! { #[command] fn in_call() {} }
        ";
        assert_eq!(names(code), ["free", "inner", "method", "deep", "elsewhere"]);
    }
}
