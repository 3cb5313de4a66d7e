"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const words = (name) => name.replace(/_/g, " ");
  for (const side of [data.a, data.b]) {
    const box = make("div");
    const told = `${words(side.status)}, confidence ${side.confidence.toFixed(2)}, ${side.kept} of ${side.blocks} blocks kept`;
    box.append(make("b", "", side.name), make("span", "", told));
    document.getElementById("sides").append(box);
  }
  if (data.facts.length) {
    const list = make("dl");
    for (const [name, a, b] of data.facts) {
      list.append(make("dt", "", words(name)), make("dd", "", a || "—"), make("dd", "", b || "—"));
    }
    document.getElementById("facts").append(make("h2", "", "Facts"), list);
  }
  const state = (of) => {
    if (!of) return make("span", "", "not there");
    const box = make("div");
    const score = of.score === undefined ? "" : `, score ${of.score.toFixed(2)}`;
    box.append(make("b", of.kept ? "k" : "", `${words(of.label)}${of.kept ? ", kept" : ""}`), make("span", "", `${score}. ${of.because}`));
    return box;
  };
  const kept = (of) => Boolean(of && of.kept);
  const changes = document.getElementById("changes");
  const count = data.changes.length;
  changes.append(make("h2", "", `${count} block${count === 1 ? "" : "s"} changed, ${data.same} the same`));
  for (const change of data.changes) {
    const fate = kept(change.b) - kept(change.a);
    const box = make("div", `change ${fate > 0 ? "in" : fate < 0 ? "out" : ""}`);
    const states = make("div", "states");
    states.append(state(change.a), state(change.b));
    box.append(make("p", "", change.text), states, make("div", "path", change.path));
    changes.append(box);
  }
})();
