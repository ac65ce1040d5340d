#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    const __D0_0: __rt::Detail<u32> = __rt::detail::<u32>();
    const __D0_1: __rt::Detail<Vec<StockError>> = __rt::detail::<Vec<StockError>>();
    const __T2: __rt::Inner<OrderError> = __rt::inner::<OrderError>();
    impl __rt::CommandErrors for StockError {
        fn __describe(__kinds: &mut __rt::ErrorKinds<'_>) {
            __kinds
                .add(const {
                    &[
                        __rt::ErrorKindData {
                            kind: "out_of_stock",
                            code: 1001,
                            status: 409,
                            description: "Fewer units are left than were asked for.\n\nAsk for less.",
                            details: &[
                                ("left", __D0_0.schema),
                                ("alternatives", __D0_1.schema),
                            ],
                        },
                        __rt::ErrorKindData {
                            kind: "closed",
                            code: 1000,
                            status: 422,
                            description: "",
                            details: &[],
                        },
                    ]
                });
            (__T2.describe)(__kinds);
            __kinds
                .add(const {
                    &[
                        __rt::ErrorKindData {
                            kind: "warehouse_unknown",
                            code: 1000,
                            status: 422,
                            description: "",
                            details: &[],
                        },
                    ]
                });
        }
        fn __into_call_error(self) -> __rt::CallError {
            let __message = __rt::error_message(&self);
            match self {
                Self::OutOfStock { left: __d0, alternatives: __d1, .. } => {
                    __rt::CallError::new(1001, "out_of_stock", __message)
                        .status(409)
                        .detail("left", (__D0_0.value)(&__d0))
                        .detail("alternatives", (__D0_1.value)(&__d1))
                }
                Self::Closed { .. } => {
                    __rt::CallError::new(1000, "closed", __message).status(422)
                }
                Self::Order { 0: __inner } => (__T2.into_call_error)(__inner),
                Self::NoWarehouse { .. } => {
                    __rt::CallError::new(1000, "warehouse_unknown", __message)
                        .status(422)
                }
                __error @ Self::Database { .. } => __rt::CallError::generic(&__error),
            }
        }
        __rt::for_clients! {
            fn __from_kind(__kind : & str, __details : & __rt::Details) -> __rt::Option <
            Self > { #[allow(unused_imports)] use __rt::UnreadableDetail as _; match
            __kind { "closed" => __rt::Some(Self::Closed {}), _ => { if let
            __rt::Some(__inner) = (__T2.from_kind) (__kind, __details) { return
            __rt::Some(Self::Order { 0 : __inner }); } __rt::None } } }
        }
    }
};
