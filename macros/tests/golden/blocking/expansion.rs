/// Reads a file.
pub fn r#read(r#type: PathBuf) -> io::Result<String> {
    fs::read_to_string(r#type)
}
///Typed handle of the command `read`, for `Registry::with` and for calls by its type.
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
pub enum r#read {}
#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    #[allow(unused_imports)]
    use __rt::{NotDeclared as _, NotResult as _};
    type __Returned = io::Result<String>;
    const __KIND: u8 = __rt::outcome_kind(
        <__rt::Outcome<__Returned>>::IS_RESULT,
        <__rt::Outcome<__Returned>>::IS_DECLARED,
    );
    const __RETURNS: __rt::Returns<__Returned> = __rt::returns::<
        io::Result<String>,
        __KIND,
    >();
    const __P0: __rt::ParameterType<PathBuf> = __rt::parameter_type::<PathBuf>();
    fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        let __rt::Some(__a0) = __invocation.parameter(__P0, 0) else {
            return __invocation.refuse(1)
        };
        __RETURNS.blocking(__invocation, move || r#read(__a0))
    }
    static __COMMAND: __rt::CommandData = __rt::CommandData {
        name: "read",
        summary: "Reads a file.",
        parameters: &[
            __rt::ParameterData {
                name: "type",
                description: "Where it is.",
                of: __P0.data,
                extras: __rt::None,
            },
        ],
        returns: __RETURNS.data,
        home: &__rt::HomeData {
            group: __rt::Some("files"),
            module: ::core::module_path!(),
            file: ::core::file!(),
        },
        line: ::core::line!(),
        handler: __handler,
        ..__rt::COMMAND
    };
    impl __rt::CommandType for r#read {
        type Parameters = (PathBuf,);
        type Value = <__Returned as __rt::Returned<__KIND>>::Value;
        type Error = <__Returned as __rt::Returned<__KIND>>::Error;
        const __COMMAND: &'static __rt::CommandData = &__COMMAND;
    }
    __rt::submit! {
        __rt::Registration(& __COMMAND)
    }
};
