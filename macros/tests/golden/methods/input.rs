#[commands(group = "stock")]
impl StockService {
    const LIMIT: u32 = { 3 };

    fn helper(&self) -> u32 {
        Self::LIMIT
    }

    /// Tells how many units there are.
    #[command(read_only)]
    pub async fn stock_level(
        &self,
        #[inject] caller: Caller,
        /// Stock keeping unit.
        sku: <Self as Keyed>::Key,
    ) -> Result<Level<Self>, StockError> {
        self.level(caller, sku).await
    }

    /// Counts everything.
    #[command(blocking, name = "count_all", group = "reports")]
    #[cfg(feature = "reports")]
    fn count(&self) -> u64 {
        self.count_slowly()
    }

    /// Answers at once.
    #[command]
    fn ping(&self) {}
}
