//! A command may be declared where statements stand, as in a test.

use commandry::{Registry, command, commands};

fn main() {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Amount(u8);

    /// Doubles.
    #[command]
    fn double(amount: Amount) -> u8 {
        amount.0 * 2
    }

    struct Service;

    #[commands]
    impl Service {
        /// Answers.
        #[command]
        async fn answer(&self, amount: Amount) -> u8 {
            amount.0
        }
    }

    assert_eq!(Registry::new().with::<double>().with::<answer>().names(), ["answer", "double"]);
}
