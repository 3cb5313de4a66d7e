"use strict";
// Builds the panes from the data. All text goes in as text: nothing of the page is ever markup here.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { blocks } = data;
  const $ = (id) => document.getElementById(id);
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const [LINK, BOLD, ITALIC, CODE] = [1, 2, 4, 8];
  const write = (into, runs) => {
    for (const [text, look] of runs) {
      if (!look) { into.append(text); continue; }
      const names = [look & LINK && "a", look & BOLD && "s", look & ITALIC && "i", look & CODE && "m"];
      into.append(make("span", names.filter(Boolean).join(" "), text));
    }
    return into;
  };
  const textOf = (block) => block.r.map(([text]) => text).join("");
  const words = (name) => name.replace(/_/g, " ");
  const told = (number) => data.words[number];

  // The head.
  $("title").textContent = data.title || data.source;
  $("source").textContent = data.detail ? `${data.source} · ${data.detail}` : data.source;
  $("status").textContent = words(data.status);
  $("status").classList.toggle("ok", data.status === "ok");
  const figure = (id, label, value) => {
    if (value !== null) { $(id).append(`${label} `, make("b", "", value.toFixed(2))); }
  };
  figure("confidence", "confidence", data.confidence);
  if (data.gold) {
    figure("gold", "F1", data.gold.f1);
    $("gold").title = `precision ${data.gold.precision.toFixed(3)}, recall ${data.gold.recall.toFixed(3)}`;
  }
  for (const [name, value, source] of data.facts) {
    const fact = make("dd");
    fact.append(make("bdi", "", value));
    if (source) fact.append(make("small", "", `from ${words(source)}`));
    $("facts").append(make("dt", "", words(name)), fact);
  }

  // The page.
  const CHUNK = 80;
  const chunks = (into, count, each) => {
    for (let from = 0; from < count; from += CHUNK) {
      const chunk = make("div", "chunk");
      for (let at = from; at < Math.min(count, from + CHUNK); at++) each(chunk, at);
      into.append(chunk);
    }
  };
  const pageScroll = document.querySelector("#page .scroll");
  const onPage = new Array(blocks.length);
  const pictures = new Map();
  for (const [address, alt, before] of data.images) {
    if (!pictures.has(before)) pictures.set(before, []);
    pictures.get(before).push([address, alt]);
  }
  const picture = (into, at) => {
    for (const [address, alt] of pictures.get(at) || []) {
      if (address) {
        const image = make("img", "img");
        Object.assign(image, { loading: "lazy", referrerPolicy: "no-referrer", alt, src: address });
        into.append(image);
      } else if (alt) {
        into.append(make("div", "noimg", `picture: ${alt}`));
      }
    }
  };
  let within = null;
  chunks(pageScroll, blocks.length, (into, at) => {
    const block = blocks[at];
    if (block.w !== within) {
      within = block.w;
      into.append(make("div", "land", within || "page"));
    }
    picture(into, at);
    const names = ["b", `l-${block.l}`, `e-${block.el}`, block.k && "k", block.d && `d${block.d}`, block.m];
    const node = write(make("div", names.filter(Boolean).join(" ")), block.r);
    node.dataset.b = at;
    node.dir = "auto";
    onPage[at] = node;
    into.append(node);
  });
  picture(pageScroll, blocks.length);
  if (!blocks.length) pageScroll.append(make("p", "empty", data.detail || "There is nothing on this page."));

  // The article.
  const article = document.querySelector("article");
  if (data.dir) article.dir = data.dir;
  if (data.lang) article.lang = data.lang;
  const inArticle = new Array(data.article.length);
  {
    const header = make("header");
    if (data.title) header.append(make("h3", "", data.title));
    const by = [data.authors.join(", "), data.date && data.date.replace("T", " ").replace(/([0-9]{2}:[0-9]{2}):00/, "$1")];
    if (by.some(Boolean)) {
      const line = header.appendChild(make("div", "by"));
      by.filter(Boolean).forEach((part, at) => line.append(at ? " · " : "", make("bdi", "", part)));
    }
    article.append(header);
    let table = null;
    data.article.forEach((block, at) => {
      let node;
      if (block.cells) {
        if (!table) {
          table = make("table");
          const wrap = make("div", "table");
          wrap.append(table);
          article.append(wrap);
        }
        node = make("tr");
        for (const [runs, head] of block.cells) node.append(write(make(head ? "th" : "td"), runs));
        table.append(node);
      } else {
        table = null;
        const tag = { heading: "h4", quote: "blockquote", code: "pre", list_item: "div" }[block.l] || "p";
        const name = block.l === "list_item" ? `li v${block.v}` : block.l === "heading" ? `v${block.v}` : "";
        node = make(tag, name);
        write(block.l === "list_item" ? node.appendChild(make("span")) : node, block.r);
        if (block.n) node.dataset.n = block.n;
        article.append(node);
      }
      node.dataset.x = at;
      inArticle[at] = node;
    });
    if (!data.article.length) article.append(make("p", "empty", "No text is given for this page."));
  }
  const members = new Map();
  blocks.forEach((block, at) => {
    if (block.a === undefined) return;
    if (!members.has(block.a)) members.set(block.a, []);
    members.get(block.a).push(at);
  });

  // The blocks.
  const list = $("list");
  const inList = new Array(blocks.length);
  chunks(list, blocks.length, (into, at) => {
    const block = blocks[at];
    const row = make("div", ["r", `l-${block.l}`, block.k && "k", block.m].filter(Boolean).join(" "));
    row.id = `r${at}`;
    row.setAttribute("role", "option");
    row.dataset.b = at;
    row.dataset.why = [block.e, ...block.n].map(told).filter(Boolean).join(" · ");
    row.append(
      make("span", "n", words(block.l)),
      make("span", "v", block.s === undefined ? "" : block.s.toFixed(2)),
      make("span", "t", textOf(block).slice(0, 160)),
      make("span", "l", block.m || (block.ln ? `:${block.ln}` : "")),
    );
    inList[at] = row;
    into.append(row);
  });

  // Labels to filter by.
  const chosen = new Set();
  for (const [name, count] of data.labels) {
    const button = make("button", `l-${name}`, words(name));
    button.type = "button";
    button.dataset.label = name;
    button.setAttribute("aria-pressed", "false");
    button.append(make("span", "", count));
    button.addEventListener("click", () => {
      chosen.has(name) ? chosen.delete(name) : chosen.add(name);
      button.setAttribute("aria-pressed", chosen.has(name));
      filter();
    });
    $("labels").append(button);
  }
  let shown = blocks.map(() => true);
  const lower = blocks.map((block) => textOf(block).toLowerCase());
  const filter = () => {
    const sought = $("search").value.trim().toLowerCase();
    let count = 0;
    blocks.forEach((block, at) => {
      const fits = (!chosen.size || chosen.has(block.l)) && (!sought || lower[at].includes(sought));
      shown[at] = fits;
      count += fits;
      inList[at].hidden = !fits;
      onPage[at].classList.toggle("dim", !fits);
    });
    for (const chunk of list.children) chunk.hidden = !chunk.querySelector(".r:not([hidden])");
    $("shown").textContent = count === blocks.length ? `${count}` : `${count} of ${blocks.length}`;
    if ((chosen.size || sought) && count) reveal(shown.indexOf(true), false);
  };
  $("search").addEventListener("input", filter);

  // Pointing at a block in one pane marks it in the others.
  let over = [];
  const nodesOf = (at) => [onPage[at], inList[at], inArticle[blocks[at].a]].filter(Boolean);
  const blockOf = (target) => {
    const node = target.closest && target.closest("[data-b], [data-x]");
    if (!node) return -1;
    if (node.dataset.b !== undefined) return +node.dataset.b;
    return (members.get(+node.dataset.x) || [-1])[0];
  };
  const point = (at) => {
    over.forEach((node) => node.classList.remove("over"));
    over = at < 0 ? [] : nodesOf(at);
    over.forEach((node) => node.classList.add("over"));
  };
  const main = document.querySelector("main");
  main.addEventListener("mouseover", (event) => point(blockOf(event.target)));
  main.addEventListener("mouseleave", () => point(-1));

  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const reveal = (at, smooth) => {
    for (const node of nodesOf(at)) {
      const box = node.closest(".scroll");
      const [a, b] = [node.getBoundingClientRect(), box.getBoundingClientRect()];
      if (!b.height || a.top >= b.top + 8 && a.bottom <= b.bottom - 8) continue;
      const top = box.scrollTop + a.top - b.top - (b.height - a.height) / 2.6;
      box.scrollTo({ top, behavior: smooth && !still && Math.abs(top - box.scrollTop) < 3000 ? "smooth" : "auto" });
    }
  };
  let current = -1;
  let on = [];
  const select = (at, from) => {
    if (at < 0 || at >= blocks.length) return;
    on.forEach((node) => { node.classList.remove("on"); node.removeAttribute("aria-selected"); });
    current = at;
    on = nodesOf(at);
    on.forEach((node) => node.classList.add("on"));
    inList[at].setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", `r${at}`);
    explain(at);
    if (from !== "tab") reveal(at, true);
  };
  main.addEventListener("click", (event) => {
    if (event.target.closest("#why") || String(getSelection())) return;
    select(blockOf(event.target));
  });

  // Why a block has its label.
  const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
  const explain = (at) => {
    const block = blocks[at];
    const why = $("why");
    why.replaceChildren();
    why.hidden = false;
    why.className = `l-${block.l}`;
    const head = make("div", "w-head");
    const fate = block.k ? "in the article" : block.l === "spam" ? "taken out" : "left out";
    const close = make("button", "", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", hide);
    const score = block.s === undefined ? "" : `, score ${block.s.toFixed(2)}`;
    head.append(make("b", "", words(block.l)), make("span", "", `${fate}${score}${block.m ? `, ${block.m} by the gold` : ""}`), close);
    const because = make("p", "w-because", told(block.e));
    because.prepend(make("em", "", `${told(block.g)}: `));
    why.append(head, because);
    if (block.s !== undefined) {
      const meter = make("div", "meter");
      meter.title = `score ${block.s}`;
      meter.append(make("i"));
      meter.firstChild.style.width = `${block.s * 100}%`;
      why.append(meter);
    }
    if (block.n.length) {
      const signals = make("ul", "signals");
      block.n.forEach((signal) => signals.append(make("li", "", told(signal))));
      why.append(signals);
    }
    if (block.c.length) {
      const parts = make("div", "parts");
      const most = Math.max(...block.c.map(([, weight]) => Math.abs(weight)), 1);
      for (const [about, weight, features] of block.c) {
        const bar = make("span", "g");
        const fill = make("i", weight < 0 ? "neg" : "");
        const width = Math.abs(weight) / most * 50;
        fill.style.width = `${width}%`;
        fill.style.left = weight < 0 ? `${50 - width}%` : "50%";
        bar.append(fill);
        const own = features.map(([name, value, part]) => `${told(name)} = ${value} (${signed(part)})`).join(", ");
        parts.append(make("span", "", told(about)), bar, make("span", "v", signed(weight)), make("span", "f", own));
      }
      why.append(parts);
    }
    why.append(make("div", "path", [told(block.p), block.ln && `line ${block.ln}`].filter(Boolean).join("  ·  ")));
    why.scrollTop = 0;
  };
  const hide = () => {
    $("why").hidden = true;
    on.forEach((node) => node.classList.remove("on"));
    on = [];
  };

  // The strip: all blocks in a row, as wide as they are long.
  const strip = $("strip");
  const sizes = lower.map((text) => Math.sqrt(text.length + 4));
  const total = sizes.reduce((sum, size) => sum + size, 0) || 1;
  const draw = () => {
    const scale = devicePixelRatio || 1;
    const width = strip.clientWidth;
    strip.width = width * scale;
    strip.height = 14 * scale;
    const context = strip.getContext("2d");
    const colours = new Map();
    const colour = (name) => {
      if (!colours.has(name)) {
        const probe = document.querySelector(`#labels .l-${name}`);
        colours.set(name, getComputedStyle(probe).getPropertyValue("--c"));
      }
      return colours.get(name);
    };
    let x = 0;
    blocks.forEach((block, at) => {
      const w = sizes[at] / total * strip.width;
      context.globalAlpha = block.k || block.l === "spam" ? 1 : .38;
      context.fillStyle = colour(block.l);
      context.fillRect(x, 0, Math.max(w - (w > 3 ? 1 : 0), .6), strip.height);
      x += w;
    });
  };
  strip.addEventListener("click", (event) => {
    let left = event.offsetX / strip.clientWidth * total;
    select(sizes.findIndex((size) => (left -= size) <= 0));
  });
  addEventListener("resize", draw);

  // Panes, panels, themes and keys.
  const show = (pane) => {
    main.dataset.pane = pane;
    for (const tab of document.querySelectorAll("#tabs button")) {
      tab.setAttribute("aria-pressed", tab.dataset.to === pane);
    }
    document.querySelector(`#${pane} .scroll`).focus({ preventScroll: true });
    if (current >= 0) reveal(current, false);
  };
  $("tabs").addEventListener("click", (event) => {
    if (event.target.dataset.to) show(event.target.dataset.to);
  });
  const panel = (button, id) => button.addEventListener("click", () => {
    $(id).hidden = !$(id).hidden;
    button.setAttribute("aria-expanded", !$(id).hidden);
  });
  panel($("facts-button"), "facts");
  panel($("help-button"), "help");
  const root = document.documentElement;
  $("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    draw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  const step = (by, fits) => {
    for (let at = current < 0 && by < 0 ? blocks.length - 1 : current + by; at >= 0 && at < blocks.length; at += by) {
      if (fits(blocks[at], at)) return select(at);
    }
  };
  const visible = (_, at) => shown[at];
  const same = (block) => current >= 0 && block.l === blocks[current].l;
  const keys = {
    j: () => step(1, visible), ArrowDown: () => step(1, visible),
    k: () => step(-1, visible), ArrowUp: () => step(-1, visible),
    n: () => step(1, same), N: () => step(-1, same), w: () => step(1, (block) => block.m),
    "/": () => { $("search").focus(); $("search").select(); },
    1: () => show("page"), 2: () => show("article"), 3: () => show("blocks"),
    d: () => $("theme").click(), "?": () => $("help-button").click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      chosen.clear();
      document.querySelectorAll("#labels button").forEach((b) => b.setAttribute("aria-pressed", "false"));
      $("search").value = "";
      $("search").blur();
      hide();
      return filter();
    }
    if (event.target.tagName === "INPUT") return;
    const inText = event.key.startsWith("Arrow") && event.target.closest("#article, #page, button");
    if (keys[event.key] && !inText) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  $("shown").textContent = blocks.length;
  draw();
})();
