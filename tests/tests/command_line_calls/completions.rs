//! Scripts that complete in a shell.

use std::process::Command;

use crate::program::start;

fn script(shell: &str) -> String {
    let ran = start(&["completions", shell], &[], "");
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    ran.output
}

#[test]
fn scripts_know_commands_flags_and_values() {
    for shell in ["bash", "zsh", "fish"] {
        let script = script(shell);
        for word in ["check_password", "max-price", "dark_red", "list_items", "strict-mode", "keeper"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(start(&["completions", "csh"], &[], "").code, 2);
}

#[test]
fn scripts_are_valid_where_their_shell_is_installed() {
    for shell in ["bash", "zsh", "fish"] {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), script(shell)).unwrap();
        match Command::new(shell).arg("-n").arg(file.path()).output() {
            Ok(checked) => {
                let errors = String::from_utf8_lossy(&checked.stderr);
                assert!(checked.status.success() && errors.is_empty(), "{shell}: {errors}");
            }
            Err(error) if shell != "bash" => eprintln!("skipped: {shell} is not installed: {error}"),
            Err(error) => panic!("bash is everywhere: {error}"),
        }
    }
}

/// What bash offers for a line whose last word is being written.
fn completed(words: &[&str]) -> Vec<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let script = script("bash");
    std::fs::write(file.path(), &script).unwrap();
    let line: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let function = script.rsplit("complete -F ").next().and_then(|rest| rest.split(' ').next()).unwrap();
    let program = format!(
        "source '{}'; COMP_WORDS=(command-line {}); COMP_CWORD={}; {function} command-line \
         \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        file.path().display(),
        line.join(" "),
        words.len()
    );
    let ran = Command::new("bash").args(["-c", &program]).output().unwrap();
    assert!(ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_flags_and_values() {
    assert_eq!(completed(&["call", "check_"]), ["check_password"]);
    assert_eq!(completed(&["call", "describe", "--max"]), ["--max-price"]);
    assert_eq!(completed(&["call", "describe", "--paint", "d"]), ["dark_red"]);
    assert_eq!(completed(&["call", "describe", "--keep"]), ["--keeper"]);
}
