#!/usr/bin/env python3
"""Opens reports of `copydesk explain` in Chromium and looks at them as a reader does.

    report.py COPYDESK [--shots DIR]

For a page of each kind, one of them made to attack its reader: no error on the console, no request,
nothing of the page has run; a filter and the keys work; a block is found in each pane. A page of 3 MB
opens in less than two seconds, by the processor time of the browser's main thread: that is what passes
where nothing else runs. --shots keeps pictures of all panes, wide and narrow, light and dark.

Python's standard library alone: Chromium is spoken to over its pipe (Chrome DevTools Protocol).
Where there is no Chromium it says so and succeeds.
"""
import base64, json, os, pathlib, shutil, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
PAGES = {
    "english": ROOT / "samples/pages/spider-pool-after-form/page.html",
    "chinese": ROOT / "samples/pages/chinese-gbk/page.html",
    "arabic": ROOT / "samples/pages/arabic-rtl/page.html",
    "text": ROOT / "samples/text/spider-pool-after-form/page.txt",
    "hostile": ROOT / "tests/browser/hostile.html",
}
# Longest that a page of 3 MB may take from the start of loading to the frame with its last pane, in
# seconds of the main thread.
OPENS_IN = 2.0


class Browser:
    """A Chromium, spoken to over its pipe."""

    def __init__(self, program, folder):
        to_child, ours = os.pipe()
        theirs, from_child = os.pipe()

        def ends():
            # dup2 onto the same number would leave the end closed on exec; so away from 3 and 4 first.
            a, b = os.dup(to_child), os.dup(from_child)
            os.dup2(a, 3)
            os.dup2(b, 4)

        flags = ["--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run",
                 "--disable-extensions", "--disable-background-networking", "--hide-scrollbars",
                 "--host-resolver-rules=MAP * ~NOTFOUND",
                 f"--user-data-dir={folder}"]
        if os.getuid() == 0:
            flags.append("--no-sandbox")
        self.process = subprocess.Popen([program, *flags, "about:blank"], preexec_fn=ends, close_fds=False,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_child)
        os.close(from_child)
        self.write, self.read = os.fdopen(ours, "wb"), os.fdopen(theirs, "rb")
        self.rest, self.number, self.events = b"", 0, []

    def message(self):
        while b"\0" not in self.rest:
            chunk = os.read(self.read.fileno(), 1 << 20)
            if not chunk:
                raise SystemExit("Chromium went away")
            self.rest += chunk
        one, _, self.rest = self.rest.partition(b"\0")
        return json.loads(one)

    def call(self, method, session=None, **params):
        self.number += 1
        sent = {"id": self.number, "method": method, "params": params}
        if session:
            sent["sessionId"] = session
        self.write.write(json.dumps(sent).encode() + b"\0")
        self.write.flush()
        while True:
            got = self.message()
            if got.get("id") == self.number:
                if "error" in got:
                    raise SystemExit(f"{method}: {got['error']}")
                return got["result"]
            self.events.append(got)

    def close(self):
        try:
            self.call("Browser.close")
        except (SystemExit, OSError):
            pass
        self.process.wait(timeout=20)


class Tab:
    """A page in it."""

    def __init__(self, browser, width=1280, height=860, dark=False):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.target = target
        for domain in ["Page", "Runtime", "Network", "Log"]:
            self.call(f"{domain}.enable")
        self.call("Performance.enable", timeDomain="threadTicks")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 800)
        scheme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"}])

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def worked(self):
        """Seconds that the main thread has worked."""
        metrics = self.call("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def open(self, path):
        """Opens a file; gives the seconds until its panes are there, and those of work."""
        self.browser.events.clear()
        started = time.monotonic()
        self.call("Page.navigate", url=path.as_uri())
        ready = "document.readyState === 'complete' && document.querySelector('#strip')?.width > 0"
        while not self.run(ready):
            if time.monotonic() - started > 60:
                raise SystemExit(f"{path.name} does not open")
            time.sleep(0.02)
        # A frame on the screen.
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return time.monotonic() - started, self.worked()

    def run(self, script):
        got = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in got:
            raise SystemExit(f"{script}\n{got['exceptionDetails']}")
        return got["result"].get("value")

    def faults(self, path):
        """What was said on the console, and what was asked for beside the file itself."""
        time.sleep(0.3)
        self.run("1")
        found = []
        for event in self.browser.events:
            method, params = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                found.append(f"exception: {params['exceptionDetails']['text']}")
            elif method == "Runtime.consoleAPICalled":
                found.append(f"console: {params['args']}")
            elif method == "Log.entryAdded":
                found.append(f"log: {params['entry']['text']}")
            elif method == "Network.requestWillBeSent" and params["request"]["url"] != path.as_uri():
                found.append(f"request: {params['request']['url'][:200]}")
            elif method == "Page.frameNavigated" and params["frame"]["url"] not in (path.as_uri(), "about:blank"):
                found.append(f"went to {params['frame']['url']}")
        return found

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            text = {"text": key} if len(key) == 1 and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, **text)

    def keyboard(self):
        """What goes wrong for those who have no mouse."""
        found = []
        for key, holds in KEYS:
            self.press(key)
            if not self.run(holds):
                found.append(f"the key {key} does not do")
        return found

    def visit(self, page):
        """Opens any file; what it says, and what it asks for."""
        self.browser.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        return self.faults(page)

    def picture(self, file):
        time.sleep(0.25)
        data = self.call("Page.captureScreenshot", format="png")["data"]
        file.write_bytes(base64.b64decode(data))

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)


# Keys, one after the other, and what holds then.
KEYS = [
    ("3", "document.activeElement.id === 'list'"),
    ("j", "document.querySelector('#list .on')?.dataset.b === '0'"),
    ("ArrowDown", "document.querySelectorAll('.r').length < 2 || document.querySelector('#list .on')?.dataset.b === '1'"),
    ("k", "document.querySelector('#list .on')?.dataset.b === '0'"),
    ("2", "Boolean(document.activeElement.closest('#article'))"),
    ("1", "Boolean(document.activeElement.closest('#page'))"),
    ("?", "!document.getElementById('help').hidden"),
    ("d", "document.documentElement.dataset.theme === 'dark'"),
    ("Escape", "!document.querySelector('.on')"),
    ("/", "document.activeElement.id === 'search'"),
]

# What a reader does, in the page: gives a list of what went wrong.
LOOK = """(() => {
  const wrong = [];
  const check = (holds, what) => { if (!holds) wrong.push(what); };
  const data = JSON.parse(document.getElementById('data').textContent);
  const rows = () => document.querySelectorAll('.r:not([hidden])').length;
  check(rows() === data.blocks.length, 'a row for each block');
  const shown = [...document.querySelectorAll('.b')].map((node) => node.textContent);
  const texts = data.blocks.map((block) => block.r.map(([text]) => text).join(''));
  check(JSON.stringify(shown) === JSON.stringify(texts), 'the texts of the page');
  const [label, count] = data.labels[data.labels.length - 1];
  const button = document.querySelector(`#labels button[data-label="${label}"]`);
  button.click();
  check(rows() === count, `the filter for ${label} shows ${rows()} of ${count}`);
  check(button.getAttribute('aria-pressed') === 'true', 'the filter is pressed');
  button.click();
  check(rows() === data.blocks.length, 'all again');
  const kept = data.blocks.findIndex((block) => block.k);
  if (kept >= 0) {
    const over = (node) => node.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
    over(document.querySelector(`#article [data-x="${data.blocks[kept].a}"]`));
    check(document.querySelector('#page .over') && document.querySelector('#list .over'), 'pointing marks the others');
    document.querySelector(`#page [data-b="${kept}"]`).click();
    const where = ['#page .on', '#article .on', '#list .on'].map((at) => document.querySelector(at));
    check(where.every(Boolean), 'the block is marked in each pane');
    const visible = (node) => {
      const [a, b] = [node.getBoundingClientRect(), node.closest('.scroll').getBoundingClientRect()];
      return b.height === 0 || a.bottom > b.top && a.top < b.bottom;
    };
    check(where.every((node) => node && visible(node)), 'and can be seen');
    check(!document.getElementById('why').hidden, 'the reason is told');
    const key = (name) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    key('j');
    check(!document.querySelector('#list .on') || document.querySelector('#list .on').dataset.b == kept + 1, 'j goes on');
    key('Escape');
    check(!document.querySelector('.on'), 'Escape lets go');
  }
  const sought = document.getElementById('search');
  sought.value = texts[0].slice(0, 12);
  sought.dispatchEvent(new Event('input'));
  check(rows() > 0 && rows() <= data.blocks.length, 'the search finds');
  sought.value = '';
  sought.dispatchEvent(new Event('input'));
  check(window.attacked === undefined, `the page ran: ${window.attacked}`);
  check(document.scripts.length === 2, 'two scripts');
  const live = 'iframe, frame, object, embed, form, link, base, a[href], svg, video, audio, style ~ style, '
    + 'meta[http-equiv=refresh], [style*=url], [onclick], [onload], [onerror], [onfocus], [ontoggle]';
  check(!document.querySelector(live), `nothing of the page is alive: ${document.querySelector(live)?.outerHTML}`);
  return wrong;
})()"""


def large_page():
    story = "The water rose by a hand's breadth that night, and the people on the bank moved their chairs back. "
    menu = "".join(f'<li><a href="/{i}">Section {i} of the paper</a></li>' for i in range(400))
    body = "".join(f"<h2>Chapter {i}</h2><p>{i}. {story * 3}</p><div class=card><a href=/c{i}>Read also: the bridge, part {i}</a></div>"
                   for i in range(7200))
    return f"<!doctype html><html lang=en><title>The water rose</title><body><nav><ul>{menu}</ul></nav><main><article><h1>The water rose</h1>{body}</article></main></body></html>"


def main():
    arguments = sys.argv[1:]
    shots = None
    if "--shots" in arguments:
        at = arguments.index("--shots")
        shots = pathlib.Path(arguments[at + 1])
        shots.mkdir(parents=True, exist_ok=True)
        del arguments[at:at + 2]
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        print("browser test: skipped, there is no Chromium here")
        return 0
    copydesk = pathlib.Path(arguments[0]).resolve()
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        reports = {}
        pages = dict(PAGES, large=folder / "large.html")
        pages["large"].write_text(large_page())
        for name, page in pages.items():
            reports[name] = folder / f"{name}.report.html"
            subprocess.run([copydesk, "explain", page, "-o", reports[name]], check=True)
        browser = Browser(program, folder / "profile")
        try:
            for name, report in reports.items():
                tab = Tab(browser)
                seconds, work = tab.open(report)
                faults = tab.faults(report)
                if name != "large":
                    faults += tab.keyboard() + tab.run(LOOK)
                faults += tab.faults(report)
                size = pages[name].stat().st_size / 1e6
                if name == "large" and work > OPENS_IN:
                    faults.append(f"{size:.1f} MB took {work:.2f} s of work to open")
                print(f"{name:8} {size:5.2f} MB, {work:.2f} s of work, opened in {seconds:.2f} s: "
                      f"{'; '.join(faults) or 'well'}")
                wrong += faults
                tab.close()
            tab = Tab(browser)
            index, diff = folder / "all/index.html", folder / "diff.html"
            hostile = PAGES["hostile"]
            subprocess.run([copydesk, "explain", "-q", hostile.parent, "-o", index.parent], check=True)
            subprocess.run([copydesk, "explain", "--diff", hostile, PAGES["english"], "-o", diff], check=True)
            wrong += tab.visit(index) + tab.visit(diff)
            if not tab.visit(hostile):
                wrong.append("the hostile page does nothing by itself, so that it proves nothing")
            tab.close()
            if shots:
                picture_all(browser, reports, shots)
        finally:
            browser.close()
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def picture_all(browser, reports, shots):
    for name, report in reports.items():
        for dark in (False, True):
            for width, height in ((1280, 860), (390, 844)):
                tab = Tab(browser, width, height, dark)
                tab.open(report)
                stem = f"{name}-{width}{'-dark' if dark else ''}"
                if width > 800:
                    tab.picture(shots / f"{stem}.png")
                    spam = "(document.querySelector('.b.l-spam') || document.querySelectorAll('.b.k')[2]).click()"
                    tab.run(spam)
                    tab.picture(shots / f"{stem}-why.png")
                else:
                    for pane in ("page", "article", "blocks"):
                        tab.run(f"document.querySelector('[data-to={pane}]').click()")
                        tab.picture(shots / f"{stem}-{pane}.png")
                    tab.run("document.querySelectorAll('.r.k')[2]?.click()")
                    tab.picture(shots / f"{stem}-why.png")
                tab.close()


if __name__ == "__main__":
    sys.exit(main())
