/// Books stock for an order.
///
/// The units stay booked until they are shipped
/// or the reservation ends.
///
/// # Panics
/// Never.
///
/// # Returns
/// The reservation, valid for fifteen minutes.
///
/// # Errors
/// Fails when fewer units are left.
///
/// # Parameters
/// - `warehouse_name`: Warehouse to take from;
///   the nearest when absent.
///
/// # Examples
/// Reserve three units:
/// ```json
/// {"sku": "A1", "quantity": 3}
/// ```
///
/// ```json
/// {"id": 7}
/// ```
///
/// From Rust:
/// ```
/// # not_json();
/// ```
#[cfg(feature = "stock")]
#[deprecated(since = "1.2", note = "use `order`")]
pub(crate) async fn reserve_stock(
    database: State<Database>,
    sku: Sku,
    caller: Caller,
    mut quantity: u32,
    #[allow(unused)]
    warehouse: Option<String>,
) -> Result<Reservation, StockError> {
    quantity += 1;
    database.reserve(caller, sku, quantity, warehouse).await
}
///Typed handle of the command `book`, for `Registry::with` and for calls by its type.
#[cfg(feature = "stock")]
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
pub(crate) enum reserve_stock {}
#[cfg(feature = "stock")]
#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    #[allow(unused_imports)]
    use __rt::{NotDeclared as _, NotResult as _};
    type __Returned = Result<Reservation, StockError>;
    const __KIND: u8 = __rt::outcome_kind(
        <__rt::Outcome<__Returned>>::IS_RESULT,
        <__rt::Outcome<__Returned>>::IS_DECLARED,
    );
    const __RETURNS: __rt::Returns<__Returned> = __rt::returns::<
        Result<Reservation, StockError>,
        __KIND,
    >();
    const __I0: __rt::Injection<State<Database>> = __rt::injection::<State<Database>>();
    const __P0: __rt::ParameterType<Sku> = __rt::parameter_type::<Sku>();
    const __I1: __rt::Injection<Caller> = __rt::injection::<Caller>();
    const __P1: __rt::ParameterType<u32> = __rt::parameter_type::<u32>();
    const __P2: __rt::ParameterType<Option<String>> = __rt::parameter_type::<
        Option<String>,
    >();
    fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        let __rt::Some(__a0) = __invocation.inject(__I0) else {
            return __invocation.refuse(0)
        };
        let __rt::Some(__a1) = __invocation.parameter(__P0, 0) else {
            return __invocation.refuse(1)
        };
        let __rt::Some(__a2) = __invocation.inject(__I1) else {
            return __invocation.refuse(1)
        };
        let __rt::Some(__a3) = __invocation.parameter(__P1, 1) else {
            return __invocation.refuse(2)
        };
        let __rt::Some(__a4) = __invocation.parameter(__P2, 2) else {
            return __invocation.refuse(3)
        };
        __RETURNS.later(__rt::memory(), reserve_stock(__a0, __a1, __a2, __a3, __a4))
    }
    static __COMMAND: __rt::CommandData = __rt::CommandData {
        name: "book",
        summary: "Books stock for an order.",
        parameters: &[
            __rt::ParameterData {
                name: "sku",
                description: "Stock keeping unit, as printed on the shelf.",
                of: __P0.data,
                extras: __rt::Some(
                    &[
                        __rt::ParameterExtra::Constraints(
                            &[
                                __rt::Constraint::MinimumLength(1),
                                __rt::Constraint::MaximumLength(40),
                                __rt::Constraint::Pattern("^[A-Z]"),
                            ],
                        ),
                    ],
                ),
            },
            __rt::ParameterData {
                name: "quantity",
                description: "How many units to reserve.",
                of: __P1.data,
                extras: __rt::Some(
                    &[
                        __rt::ParameterExtra::Default("1"),
                        __rt::ParameterExtra::Example("3"),
                        __rt::ParameterExtra::Constraints(
                            &[
                                __rt::Constraint::Minimum("1"),
                                __rt::Constraint::Maximum("1000"),
                            ],
                        ),
                        __rt::ParameterExtra::Secret,
                    ],
                ),
            },
            __rt::ParameterData {
                name: "warehouse_name",
                description: "Warehouse to take from;\nthe nearest when absent.",
                of: __P2.data,
                extras: __rt::None,
            },
        ],
        returns: __RETURNS.data,
        read_only: __rt::Some(false),
        destructive: __rt::Some(false),
        idempotent: __rt::Some(true),
        extras: __rt::Some(
            &[
                __rt::CommandExtra::Description(
                    "The units stay booked until they are shipped\nor the reservation ends.\n\n# Panics\nNever.",
                ),
                __rt::CommandExtra::Returns(
                    "The reservation, valid for fifteen minutes.",
                ),
                __rt::CommandExtra::Errors("Fails when fewer units are left."),
                __rt::CommandExtra::Injections(
                    &[__I0.data("database"), __I1.data("caller")],
                ),
                __rt::CommandExtra::Examples(
                    &[
                        __rt::ExampleData {
                            summary: "One unit",
                            params: "{\"sku\":\"B2\",\"quantity\":1}",
                            result: __rt::Some("null"),
                        },
                        __rt::ExampleData {
                            summary: "Reserve three units",
                            params: "{\"sku\": \"A1\", \"quantity\": 3}",
                            result: __rt::Some("{\"id\": 7}"),
                        },
                    ],
                ),
                __rt::CommandExtra::Rest(&("POST", "/stock/{sku}/reservations")),
                __rt::CommandExtra::Aliases(&["book_stock", "bookStock"]),
                __rt::CommandExtra::Deprecated(
                    &__rt::DeprecationData {
                        since: __rt::Some("1.2"),
                        replacement: __rt::Some("order"),
                        sunset: __rt::Some("2027-01-31"),
                    },
                ),
                __rt::CommandExtra::Stability(__rt::Stability::Beta),
                __rt::CommandExtra::Timeout(__rt::Duration::from_millis(10000)),
                __rt::CommandExtra::AllowedLints(
                    &[("result-undocumented", "it is plain")],
                ),
                __rt::CommandExtra::Pinned,
                __rt::CommandExtra::RawSchema,
            ],
        ),
        home: &__rt::HomeData {
            group: __rt::Some("stock"),
            module: ::core::module_path!(),
            file: ::core::file!(),
        },
        line: ::core::line!(),
        handler: __handler,
    };
    impl __rt::CommandType for reserve_stock {
        type Parameters = (Sku, u32, Option<String>);
        type Value = <__Returned as __rt::Returned<__KIND>>::Value;
        type Error = <__Returned as __rt::Returned<__KIND>>::Error;
        const __COMMAND: &'static __rt::CommandData = &__COMMAND;
    }
    __rt::submit! {
        __rt::Registration(& __COMMAND)
    }
};
