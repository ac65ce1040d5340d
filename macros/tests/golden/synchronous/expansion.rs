/// Does nothing.
fn nothing() {}
///Typed handle of the command `nothing`, for `Registry::with` and for calls by its type.
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
enum nothing {}
#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    #[allow(unused_imports)]
    use __rt::{NotDeclared as _, NotResult as _};
    type __Returned = ();
    const __KIND: u8 = __rt::outcome_kind(
        <__rt::Outcome<__Returned>>::IS_RESULT,
        <__rt::Outcome<__Returned>>::IS_DECLARED,
    );
    const __RETURNS: __rt::Returns<__Returned> = __rt::returns::<(), __KIND>();
    fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        __RETURNS.now(__invocation, nothing())
    }
    static __COMMAND: __rt::CommandData = __rt::CommandData {
        name: "nothing",
        summary: "Does nothing.",
        returns: __RETURNS.data,
        home: &__rt::HomeData {
            group: __rt::None,
            module: ::core::module_path!(),
            file: ::core::file!(),
        },
        line: ::core::line!(),
        handler: __handler,
        ..__rt::COMMAND
    };
    impl __rt::CommandType for nothing {
        type Parameters = ();
        type Value = <__Returned as __rt::Returned<__KIND>>::Value;
        type Error = <__Returned as __rt::Returned<__KIND>>::Error;
        const __COMMAND: &'static __rt::CommandData = &__COMMAND;
    }
    __rt::submit! {
        __rt::Registration(& __COMMAND)
    }
};
