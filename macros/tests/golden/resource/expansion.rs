/// One order with its positions.
///
/// # Returns
/// Stays part of the description.
///
/// # Parameters
/// - `id`: Number of the order.
#[cfg(feature = "orders")]
pub(crate) async fn order(
    database: State<Database>,
    number: OrderNumber,
) -> Result<Order, OrderError> {
    database.order(number).await
}
///Handle of the resource `order`, for `Registry::with_resource`.
#[cfg(feature = "orders")]
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
pub(crate) enum order {}
#[cfg(feature = "orders")]
#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    #[allow(unused_imports)]
    use __rt::{NotDeclared as _, NotResult as _};
    type __Returned = Result<Order, OrderError>;
    const __KIND: u8 = __rt::outcome_kind(
        <__rt::Outcome<__Returned>>::IS_RESULT,
        <__rt::Outcome<__Returned>>::IS_DECLARED,
    );
    const __RETURNS: __rt::Returns<__Returned> = __rt::resource_returns::<
        Result<Order, OrderError>,
        __KIND,
    >();
    const __I0: __rt::Injection<State<Database>> = __rt::injection::<State<Database>>();
    const __P0: __rt::ParameterType<OrderNumber> = __rt::parameter_type::<OrderNumber>();
    fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        let __rt::Some(__a0) = __invocation.inject(__I0) else {
            return __invocation.refuse(0)
        };
        let __rt::Some(__a1) = __invocation.parameter(__P0, 0) else {
            return __invocation.refuse(1)
        };
        __RETURNS.later(__rt::memory(), order(__a0, __a1))
    }
    fn __complete0(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        __rt::complete(__invocation, numbers::beginning_with)
    }
    static __RESOURCE: __rt::ResourceData = __rt::ResourceData {
        uri: "orders://{id}",
        title: "Order",
        mime_type: __rt::Some("application/json"),
        usual_mime_type: __rt::usual_mime_type::<__Returned, __KIND>,
        completions: &[
            (
                "id",
                __rt::completion(
                    "order",
                    &__rt::HomeData {
                        group: __rt::Some("orders"),
                        module: ::core::module_path!(),
                        file: ::core::file!(),
                    },
                    __complete0,
                ),
            ),
        ],
        function: __rt::CommandData {
            name: "order",
            summary: "One order with its positions.",
            parameters: &[
                __rt::ParameterData {
                    name: "id",
                    description: "Number of the order.",
                    of: __P0.data,
                    extras: __rt::None,
                },
            ],
            returns: __RETURNS.data,
            read_only: __rt::Some(true),
            extras: __rt::Some(
                &[
                    __rt::CommandExtra::Description(
                        "# Returns\nStays part of the description.",
                    ),
                    __rt::CommandExtra::Injections(&[__I0.data("database")]),
                    __rt::CommandExtra::Timeout(__rt::Duration::from_millis(5000)),
                ],
            ),
            home: &__rt::HomeData {
                group: __rt::Some("orders"),
                module: ::core::module_path!(),
                file: ::core::file!(),
            },
            line: ::core::line!(),
            handler: __handler,
            ..__rt::COMMAND
        },
    };
    impl __rt::ResourceType for order {
        const __RESOURCE: &'static __rt::ResourceData = &__RESOURCE;
    }
    __rt::submit! {
        __rt::ResourceRegistration(& __RESOURCE)
    }
};
