#!/usr/bin/env bash
# Quality and speed of Copydesk and its peers, side by side, on a corpus as `copydesk eval` reads it.
#
#   benches/peers/run.sh CORPUS [SCRATCH]
#
# The peers come from PyPI and crates.io into SCRATCH (kept for the next time) and run with their
# default options for articles without comments: one thread, pages in memory, bytes to text. In each
# of the two languages the programs take turns page by page, so that a busy machine treats them
# alike. COPYDESK_PAGES=300 takes so many pages, spread over the corpus, COPYDESK_PROFILE=fast builds
# more quickly, and of COPYDESK_PASSES=3 times that each page is cleaned the fastest counts.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
corpus=$(cd "${1:?usage: run.sh CORPUS [SCRATCH]}" && pwd)
scratch=${2:-${TMPDIR:-/tmp}/copydesk-peers}
mkdir -p "$scratch/rust/src"

if [ ! -x "$scratch/venv/bin/python" ]; then
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/pip" install -q -U pip
fi
"$scratch/venv/bin/pip" install -q trafilatura resiliparse readability-lxml
"$scratch/venv/bin/python" "$here/pages.py" "$corpus" "$scratch/pages.txt"

cp "$here/peers.rs" "$scratch/rust/src/main.rs"
cat > "$scratch/rust/Cargo.toml" <<TOML
[package]
name = "peers"
version = "0.0.0"
edition = "2024"

[dependencies]
copydesk = { path = "$root" }
dom_smoothie = "0.19"
flate2 = "1.1"
rs-trafilatura = "0.2"
scraper = { version = "0.29", default-features = false }
serde_json = "1"

[profile.release]
lto = "thin"
codegen-units = 4

[profile.fast]
inherits = "release"
lto = false
codegen-units = 16

[workspace]
TOML
# The versions that the program itself is built with.
[ -f "$scratch/rust/Cargo.lock" ] || cp "$root/Cargo.lock" "$scratch/rust/Cargo.lock"
profile=${COPYDESK_PROFILE:-release}
(cd "$scratch/rust" && CARGO_TARGET_DIR="$scratch/target" cargo build --profile "$profile" --quiet)

"$scratch/target/$profile/peers" "$scratch/pages.txt" "$scratch"
"$scratch/venv/bin/python" "$here/peers.py" "$scratch/pages.txt" "$scratch"
(cd "$root" && cargo build --profile "$profile" --quiet)
copydesk=${CARGO_TARGET_DIR:-$root/target}/$profile/copydesk
"$scratch/venv/bin/python" "$here/table.py" "$corpus" "$scratch" "$copydesk"
