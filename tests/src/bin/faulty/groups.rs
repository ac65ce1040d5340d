//! Faults in groups, and what they do to searching.

use commandry::prelude::*;

/// Stands alone.
#[command(read_only)]
fn group_missing() {}

/// Belongs to a group that nobody has described.
#[command(group = "undescribed", read_only)]
fn group_description_missing() {}

/// Shows it.
#[command(group = "examples", read_only)]
fn command_not_findable() {}

/// Has an alias that fits another command better.
#[command(group = "examples", read_only, aliases("show_the_crowd_21"))]
fn alias_ambiguous() {}

/// Makes a command of each name, all in one group.
macro_rules! crowd {
    ($($name:ident)*) => {
        $(
            /// Shows one of the many places in a crowd.
            #[command(group = "crowd", read_only)]
            fn $name() {}
        )*
    };
}

crowd! {
    show_crowd_01 show_crowd_02 show_crowd_03 show_crowd_04 show_crowd_05 show_crowd_06 show_crowd_07 show_crowd_08
    show_crowd_09 show_crowd_10 show_crowd_11 show_crowd_12 show_crowd_13 show_crowd_14 show_crowd_15 show_crowd_16
    show_crowd_17 show_crowd_18 show_crowd_19 show_crowd_20 show_crowd_21 show_crowd_22 show_crowd_23 show_crowd_24
    show_crowd_25 show_crowd_26 show_crowd_27 show_crowd_28 show_crowd_29 show_crowd_30 show_crowd_31 show_crowd_32
    show_crowd_33 show_crowd_34 show_crowd_35 show_crowd_36 show_crowd_37 show_crowd_38 show_crowd_39 show_crowd_40
    show_crowd_41 show_crowd_42 show_crowd_43 show_crowd_44 show_crowd_45 show_crowd_46 show_crowd_47 show_crowd_48
    show_crowd_49 show_crowd_50 show_crowd_51 show_crowd_52 show_crowd_53 show_crowd_54 show_crowd_55 show_crowd_56
    show_crowd_57 show_crowd_58 show_crowd_59 show_crowd_60 show_crowd_61
}
