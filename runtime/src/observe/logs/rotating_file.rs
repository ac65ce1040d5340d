//! A log file that begins anew when it is full.
//!
//! The crates that rotate by size were no fit: `tracing-appender` rotates by time alone; `file-rotate` panics when the
//! folder has vanished, which would silently end the thread that writes, and brings chrono and flate2; `logroller`
//! brings these, a second `thiserror` and regex; `rolling-file` brings chrono.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Appends whole lines to a file; before one that would not fit, the file is kept under another name.
#[derive(Debug)]
pub(super) struct RotatingFile {
    path: PathBuf,
    max_bytes: u64,
    /// How many files there are at most.
    files: u32,
    file: Option<File>,
    length: u64,
}

impl RotatingFile {
    /// Opens the file, or goes on with the one that is there.
    pub(super) fn open(path: &Path, max_bytes: u64, files: u32) -> io::Result<Self> {
        let (file, length) = open(path)?;
        Ok(Self { path: path.to_owned(), max_bytes: max_bytes.max(1), files, file: Some(file), length })
    }

    /// Keeps the file under another name and begins a new one.
    fn rotate(&mut self) -> io::Result<()> {
        // Other systems do not rename what is open.
        self.file = None;
        let kept = self.files.saturating_sub(1);
        if kept == 0 {
            remove(&self.path)?;
        } else {
            remove(&self.numbered(kept))?;
            for number in (1..kept).rev() {
                rename(&self.numbered(number), &self.numbered(number + 1))?;
            }
            rename(&self.path, &self.numbered(1))?;
        }
        Ok(())
    }

    fn numbered(&self, number: u32) -> PathBuf {
        let mut name: OsString = self.path.clone().into_os_string();
        name.push(format!(".{number}"));
        name.into()
    }
}

impl Write for RotatingFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if self.length > 0 && self.length.saturating_add(length) > self.max_bytes {
            // What cannot be renamed is written on: a log that is too long is better than none.
            let _ = self.rotate();
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let (file, length) = open(&self.path)?;
                self.length = length;
                self.file.insert(file)
            }
        };
        let written = file.write_all(line);
        if written.is_err() {
            // The next line opens it again, which helps when the disk was away.
            self.file = None;
        }
        written?;
        self.length += length;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// Removes a file, which may be missing.
fn remove(path: &Path) -> io::Result<()> {
    missing_is_fine(fs::remove_file(path))
}

/// Renames a file, which may be missing.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    missing_is_fine(fs::rename(from, to))
}

fn missing_is_fine(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(folder: &Path) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, fs::read_to_string(&path).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn lines_are_whole_and_the_oldest_file_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs").join("app.log");
        let mut file = RotatingFile::open(&path, 8, 3).unwrap();
        for line in ["one\n", "two\n", "three\n", "four\n", "longer than a file\n", "six\n"] {
            file.write_all(line.as_bytes()).unwrap();
        }
        let kept = [("app.log", "six\n"), ("app.log.1", "longer than a file\n"), ("app.log.2", "four\n")];
        assert_eq!(contents(path.parent().unwrap()), owned(&kept));
    }

    #[test]
    fn a_file_is_continued_and_one_that_vanished_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs").join("app.log");
        RotatingFile::open(&path, 8, 2).unwrap().write_all(b"one\n").unwrap();
        let mut file = RotatingFile::open(&path, 8, 2).unwrap();
        file.write_all(b"two\n").unwrap();
        file.write_all(b"three\n").unwrap();
        let kept = [("app.log", "three\n"), ("app.log.1", "one\ntwo\n")];
        assert_eq!(contents(path.parent().unwrap()), owned(&kept));
        fs::remove_dir_all(path.parent().unwrap()).unwrap();
        file.write_all(b"four four\n").unwrap();
        assert_eq!(contents(path.parent().unwrap()), owned(&[("app.log", "four four\n")]));
    }

    #[test]
    fn a_single_file_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        let mut file = RotatingFile::open(&path, 5, 1).unwrap();
        file.write_all(b"one\n").unwrap();
        file.write_all(b"two\n").unwrap();
        assert_eq!(contents(folder.path()), owned(&[("app.log", "two\n")]));
    }
}
