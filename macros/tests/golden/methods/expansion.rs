impl StockService {
    const LIMIT: u32 = { 3 };
    fn helper(&self) -> u32 {
        Self::LIMIT
    }
    /// Tells how many units there are.
    #[command(__method)]
    pub async fn stock_level(
        &self,
        caller: Caller,
        sku: <Self as Keyed>::Key,
    ) -> Result<Level<Self>, StockError> {
        self.level(caller, sku).await
    }
    /// Counts everything.
    #[command(__method)]
    #[cfg(feature = "reports")]
    fn count(&self) -> u64 {
        self.count_slowly()
    }
    /// Answers at once.
    #[command(__method)]
    fn ping(&self) {}
}
///Typed handle of the command `stock_level`, for `Registry::with` and for calls by its type.
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
pub enum stock_level {}
#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    #[allow(unused_imports)]
    use __rt::{NotDeclared as _, NotResult as _};
    type __Service = StockService;
    const __S: __rt::Injection<__rt::State<__Service>> = __rt::injection::<
        __rt::State<__Service>,
    >();
    type __Returned = Result<Level<__Service>, StockError>;
    const __KIND: u8 = __rt::outcome_kind(
        <__rt::Outcome<__Returned>>::IS_RESULT,
        <__rt::Outcome<__Returned>>::IS_DECLARED,
    );
    const __RETURNS: __rt::Returns<__Returned> = __rt::returns::<
        Result<Level<__Service>, StockError>,
        __KIND,
    >();
    const __I0: __rt::Injection<Caller> = __rt::injection::<Caller>();
    const __P0: __rt::ParameterType<<__Service as Keyed>::Key> = __rt::parameter_type::<
        <__Service as Keyed>::Key,
    >();
    fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        let __rt::Some(__service) = __invocation.inject(__S) else {
            return __invocation.refuse(0)
        };
        let __rt::Some(__a0) = __invocation.inject(__I0) else {
            return __invocation.refuse(0)
        };
        let __rt::Some(__a1) = __invocation.parameter(__P0, 0) else {
            return __invocation.refuse(1)
        };
        __RETURNS
            .later(
                __rt::memory(),
                async move { __Service::stock_level(&__service, __a0, __a1).await },
            )
    }
    static __COMMAND: __rt::CommandData = __rt::CommandData {
        name: "stock_level",
        summary: "Tells how many units there are.",
        parameters: &[
            __rt::ParameterData {
                name: "sku",
                description: "Stock keeping unit.",
                of: __P0.data,
                extras: __rt::None,
            },
        ],
        returns: __RETURNS.data,
        read_only: __rt::Some(true),
        extras: __rt::Some(
            &[__rt::CommandExtra::Injections(&[__S.data("self"), __I0.data("caller")])],
        ),
        home: &__rt::HomeData {
            group: __rt::Some("stock"),
            module: ::core::module_path!(),
            file: ::core::file!(),
        },
        line: ::core::line!(),
        handler: __handler,
        ..__rt::COMMAND
    };
    impl __rt::CommandType for stock_level {
        type Parameters = (<__Service as Keyed>::Key,);
        type Value = <__Returned as __rt::Returned<__KIND>>::Value;
        type Error = <__Returned as __rt::Returned<__KIND>>::Error;
        const __COMMAND: &'static __rt::CommandData = &__COMMAND;
    }
    __rt::submit! {
        __rt::Registration(& __COMMAND)
    }
};
///Typed handle of the command `count_all`, for `Registry::with` and for calls by its type.
#[cfg(feature = "reports")]
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
enum count_all {}
#[cfg(feature = "reports")]
#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    #[allow(unused_imports)]
    use __rt::{NotDeclared as _, NotResult as _};
    type __Service = StockService;
    const __S: __rt::Injection<__rt::State<__Service>> = __rt::injection::<
        __rt::State<__Service>,
    >();
    type __Returned = u64;
    const __KIND: u8 = __rt::outcome_kind(
        <__rt::Outcome<__Returned>>::IS_RESULT,
        <__rt::Outcome<__Returned>>::IS_DECLARED,
    );
    const __RETURNS: __rt::Returns<__Returned> = __rt::returns::<u64, __KIND>();
    fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        let __rt::Some(__service) = __invocation.inject(__S) else {
            return __invocation.refuse(0)
        };
        __RETURNS.blocking(__invocation, move || __Service::count(&__service))
    }
    static __COMMAND: __rt::CommandData = __rt::CommandData {
        name: "count_all",
        summary: "Counts everything.",
        returns: __RETURNS.data,
        extras: __rt::Some(&[__rt::CommandExtra::Injections(&[__S.data("self")])]),
        home: &__rt::HomeData {
            group: __rt::Some("reports"),
            module: ::core::module_path!(),
            file: ::core::file!(),
        },
        line: ::core::line!(),
        handler: __handler,
        ..__rt::COMMAND
    };
    impl __rt::CommandType for count_all {
        type Parameters = ();
        type Value = <__Returned as __rt::Returned<__KIND>>::Value;
        type Error = <__Returned as __rt::Returned<__KIND>>::Error;
        const __COMMAND: &'static __rt::CommandData = &__COMMAND;
    }
    __rt::submit! {
        __rt::Registration(& __COMMAND)
    }
};
///Typed handle of the command `ping`, for `Registry::with` and for calls by its type.
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
enum ping {}
#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    #[allow(unused_imports)]
    use __rt::{NotDeclared as _, NotResult as _};
    type __Service = StockService;
    const __S: __rt::Injection<__rt::State<__Service>> = __rt::injection::<
        __rt::State<__Service>,
    >();
    type __Returned = ();
    const __KIND: u8 = __rt::outcome_kind(
        <__rt::Outcome<__Returned>>::IS_RESULT,
        <__rt::Outcome<__Returned>>::IS_DECLARED,
    );
    const __RETURNS: __rt::Returns<__Returned> = __rt::returns::<(), __KIND>();
    fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        let __rt::Some(__service) = __invocation.inject(__S) else {
            return __invocation.refuse(0)
        };
        __RETURNS.now(__invocation, __Service::ping(&__service))
    }
    static __COMMAND: __rt::CommandData = __rt::CommandData {
        name: "ping",
        summary: "Answers at once.",
        returns: __RETURNS.data,
        extras: __rt::Some(&[__rt::CommandExtra::Injections(&[__S.data("self")])]),
        home: &__rt::HomeData {
            group: __rt::Some("stock"),
            module: ::core::module_path!(),
            file: ::core::file!(),
        },
        line: ::core::line!(),
        handler: __handler,
        ..__rt::COMMAND
    };
    impl __rt::CommandType for ping {
        type Parameters = ();
        type Value = <__Returned as __rt::Returned<__KIND>>::Value;
        type Error = <__Returned as __rt::Returned<__KIND>>::Error;
        const __COMMAND: &'static __rt::CommandData = &__COMMAND;
    }
    __rt::submit! {
        __rt::Registration(& __COMMAND)
    }
};
