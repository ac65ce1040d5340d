//! Methods of services, nested in modules and functions.

mod outer {
    mod inner {
        #[commandry::commands(group = "stock")]
        impl Stock {
            const LENGTH: usize = 3;

            /// finds stock
            #[command(read_only)]
            pub async fn find_stock(
                &self,
                sku: Sku,
            ) -> Option<Level> {
                #[command]
                fn inside(a: u8) {}
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
		#[command]
		fn count(a: u8, b: u8) -> u8 {
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
