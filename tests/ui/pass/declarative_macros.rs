//! Commands may come out of declarative macros, whose fragments arrive in invisible groups.

use commandry::{CommandErrors, Registry, command};

macro_rules! commands {
    ($($text:literal $visibility:vis $name:ident($($argument:ident: $type:ty = $default:expr),*) -> $result:ty = $body:expr;)*) => {
        $(
            #[doc = $text]
            ///
            /// # Returns
            /// What was asked for.
            #[command(group = "generated", name = $text, example(params = {"a": $text}))]
            $visibility fn $name($(#[doc = $text] #[param(default = $default)] $argument: $type),*) -> $result {
                $body
            }
        )*
    };
}

commands! {
    "first" pub one(a: u8 = 1, b: Option<Vec<u8>> = null) -> Result<u8, Failure> = match b {
        Some(_) => Ok(a),
        None => Err(Failure::Nothing),
    };
    "second" two() -> () = ();
}

macro_rules! failure {
    ($name:ident: $($variant:ident = $code:literal, $text:literal;)*) => {
        #[derive(Debug, thiserror::Error, CommandErrors)]
        pub enum $name {
            $(
                #[doc = $text]
                #[error($text)]
                #[command_error(code = $code)]
                $variant,
            )*
        }
    };
}

failure! { Failure: Nothing = 1001, "nothing"; Else = 1002, "something else"; }

fn main() {
    assert!(one(1, None).is_err());
    two();
    let _ = Failure::Else;
    let registry = Registry::new().with::<one>().with::<two>();
    assert_eq!(registry.names(), ["first", "second"]);
}
