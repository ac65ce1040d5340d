//! Signatures that cannot be served; the function itself stays usable, so its uses are not reported as well.

#![allow(unused_variables)]

use commandry::command;

#[command]
const fn is_const() {}

#[command]
unsafe fn is_unsafe() {}

#[command]
extern "C" fn is_extern() {}

#[command]
fn is_generic<T: Clone>(value: T) -> T
where
    T: Send,
{
    value
}

#[command]
fn hides_types(value: impl Clone, list: Vec<impl Sized>) {}

#[command]
fn hides_result() -> impl Sized {}

#[command]
fn returns_future() -> impl Future<Output = u8> {
    async { 3 }
}

#[command]
fn never_returns() -> ! {
    loop {}
}

#[command]
fn borrows(name: &str, parts: &[u8], other: Option<&mut String>, fine: std::borrow::Cow<'static, str>) {}

#[command]
fn lends(name: String) -> &'static str {
    "static references are fine"
}

#[command]
fn takes_apart((a, b): (u8, u8), _: u8, ref c: u8) {}

#[command]
fn differs_by_build(#[cfg(unix)] a: u8, #[cfg_attr(unix, allow(unused))] b: u8) {}

#[command(blocking)]
async fn blocks_and_waits() {}

#[rustfmt::skip]
#[command]
fn has_too_many(
    p00: u8, p01: u8, p02: u8, p03: u8, p04: u8, p05: u8, p06: u8, p07: u8, p08: u8, p09: u8, p10: u8, p11: u8, p12: u8,
    p13: u8, p14: u8, p15: u8, p16: u8, p17: u8, p18: u8, p19: u8, p20: u8, p21: u8, p22: u8, p23: u8, p24: u8, p25: u8,
    p26: u8, p27: u8, p28: u8, p29: u8, p30: u8, p31: u8, p32: u8, p33: u8, p34: u8, p35: u8, p36: u8, p37: u8, p38: u8,
    p39: u8, p40: u8, p41: u8, p42: u8, p43: u8, p44: u8, p45: u8, p46: u8, p47: u8, p48: u8, p49: u8, p50: u8, p51: u8,
    p52: u8, p53: u8, p54: u8, p55: u8, p56: u8, p57: u8, p58: u8, p59: u8, p60: u8, p61: u8, p62: u8, p63: u8, p64: u8,
) {
}

fn main() {
    is_const();
    hides_result();
    let _ = commandry::Registry::new().with::<is_const>();
}
