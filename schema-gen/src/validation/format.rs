//! The formats of texts that JSON Schema defines.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::Number;

/// A format that restricts a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    name: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Text(fn(&str) -> bool),
    Number(fn(&Number) -> bool),
}

/// The formats that are checked, by name.
const FORMATS: [(&str, Kind); 15] = [
    ("date", Kind::Text(is_date)),
    ("date-time", Kind::Text(is_date_time)),
    ("duration", Kind::Text(is_duration)),
    ("email", Kind::Text(is_email)),
    ("float", Kind::Number(fits_float)),
    ("hostname", Kind::Text(is_hostname)),
    ("ipv4", Kind::Text(is_ipv4)),
    ("ipv6", Kind::Text(is_ipv6)),
    ("json-pointer", Kind::Text(is_json_pointer)),
    ("regex", Kind::Text(is_regex)),
    ("relative-json-pointer", Kind::Text(is_relative_json_pointer)),
    ("time", Kind::Text(is_time)),
    ("uri", Kind::Text(super::uri::is_uri)),
    ("uri-reference", Kind::Text(super::uri::is_uri_reference)),
    ("uuid", Kind::Text(is_uuid)),
];

impl Format {
    /// The format of a name, if it is one that restricts values.
    pub(super) fn named(name: &str) -> Option<Self> {
        FORMATS.iter().find(|(it, _)| *it == name).map(|(name, kind)| Self { name, kind: *kind })
    }

    pub(super) fn name(self) -> &'static str {
        self.name
    }

    /// Whether a text is in the format; formats of numbers accept every text.
    pub(super) fn accepts_text(self, text: &str) -> bool {
        match self.kind {
            Kind::Text(check) => check(text),
            Kind::Number(_) => true,
        }
    }

    /// Whether a number is in the format; formats of texts accept every number.
    pub(super) fn accepts_number(self, number: &Number) -> bool {
        match self.kind {
            Kind::Text(_) => true,
            Kind::Number(check) => check(number),
        }
    }
}

/// A number that fits into 32 bits, if with less precision.
/// Whether a number is one of 32 bits once it is rounded. The largest of them is written `3.4028235e38`, which is a little
/// more than it is.
#[expect(clippy::cast_possible_truncation, reason = "what is too large becomes infinite")]
fn fits_float(number: &Number) -> bool {
    number.as_f64().is_some_and(|it| (it as f32).is_finite())
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && {
        let parts = (digits(&bytes[..4]), digits(&bytes[5..7]), digits(&bytes[8..]));
        let (Some(year), Some(month), Some(day)) = parts else { return false };
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        (1..=days).contains(&day)
    }
}

fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    let time = rest.strip_prefix(['T', 't']);
    is_date(date) && time.is_some_and(is_time)
}

/// Hours, minutes, seconds, perhaps a fraction, and the distance to universal time.
fn is_time(text: &str) -> bool {
    let Some((clock, rest)) = text.split_at_checked(8) else { return false };
    let bytes = clock.as_bytes();
    if bytes[2] != b':' || bytes[5] != b':' {
        return false;
    }
    let parts = (digits(&bytes[..2]), digits(&bytes[3..5]), digits(&bytes[6..]));
    let (Some(hour), Some(minute), Some(second)) = parts else { return false };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let end = fraction.find(|it: char| !it.is_ascii_digit()).unwrap_or(fraction.len());
            if end == 0 {
                return false;
            }
            &fraction[end..]
        }
        None => rest,
    };
    let Some(offset) = offset_minutes(rest) else { return false };
    // A leap second is the last one of a day in universal time.
    let is_last_minute = (i64::from(hour * 60 + minute) - offset).rem_euclid(24 * 60) == 24 * 60 - 1;
    hour <= 23 && minute <= 59 && (second <= 59 || second == 60 && is_last_minute)
}

/// How far a clock is ahead of universal time.
fn offset_minutes(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let bytes = text.as_bytes();
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let (hours, minutes) = (digits(&bytes[1..3])?, digits(&bytes[4..])?);
    let offset = i64::from(hours * 60 + minutes);
    match bytes[0] {
        _ if hours > 23 || minutes > 59 => None,
        b'+' => Some(offset),
        b'-' => Some(-offset),
        _ => None,
    }
}

/// A span of time such as `P1DT12H`: larger units first, or weeks alone.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    if let Some(weeks) = rest.strip_suffix('W') {
        return !weeks.is_empty() && weeks.bytes().all(|it| it.is_ascii_digit());
    }
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    let has_parts = !date.is_empty() || time.is_some();
    has_parts && has_units(date, "YMD") && time.is_none_or(|time| !time.is_empty() && has_units(time, "HMS"))
}

/// Whether a text is numbers with units, each unit at most once, in the given order, and none left out between two.
fn has_units(text: &str, units: &str) -> bool {
    let mut rest = text;
    let mut last: Option<usize> = None;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
        let unit = rest[end..].chars().next().and_then(|unit| units.find(unit));
        match unit {
            Some(unit) if end > 0 && last.is_none_or(|last| unit == last + 1) => last = Some(unit),
            _ => return false,
        }
        rest = &rest[end + 1..];
    }
    true
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    let is_local = if is_quoted { is_quoted_text(&local[1..local.len() - 1]) } else { is_dotted_atom(local) };
    let is_domain = match domain.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        Some(address) => match address.strip_prefix("IPv6:") {
            Some(address) => is_ipv6(address),
            None => is_ipv4(address),
        },
        None => is_hostname(domain),
    };
    local.len() <= 64 && is_local && is_domain
}

fn is_dotted_atom(text: &str) -> bool {
    let is_atom_byte = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&it);
    text.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_byte))
}

fn is_quoted_text(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'"' => false,
            b'\\' => bytes.next().is_some_and(|it| (b' '..=b'~').contains(&it)),
            byte => (b' '..=b'~').contains(&byte),
        };
        if !is_fine {
            return false;
        }
    }
    true
}

fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        let bytes = label.as_bytes();
        !bytes.is_empty()
            && bytes.len() <= 63
            && bytes.iter().all(|it| it.is_ascii_alphanumeric() || *it == b'-')
            && bytes[0] != b'-'
            && bytes[bytes.len() - 1] != b'-'
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

fn is_json_pointer(text: &str) -> bool {
    let is_escaped = text.split('~').skip(1).all(|it| it.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && is_escaped
}

fn is_relative_json_pointer(text: &str) -> bool {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let is_number = !number.is_empty() && (number == "0" || !number.starts_with('0'));
    is_number && (rest == "#" || is_json_pointer(rest))
}

fn is_regex(text: &str) -> bool {
    super::pattern::Pattern::new(text).is_ok()
}

fn is_uuid(text: &str) -> bool {
    let is_fine = |(index, byte): (usize, u8)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_fine)
}

/// The number that a few digits say.
fn digits(bytes: &[u8]) -> Option<u32> {
    bytes
        .iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::Format;

    /// What is written of the largest number of 32 bits is a little more than it is, and is read as it all the same.
    #[test]
    fn floats_are_what_rounds_to_one() {
        for (text, expected) in [
            ("3.4028235e38", true),
            ("-3.4028235e38", true),
            ("3.4028235677e38", true),
            ("3.402823568e38", false),
            ("1e39", false),
            ("1e-50", true),
        ] {
            assert_eq!(super::fits_float(&text.parse().unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn formats_accept_and_refuse() {
        for (format, fitting, others) in [
            (
                "date",
                &["2024-02-29", "2000-02-29", "1985-04-12"][..],
                &[
                    "2023-02-29",
                    "1900-02-29",
                    "2024-13-01",
                    "2024-00-01",
                    "2024-1-01",
                    "24-01-01",
                    "2024-01-01Z",
                    "２024-01-1",
                ][..],
            ),
            (
                "date-time",
                &[
                    "1985-04-12T23:20:50.52Z",
                    "1990-12-31t23:59:60z",
                    "1990-12-31T15:59:60-08:00",
                    "2026-01-01T00:00:00+05:30",
                ],
                &[
                    "1985-04-12 23:20:50Z",
                    "1985-04-12T23:20:50",
                    "1990-12-31T22:59:60Z",
                    "2026-01-01T24:00:00Z",
                    "2026-01-01T00:00:00.Z",
                    "2026-01-01T00:00:00+5:30",
                    "",
                    "é026-01-01T00:00:00Z",
                ],
            ),
            (
                "time",
                &["08:30:06Z", "23:59:60+00:00", "01:29:60+01:30"],
                &["08:30:06", "8:30:06Z", "08:30:60Z", "08:30:06+24:00"],
            ),
            (
                "duration",
                &["P1DT12H", "PT0S", "P1Y2M3D", "P4W", "PT36H", "P1M"],
                &["P", "PT", "P1", "P1Y2W", "P1DT", "P2D1Y", "P1Y1D", "1D", "PT1D", "P²Y"],
            ),
            (
                "email",
                &[
                    "joe.bloggs@example.com",
                    "te~st@example.com",
                    "\"a b\"@example.com",
                    "a@[127.0.0.1]",
                    "a@[IPv6:::1]",
                ],
                &[
                    "2962",
                    ".a@example.com",
                    "a..b@example.com",
                    "a@-x.com",
                    "a@",
                    "@b",
                    "a b@c.d",
                    "a@[127.0.0.300]",
                ],
            ),
            (
                "hostname",
                &["www.example.com", "a", "xn--4gbwdl.xn--wgbh1c", "1host"],
                &["-a.b", "a-.b", "a_b", "", ".", "a.", "exa mple"],
            ),
            ("ipv4", &["192.168.0.1"], &["256.0.0.1", "127.0.0", "087.10.0.1", "1.2.3.4.5", "0x7f.0.0.1"]),
            (
                "ipv6",
                &["::1", "::", "1::d6:192.168.0.1", "2001:db8::1"],
                &["12345::", "::1%eth0", "1:2:3", ":::", "1::2::3"],
            ),
            ("json-pointer", &["", "/", "/a~0b~1c/0"], &["a", "/~2", "/~", "#/a"]),
            ("relative-json-pointer", &["0", "1/a", "0#", "120/a/b"], &["/a", "-1/a", "01/a", "0##", "1a"]),
            ("regex", &["^a$"], &["(", "(?=a)"]),
            (
                "uuid",
                &["2EB8AA08-aa98-11ea-B4AA-73B441D16380"],
                &[
                    "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
                    "2eb8aa08aa9811eab4aa73b441d16380",
                    "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
                    "{2eb8aa08-aa98-11ea-b4aa-73b441d1638}",
                ],
            ),
        ] {
            let found = Format::named(format).unwrap();
            for text in fitting {
                assert!(found.accepts_text(text), "{format} accepts {text:?}");
            }
            for text in others {
                assert!(!found.accepts_text(text), "{format} refuses {text:?}");
            }
        }
    }

    #[test]
    fn other_formats_restrict_nothing() {
        assert!(Format::named("uint32").is_none() && Format::named("binary").is_none());
    }
}
