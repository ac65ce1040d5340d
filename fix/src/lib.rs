//! Repairs the documentation of [commandry](https://docs.rs/commandry) commands in their source.
//!
//! Files are parsed and never compiled, so that a program whose documentation contradicts its signatures can be
//! repaired although it does not build. Every byte that is no documentation stays as it is.
//!
//! [`repair`] takes and gives the text of one file; what a person must finish is marked by [`MARKER`]:
//!
//! ```
//! use commandry_fix::{MARKER, Surroundings, repair, same_but_for_documentation};
//!
//! let source = "\
//! /// books units
//! ///
//! /// # Parameters
//! /// - `article`: Article number, as printed on the shelf.
//! #[command]
//! fn book_units(article_number: String) -> u32 {
//!     3
//! }
//! ";
//! let repaired = repair(source, &Surroundings::new())?;
//! let lines: Vec<&str> = repaired.text.lines().collect();
//! assert_eq!(lines[0], "/// Books units.");
//! assert_eq!(lines[3], "/// - `article_number`: Article number, as printed on the shelf.");
//! assert!(lines[6].contains(MARKER), "what the result means has to be written by somebody who knows");
//! assert!(same_but_for_documentation(source, &repaired.text));
//! assert_eq!(repaired.changes[0].command, "book_units");
//! # Ok::<(), commandry_fix::Unreadable>(())
//! ```
//!
//! [`Sources`] finds the files of a package, and the [`Plan`] made of them shows the difference or writes it:
//!
//! ```no_run
//! use commandry_fix::Sources;
//!
//! let plan = Sources::of_package("Cargo.toml".as_ref(), "shop")?.repair();
//! println!("{}", plan.difference());
//! for left in plan.left() {
//!     println!("left as it is: {left}");
//! }
//! // Refuses where the changes would get mixed up with others that are not committed.
//! plan.write(false)?;
//! # Ok::<(), commandry_fix::FixError>(())
//! ```

mod command;
mod documentation;
mod documented;
mod edit;
mod examples;
mod functions;
mod guard;
mod imports;
mod json_members;
mod modules;
mod package;
mod plan;
mod sections;
mod signature;
mod source;
mod summary;
mod text;
mod types;
mod wording;
mod working_tree;

pub use guard::same_but_for_documentation;
pub use package::Sources;
pub use plan::{FixError, Plan};
pub use source::{Remark, Repaired, Surroundings, Unreadable, repair};
pub use wording::MARKER;
