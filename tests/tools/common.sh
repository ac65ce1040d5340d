# What the checks of this folder have in common. They source it, and have said where `tools` and `work` are.

# Nothing that this machine happens to set may decide what is found.
for variable in $(compgen -e | grep '^APP_' || true); do unset "$variable"; done

fail() {
  echo "$1" >&2
  exit 1
}

# Whether there is a program; without it the step is skipped, or a fault where nothing may be skipped.
have() {
  command -v "$1" >/dev/null && return 0
  [ "${COMMANDRY_REQUIRE_ALL:-}" != 1 ] || fail "$1 is missing, and COMMANDRY_REQUIRE_ALL=1 forbids to skip $2"
  echo "  skipped: $2 ($1 is not installed)"
  return 1
}

# Installs the Python packages of a list into a folder of their own, when they are not there or the list has changed:
# the folder, the list, and further words for pip.
install_python() {
  local folder="$tools/$1" list="$tools/$2"
  shift 2
  if [ ! -e "$folder/installed" ] || [ "$list" -nt "$folder/installed" ]; then
    python3 -m venv --clear "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" --requirement "$list"
    touch "$folder/installed"
  fi
}
