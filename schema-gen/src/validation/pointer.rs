//! Where in a value a fault is.

/// A place in a value: linked from the inside out, so that it costs nothing until a fault has to be told.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Root,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    /// The place as a JSON Pointer.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.write(&mut pointer);
        pointer
    }

    fn write(&self, pointer: &mut String) {
        match self {
            Self::Root => {}
            Self::Member(parent, name) => {
                parent.write(pointer);
                pointer.push('/');
                pointer.push_str(&crate::pointer::escaped(name));
            }
            Self::Item(parent, index) => {
                parent.write(pointer);
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn names_are_escaped() {
        let member = Place::Member(&Place::Root, "a/b~c");
        assert_eq!(Place::Item(&member, 3).pointer(), "/a~1b~0c/3");
        assert_eq!(Place::Root.pointer(), "");
    }
}
