/// Reads a file.
#[command(blocking, group = "files")]
pub fn r#read(
    /// Where it is.
    r#type: PathBuf,
) -> io::Result<String> {
    fs::read_to_string(r#type)
}
