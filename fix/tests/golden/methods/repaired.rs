//! Methods of services, nested in modules and functions.

mod outer {
    mod inner {
        #[commandry::commands(group = "stock")]
        impl Stock {
            const LENGTH: usize = 3;

            /// Finds stock.
            ///
            /// # Returns
            /// TODO(docs): The level, or null when there is none.
            #[command(read_only)]
            pub async fn find_stock(
                &self,
                /// TODO(docs): The sku.
                sku: Sku,
            ) -> Option<Level> {
                /// TODO(docs): Inside.
                #[command]
                fn inside(
                    /// TODO(docs): The a.
                    a: u8
                ) {}
                None
            }

            /// not a command
            fn helper(&self, a: u8) -> u8 {
                a
            }

            #[clap::command]
            fn other(&self, a: u8) {}
        }
    }
	
	mod tabs {
		/// TODO(docs): Counts.
		///
		/// # Returns
		/// TODO(docs): The number.
		#[command]
		fn count(
			/// TODO(docs): The a.
			a: u8,
			/// TODO(docs): The b.
			b: u8
		) -> u8 {
			a
		}
	}
}

impl Stock {
    /// not a service
    #[command]
    fn not_a_service(&self, a: u8) {}
}

#[cfg(test)]
mod tests {
    #[command]
    fn for_tests(a: u8) {}
}

macro_rules! declare {
    ($name:ident) => {
        /// in a macro
        #[command]
        fn $name(a: u8) {}
    };
}
