"""Lists the articles of a corpus: CORPUS LIST."""
import json
import os
import sys

corpus, out = sys.argv[1:]
paths = []
for line in open(os.path.join(corpus, "gold.jsonl"), encoding="utf-8"):
    gold = json.loads(line)
    path = os.path.join(corpus, gold["set"], gold["id"] + ".html.gz")
    if gold["set"] != "weak" and gold.get("kind", "article") == "article" and os.path.exists(path):
        paths.append(path)
wanted = min(int(os.environ.get("COPYDESK_PAGES", len(paths))), len(paths))
count = len(paths)
# Page n is taken when the running count of wanted pages goes up at it.
chosen = [p for n, p in enumerate(paths) if (n + 1) * wanted // count > n * wanted // count]
with open(out, "w", encoding="utf-8") as file:
    file.writelines(path + "\n" for path in chosen)
