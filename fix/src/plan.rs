//! The repair of an application: what would be changed, shown or written.

use std::{
    error::Error,
    fmt, fs,
    io::Write,
    path::{Path, PathBuf},
};

use similar::TextDiff;

use crate::{Remark, Repaired, package::Sources, source, working_tree};

/// Everything that a repair would do.
#[derive(Clone, Debug)]
pub struct Plan {
    files: Vec<PlannedFile>,
    unreadable: Vec<String>,
    root: PathBuf,
}

#[derive(Clone, Debug)]
struct PlannedFile {
    path: PathBuf,
    before: String,
    repaired: Repaired,
}

impl PlannedFile {
    fn is_changed(&self) -> bool {
        self.before != self.repaired.text
    }
}

impl Sources {
    /// Repairs the documentation of every command; nothing is written yet.
    #[must_use]
    pub fn repair(self) -> Plan {
        let mut plan = Plan { files: Vec::new(), unreadable: Vec::new(), root: self.root };
        for file in self.files {
            match source::repair(&file.text, &self.surroundings) {
                Ok(repaired) => {
                    plan.files.push(PlannedFile { path: file.path, before: file.text, repaired });
                }
                Err(error) => plan.unreadable.push(format!("{}:{error}", plan.shown(&file.path))),
            }
        }
        plan
    }
}

impl Plan {
    /// Whether any file would be changed.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        self.files.iter().any(PlannedFile::is_changed)
    }

    /// What would be changed, one line for each change: file, line, command and what is done.
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        self.remarks(|repaired| &repaired.changes)
    }

    /// What is wrong and cannot be repaired, one line each; files that cannot be parsed are among them.
    #[must_use]
    pub fn left(&self) -> Vec<String> {
        let mut left = self.unreadable.clone();
        left.extend(self.remarks(|repaired| &repaired.left));
        left
    }

    /// The changes as a unified difference, with paths relative to the root of the workspace; `git apply` takes it.
    #[must_use]
    pub fn difference(&self) -> String {
        let mut difference = String::new();
        for file in self.files.iter().filter(|file| file.is_changed()) {
            let path = self.shown(&file.path);
            let lines = TextDiff::from_lines(&file.before, &file.repaired.text);
            let text = lines.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string();
            difference.push_str(&text);
        }
        difference
    }

    /// Writes the changed files, each of them whole or not at all, and gives their number.
    ///
    /// # Errors
    ///
    /// Fails before anything is written when a repository has changes that are not committed, or when there is no
    /// repository that could bring the old text back; `allow_dirty` writes all the same. Fails as well when a file was
    /// changed by somebody else meanwhile, or cannot be written; the error tells which file.
    pub fn write(&self, allow_dirty: bool) -> Result<usize, FixError> {
        let files: Vec<&PlannedFile> = self.files.iter().filter(|file| file.is_changed()).collect();
        if !allow_dirty {
            let paths: Vec<&Path> = files.iter().map(|file| file.path.as_path()).collect();
            working_tree::refuse_dirty(&paths).map_err(FixError::WorkingTree)?;
        }
        for file in &files {
            replace(file).map_err(|reason| FixError::File { path: file.path.clone(), reason })?;
        }
        Ok(files.len())
    }

    fn remarks(&self, of: fn(&Repaired) -> &Vec<Remark>) -> Vec<String> {
        let lines = |file: &PlannedFile| {
            let path = self.shown(&file.path);
            of(&file.repaired).iter().map(|remark| format!("{path}:{remark}")).collect::<Vec<_>>()
        };
        self.files.iter().flat_map(lines).collect()
    }

    /// A path as people read it, from the root of the workspace on.
    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string().replace('\\', "/")
    }
}

/// Writes the new text beside the file and moves it into its place, so that nobody ever sees half of it.
fn replace(file: &PlannedFile) -> Result<(), String> {
    let cannot = |error: std::io::Error| format!("cannot be written: {error}");
    // A link stays a link; what it leads to is replaced.
    let path = fs::canonicalize(&file.path).map_err(cannot)?;
    if fs::read_to_string(&path).map_err(cannot)? != file.before {
        return Err(
            "was changed by somebody else while it was being repaired; run the repair again".to_owned()
        );
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
    new.write_all(file.repaired.text.as_bytes()).map_err(cannot)?;
    let permissions = fs::metadata(&path).map_err(cannot)?.permissions();
    new.as_file().set_permissions(permissions).map_err(cannot)?;
    new.as_file().sync_all().map_err(cannot)?;
    new.persist(&path).map_err(|error| cannot(error.error))?;
    Ok(())
}

/// Why a repair could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FixError {
    /// The package cannot be found or read.
    Package(String),
    /// A file cannot be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// What happened, as the rest of a sentence about it.
        reason: String,
    },
    /// Changes would get mixed up with others, or could not be taken back.
    WorkingTree(String),
}

impl fmt::Display for FixError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Package(reason) | Self::WorkingTree(reason) => formatter.write_str(reason),
            Self::File { path, reason } => write!(formatter, "{} {reason}", path.display()),
        }
    }
}

impl Error for FixError {}
