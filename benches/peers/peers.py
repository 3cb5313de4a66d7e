"""Extractors in Python over the same pages: LIST OUT. Writes OUT/NAME.jsonl and OUT/python.times."""
import gzip
import json
import logging
import os
import sys
import time

import lxml.html
import trafilatura
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import detect_encoding
from resiliparse.parse.html import HTMLTree


def by_trafilatura(page):
    return trafilatura.extract(page, include_comments=False)


def by_resiliparse(page):
    tree = HTMLTree.parse_from_bytes(page, detect_encoding(page))
    return extract_plain_text(tree, main_content=True, alt_texts=False, links=False, form_fields=False,
                              noscript=False, comments=False)


def by_readability(page):
    summary = Document(page).summary(html_partial=True)
    return lxml.html.fromstring(summary).text_content()


EXTRACTORS = {
    "trafilatura": by_trafilatura,
    "resiliparse": by_resiliparse,
    "readability-lxml": by_readability,
}
logging.disable(logging.CRITICAL)
passes = int(os.environ.get("COPYDESK_PASSES", 3))
list_path, out = sys.argv[1:]
paths = open(list_path, encoding="utf-8").read().split("\n")[:-1]
outputs = {name: open(f"{out}/{name}.jsonl", "w", encoding="utf-8") for name in EXTRACTORS}
seconds = dict.fromkeys(EXTRACTORS, 0.0)
size = 0
for path in paths:
    page = gzip.open(path).read()
    size += len(page)
    for name, extract in EXTRACTORS.items():
        best, text = float("inf"), ""
        for _ in range(passes):
            started = time.perf_counter()
            try:
                text = extract(page) or ""
            except Exception:  # a peer that breaks on a page has nothing to say about it
                text = ""
            best = min(best, time.perf_counter() - started)
        seconds[name] += best
        print(json.dumps({"source": path, "text": text}, ensure_ascii=False), file=outputs[name])
with open(f"{out}/python.times", "w", encoding="utf-8") as file:
    for name, time_taken in seconds.items():
        print(name, time_taken, size, len(paths), sep="\t", file=file)
