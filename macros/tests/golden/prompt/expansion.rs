/// Asks for a review of an order.
fn review_order(id: OrderNumber, focus: Option<String>) -> Vec<PromptMessage> {
    vec![PromptMessage::user(format!("Review order {id}: {focus:?}"))]
}
///Handle of the prompt `review_order`, for `Registry::with_prompt`.
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
enum review_order {}
#[allow(deprecated)]
const _: () = {
    use ::commandry::__private as __rt;
    #[allow(unused_imports)]
    use __rt::{NotDeclared as _, NotResult as _};
    type __Returned = Vec<PromptMessage>;
    const __KIND: u8 = __rt::outcome_kind(
        <__rt::Outcome<__Returned>>::IS_RESULT,
        <__rt::Outcome<__Returned>>::IS_DECLARED,
    );
    const __RETURNS: __rt::Returns<__Returned> = __rt::prompt_returns::<
        Vec<PromptMessage>,
        __KIND,
    >();
    const __P0: __rt::ParameterType<OrderNumber> = __rt::parameter_type::<OrderNumber>();
    const __P1: __rt::ParameterType<Option<String>> = __rt::parameter_type::<
        Option<String>,
    >();
    fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
        let __rt::Some(__a0) = __invocation.parameter(__P0, 0) else {
            return __invocation.refuse(1)
        };
        let __rt::Some(__a1) = __invocation.parameter(__P1, 1) else {
            return __invocation.refuse(2)
        };
        __RETURNS.now(__invocation, review_order(__a0, __a1))
    }
    static __PROMPT: __rt::PromptData = __rt::PromptData {
        title: "",
        completions: &[],
        function: __rt::CommandData {
            name: "review_order",
            summary: "Asks for a review of an order.",
            parameters: &[
                __rt::ParameterData {
                    name: "id",
                    description: "Number of the order.",
                    of: __P0.data,
                    extras: __rt::None,
                },
                __rt::ParameterData {
                    name: "focus",
                    description: "What to look at.",
                    of: __P1.data,
                    extras: __rt::None,
                },
            ],
            returns: __RETURNS.data,
            read_only: __rt::Some(true),
            home: &__rt::HomeData {
                group: __rt::None,
                module: ::core::module_path!(),
                file: ::core::file!(),
            },
            line: ::core::line!(),
            handler: __handler,
            ..__rt::COMMAND
        },
    };
    impl __rt::PromptType for review_order {
        const __PROMPT: &'static __rt::PromptData = &__PROMPT;
    }
    __rt::submit! {
        __rt::PromptRegistration(& __PROMPT)
    }
};
