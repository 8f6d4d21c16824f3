#!/usr/bin/env bash
# Makes the page of a pair and opens it in headless Chromium. Needs Chromium and Python; installs both where it can, and
# otherwise prints a line that the check was skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() {
  echo "skipped 1 check: the page in a browser ($1)"
  exit 0
}

if ! command -v chromium chromium-browser google-chrome >/dev/null; then
  { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq &&
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 ||
    skip "no Chromium, and none could be installed"
fi
command -v python3 >/dev/null || skip "no Python"
venv=target/browser
if ! "$venv/bin/python" -c 'import playwright' 2>/dev/null; then
  { python3 -m venv "$venv" && "$venv/bin/pip" install -q 'playwright>=1.40,<2'; } >/dev/null 2>&1 ||
    skip "playwright could not be installed"
fi
page=$(mktemp -d)
trap 'rm -rf "$page"' EXIT
cargo run -q --locked -- brief RUS CHN --format html --out "$page/page.html"
"$venv/bin/python" tests/browser/page.py "$page/page.html" "$@"
