"""Prints the table: CORPUS SCRATCH COPYDESK."""
import json
import re
import subprocess
import sys

corpus, scratch, copydesk = sys.argv[1:]
# Only the pages that were measured count.
only = f"{scratch}/only.txt"
with open(only, "w", encoding="utf-8") as file:
    for path in open(f"{scratch}/pages.txt", encoding="utf-8"):
        file.write("/".join(re.split(r"[/\\]", path.strip())[-2:]).removesuffix(".html.gz") + "\n")
rows = []
for name in ("rust.times", "python.times"):
    for line in open(f"{scratch}/{name}", encoding="utf-8"):
        peer, seconds, size, pages = line.rstrip("\n").split("\t")
        rows.append((peer, float(size) / 1e6 / float(seconds), float(pages) / float(seconds)))
tree = next(speed for peer, speed, _ in rows if peer == "bare tree")
print("| | news F1 | exact | web F1 | segments F1 | web leak | pages/s | MB/s | of the bare tree |")
print("|---|---|---|---|---|---|---|---|---|")
for peer, speed, rate in sorted(rows, key=lambda row: row[0] != "copydesk"):
    figures = {}
    if peer != "bare tree":
        command = [copydesk, "eval", corpus, "--only", only, "--json"]
        command += ["--predictions", f"{scratch}/{peer}.jsonl"]
        figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        figures = figures["report"]["rows"][0]["figures"]
    cells = []
    for name in ("news", "news.exact", "web", "segments", "web.leak"):
        value = figures.get(name)
        cells.append("" if value is None else f"{value:.3f}".lstrip("0"))
    cells += [f"{rate:.0f}", f"{speed:.1f}", f"{speed / tree:.2f}"]
    print(f"| {peer} | " + " | ".join(cells) + " |")
print("\nCopydesk's model was trained on pages of its corpus: on that one, only `training/` says how good")
print("it is on pages it has not seen. Speed is not touched by that.")
