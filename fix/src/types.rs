//! What can be told of types from the way they are written.

use std::collections::BTreeMap;

use syn::{
    Attribute, GenericArgument, Item, PathArguments, ReturnType, Type, TypePath,
    visit::{self, Visit},
};

use crate::{documentation::Documentation, imports, text::Text};

/// A type as far as words about it are concerned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Nothing,
    Truth,
    Number,
    Text,
    Optional(Box<Self>),
    List(Box<Self>),
    Named(String),
    Unknown,
}

impl Shape {
    /// The type of the value when there is one.
    pub(crate) fn flat(&self) -> &Self {
        match self {
            Self::Optional(inside) => inside.flat(),
            other => other,
        }
    }
}

/// The types that a package declares, by their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownTypes {
    /// Whether every type of this name has documentation of its own that its schema carries.
    documented: BTreeMap<String, bool>,
    aliases: BTreeMap<String, Alias>,
}

#[derive(Clone, Debug)]
struct Alias {
    shape: Shape,
    /// The name that it stands for, past any `Result`.
    target: Option<String>,
    /// Whether it stands for its own argument, as in `type Answer<T> = Result<T, Failure>`.
    is_transparent: bool,
}

impl KnownTypes {
    /// Adds the types of a file.
    pub(crate) fn read(&mut self, file: &syn::File, text: Text<'_>) {
        Declarations { types: self, text }.visit_file(file);
    }

    /// What a function returns when all is well.
    pub(crate) fn returned(&self, output: &ReturnType) -> Shape {
        match output {
            ReturnType::Default => Shape::Nothing,
            ReturnType::Type(_, ty) => self.shape(ty),
        }
    }

    /// Whether the schema of what a function returns has a description already.
    pub(crate) fn describes_itself(&self, output: &ReturnType) -> bool {
        let ReturnType::Type(_, ty) = output else { return false };
        let Some(name) = self.name_of_value(ty) else { return false };
        let name = self.aliases.get(&name).and_then(|alias| alias.target.clone()).unwrap_or(name);
        self.documented.get(&name) == Some(&true)
    }

    pub(crate) fn shape(&self, ty: &Type) -> Shape {
        match ty {
            Type::Paren(inner) => self.shape(&inner.elem),
            Type::Group(inner) => self.shape(&inner.elem),
            Type::Reference(reference) => self.shape(&reference.elem),
            Type::Tuple(tuple) if tuple.elems.is_empty() => Shape::Nothing,
            Type::Slice(slice) => Shape::List(Box::new(self.shape(&slice.elem))),
            Type::Array(array) => Shape::List(Box::new(self.shape(&array.elem))),
            Type::Path(path) => self.shape_of_path(path),
            _ => Shape::Unknown,
        }
    }

    fn shape_of_path(&self, path: &TypePath) -> Shape {
        let Some(name) = path.path.segments.last().map(|it| it.ident.to_string()) else {
            return Shape::Unknown;
        };
        let argument = first_argument(path);
        let inside = || argument.map_or(Shape::Unknown, |ty| self.shape(ty));
        match name.as_str() {
            "Result" | "Box" | "Arc" | "Rc" | "Cow" | "Json" if argument.is_some() => inside(),
            "Option" if argument.is_some() => Shape::Optional(Box::new(inside())),
            "Vec" | "VecDeque" | "HashSet" | "BTreeSet" if argument.is_some() => {
                Shape::List(Box::new(inside()))
            }
            "bool" => Shape::Truth,
            "String" | "str" | "char" => Shape::Text,
            "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128"
            | "isize" | "f32" | "f64" => Shape::Number,
            _ => match self.aliases.get(&name) {
                Some(alias) if alias.is_transparent && argument.is_some() => inside(),
                Some(alias) => alias.shape.clone(),
                None => Shape::Named(name),
            },
        }
    }

    /// The name of the type of a value, past `Result` and what leaves no trace in a schema.
    fn name_of_value(&self, ty: &Type) -> Option<String> {
        match ty {
            Type::Paren(inner) => self.name_of_value(&inner.elem),
            Type::Group(inner) => self.name_of_value(&inner.elem),
            Type::Path(path) => {
                let name = path.path.segments.last()?.ident.to_string();
                let leaves_no_trace = ["Result", "Box", "Arc", "Rc", "Cow"].contains(&name.as_str())
                    || self.aliases.get(&name).is_some_and(|alias| alias.is_transparent);
                match first_argument(path) {
                    Some(inside) if leaves_no_trace => self.name_of_value(inside),
                    _ => Some(name),
                }
            }
            _ => None,
        }
    }
}

fn first_argument(path: &TypePath) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Takes the declarations of a file.
struct Declarations<'a, 't> {
    types: &'a mut KnownTypes,
    text: Text<'t>,
}

impl Declarations<'_, '_> {
    fn declare(&mut self, name: String, attributes: &[Attribute]) {
        let documented = !Documentation::read(attributes, self.text).is_empty() && derives_schema(attributes);
        let known = self.types.documented.entry(name).or_insert(true);
        *known &= documented;
    }
}

impl<'ast> Visit<'ast> for Declarations<'_, '_> {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Struct(it) => self.declare(it.ident.to_string(), &it.attrs),
            Item::Enum(it) => self.declare(it.ident.to_string(), &it.attrs),
            // The shape is that of what stands there: a chain of aliases is followed no further.
            Item::Type(it) => {
                let target = self.types.name_of_value(&it.ty);
                let is_transparent = it
                    .generics
                    .type_params()
                    .any(|parameter| target.as_deref() == Some(&parameter.ident.to_string()));
                let alias = Alias { shape: self.types.shape(&it.ty), target, is_transparent };
                self.types.aliases.insert(it.ident.to_string(), alias);
            }
            _ => {}
        }
        visit::visit_item(self, item);
    }
}

fn derives_schema(attributes: &[Attribute]) -> bool {
    let lists = |path: &syn::Path, tokens: String| path.is_ident("derive") && tokens.contains("JsonSchema");
    attributes.iter().any(|attribute| {
        let list = attribute.meta.require_list();
        list.is_ok_and(|list| lists(&list.path, list.tokens.to_string()))
            || imports::conditional(attribute)
                .iter()
                .any(|meta| meta.require_list().is_ok_and(|list| lists(&list.path, list.tokens.to_string())))
    })
}

#[cfg(test)]
mod tests {
    use syn::{Item, ReturnType};

    use super::{KnownTypes, Shape};
    use crate::text::Text;

    fn read(code: &str) -> (KnownTypes, ReturnType) {
        let file = syn::parse_str::<syn::File>(code).unwrap();
        let mut types = KnownTypes::default();
        types.read(&file, Text::new(code));
        let Some(Item::Fn(function)) = file.items.last() else { panic!("{code} ends with a function") };
        (types, function.sig.output.clone())
    }

    #[test]
    fn shapes_are_seen_through_results_and_aliases() {
        let shape = |code: &str| {
            let (types, output) = read(code);
            types.returned(&output)
        };
        assert_eq!(shape("fn f() {}"), Shape::Nothing);
        assert_eq!(shape("fn f() -> Result<(), E> {}"), Shape::Nothing);
        assert_eq!(shape("type Answer = Result<(), E>; fn f() -> Answer {}"), Shape::Nothing);
        assert_eq!(
            shape("fn f() -> io::Result<Option<Vec<u8>>> {}"),
            Shape::Optional(Box::new(Shape::List(Box::new(Shape::Number))))
        );
        assert_eq!(shape("type Answer<T> = Result<T, E>; fn f() -> Answer<()> {}"), Shape::Nothing);
        assert_eq!(shape("fn f() -> std::string::String {}"), Shape::Text);
        assert_eq!(shape("fn f() -> impl Future {}"), Shape::Unknown);
    }

    #[test]
    fn a_documented_type_needs_no_further_words() {
        let describes = |code: &str| {
            let (types, output) = read(code);
            types.describes_itself(&output)
        };
        let level = "mod m { /// A level.\n #[derive(Debug, JsonSchema)] pub struct Level; }";
        assert!(describes(&format!("{level} fn f() -> Result<m::Level, E> {{}}")));
        assert!(describes(&format!("{level} type A = Result<Level, E>; fn f() -> A {{}}")));
        assert!(!describes(&format!("{level} fn f() -> Option<Level> {{}}")));
        assert!(!describes(&format!("{level} struct Level; fn f() -> Level {{}}")));
        assert!(!describes("#[derive(JsonSchema)] struct Level; fn f() -> Level {}"));
        assert!(!describes("/// A.\n struct Level; fn f() -> Level {}"));
    }
}
