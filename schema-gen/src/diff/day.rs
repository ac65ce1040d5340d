//! Days of the calendar, to compare sunsets with.

use std::str::FromStr;

/// A day of the calendar.
///
/// ```
/// use commandry_schema::diff::Day;
///
/// let day: Day = "2028-02-28".parse()?;
/// assert_eq!(day.plus(2), "2028-03-01".parse()?);
/// assert_eq!(Day::of_unix_time(86_400), "1970-01-02".parse()?);
/// assert!("2027-02-29".parse::<Day>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Days since the first of January 1970.
    number: i64,
}

impl Day {
    /// The day of a time in seconds since 1970, in UTC.
    #[must_use]
    pub fn of_unix_time(seconds: u64) -> Self {
        Self { number: i64::try_from(seconds / 86_400).unwrap_or(i64::MAX) }
    }

    /// The day so many days later.
    #[must_use]
    pub fn plus(self, days: u32) -> Self {
        Self { number: self.number.saturating_add(days.into()) }
    }
}

/// Reads `YYYY-MM-DD`.
impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        parse(text).ok_or_else(|| format!("`{text}` is no day of the calendar, such as 2030-12-31"))
    }
}

fn parse(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let mut number = |length: usize| {
        let part = parts.next()?;
        (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<i64>().ok())
            .flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() || !(1..=12).contains(&month) || day < 1 || day > days_of(year, month) {
        return None;
    }
    let days_before_month: i64 = (1..month).map(|month| days_of(year, month)).sum();
    Some(Day { number: days_before_year(year) - days_before_year(1970) + days_before_month + day - 1 })
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days between the first of January of year 1 and that of another year; year 0 counts as the one before.
fn days_before_year(year: i64) -> i64 {
    let past = year - 1;
    past * 365 + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400)
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn days_are_counted_as_calendars_do() {
        let number = |text: &str| text.parse::<Day>().unwrap().number;
        assert_eq!(number("1970-01-01"), 0);
        assert_eq!(number("2000-03-01"), 11_017);
        assert_eq!(number("2026-11-21"), 20_778);
        assert_eq!(number("0001-01-01"), -719_162);
        for wrong in [
            "",
            "2026-1-1",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2026-01-01-01",
            "26-01-01",
            "2026-01-+1",
        ] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }
}
