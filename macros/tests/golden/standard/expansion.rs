/// Finds what is in stock.
///
/// Units that were set aside do not count.
///
/// # Returns
/// The units of every warehouse.
pub async fn find_stock(
    sku: String,
    minimum: i64,
    warehouses: Option<Vec<String>>,
) -> Stock {
    stock::find(sku, minimum, warehouses).await
}
///Typed handle of the command `find_stock`, for `Registry::with` and for calls by its type.
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
pub enum find_stock {}
#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    #[allow(unused_imports)]
    use __rt::{NotDeclared as _, NotResult as _};
    type __Returned = Stock;
    const __KIND: u8 = __rt::outcome_kind(
        <__rt::Outcome<__Returned>>::IS_RESULT,
        <__rt::Outcome<__Returned>>::IS_DECLARED,
    );
    const __RETURNS: __rt::Returns<__Returned> = __rt::returns::<Stock, __KIND>();
    const __P0: __rt::ParameterType<String> = __rt::parameter_type::<String>();
    const __P1: __rt::ParameterType<i64> = __rt::parameter_type::<i64>();
    const __P2: __rt::ParameterType<Option<Vec<String>>> = __rt::parameter_type::<
        Option<Vec<String>>,
    >();
    fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        let __rt::Some(__a0) = __invocation.parameter(__P0, 0) else {
            return __invocation.refuse(1)
        };
        let __rt::Some(__a1) = __invocation.parameter(__P1, 1) else {
            return __invocation.refuse(2)
        };
        let __rt::Some(__a2) = __invocation.parameter(__P2, 2) else {
            return __invocation.refuse(3)
        };
        __RETURNS.later(__rt::memory(), find_stock(__a0, __a1, __a2))
    }
    static __COMMAND: __rt::CommandData = __rt::CommandData {
        name: "find_stock",
        summary: "Finds what is in stock.",
        parameters: &[
            __rt::ParameterData {
                name: "sku",
                description: "Stock keeping unit, as printed on the shelf.",
                of: __P0.data,
                extras: __rt::None,
            },
            __rt::ParameterData {
                name: "minimum",
                description: "Fewest units that must be there.",
                of: __P1.data,
                extras: __rt::None,
            },
            __rt::ParameterData {
                name: "warehouses",
                description: "Warehouses to look at; all of them when absent.",
                of: __P2.data,
                extras: __rt::None,
            },
        ],
        returns: __RETURNS.data,
        extras: __rt::Some(
            &[
                __rt::CommandExtra::Description(
                    "Units that were set aside do not count.",
                ),
                __rt::CommandExtra::Returns("The units of every warehouse."),
            ],
        ),
        home: &__rt::HomeData {
            group: __rt::None,
            module: ::core::module_path!(),
            file: ::core::file!(),
        },
        line: ::core::line!(),
        handler: __handler,
        ..__rt::COMMAND
    };
    impl __rt::CommandType for find_stock {
        type Parameters = (String, i64, Option<Vec<String>>);
        type Value = <__Returned as __rt::Returned<__KIND>>::Value;
        type Error = <__Returned as __rt::Returned<__KIND>>::Error;
        const __COMMAND: &'static __rt::CommandData = &__COMMAND;
    }
    __rt::submit! {
        __rt::Registration(& __COMMAND)
    }
};
