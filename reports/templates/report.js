"use strict";
const rows = JSON.parse(document.getElementById("data").textContent);
const facts = JSON.parse(document.getElementById("facts").textContent);
const at = id => document.getElementById(id);
const HEIGHT = 34, AROUND = 12;
const agreeing = new Set(facts.agreeing);
let chosen = null, found = [], picked = -1, order = { key: "default", down: false }, printing = false;

function element(name, kind, text) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
}
const firstLine = text => { const end = text.indexOf("\n"); return end < 0 ? text : text.slice(0, end); };
const compareText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
// Differences first, then by name: what one opens the page for.
const orders = {
  default: (a, b) => agreeing.has(a[1]) - agreeing.has(b[1]) || a[1] - b[1] || compareText(a[0], b[0]),
  name: (a, b) => compareText(a[0], b[0]),
  verdict: (a, b) => a[1] - b[1] || compareText(a[0], b[0]),
  said: (a, b) => compareText(a[2], b[2]) || compareText(a[0], b[0]),
  time: (a, b) => a[4] - b[4] || compareText(a[0], b[0]),
};

let texts = null; // what is searched, made when somebody first searches
function filter(keep) {
  const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const only = at("only").checked;
  if (words.length && !texts) texts = new Map(rows.map(row => [row, (row[0] + " " + row[2] + " " + (row[3] || "")).toLowerCase()]));
  found = rows.filter(row => (chosen === null ? !(only && agreeing.has(row[1])) : row[1] === chosen)
    && words.every(word => texts.get(row).includes(word)));
  const sign = order.down ? -1 : 1, by = orders[order.key];
  found.sort((a, b) => sign * by(a, b));
  at("count").textContent = found.length === rows.length
    ? `${rows.length.toLocaleString("en")} attributes` : `${found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} attributes`;
  at("space").style.height = found.length * HEIGHT + "px";
  if (!keep) { picked = -1; at("view").scrollTop = 0; }
  draw();
}

function draw() {
  const view = at("view");
  let start = Math.max(0, Math.floor(view.scrollTop / HEIGHT) - AROUND);
  let end = Math.min(found.length, Math.ceil((view.scrollTop + view.clientHeight) / HEIGHT) + AROUND);
  if (printing) { start = 0; end = Math.min(found.length, 500); }
  const part = document.createDocumentFragment();
  for (let index = start; index < end; index++) part.append(line(index));
  if (!found.length) part.append(element("div", "empty", "No attribute is like that."));
  at("space").replaceChildren(part);
}

function mark(verdict) {
  const made = element("span", "mark");
  made.append(element("i", "v-" + facts.verdicts[verdict]), facts.verdicts[verdict]);
  return made;
}

function line(index) {
  const row = found[index], made = element("div", index === picked ? "row on" : "row");
  made.style.top = index * HEIGHT + "px";
  made.dataset.index = index;
  made.setAttribute("role", "row");
  made.append(element("span", "name", row[0]), mark(row[1]), element("span", "said", firstLine(row[2])),
    element("span", "soft", row[4] ? row[4].toFixed(3) + " s" : ""));
  return made;
}

const quoted = text => /^[\w@%+=:,.\/-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";

function open(row) {
  const [attr, verdict, ours, reference, seconds, trace, causes] = row;
  const where = facts.root + " -A " + quoted(attr), body = at("details");
  body.replaceChildren();
  const add = (title, text) => body.append(element("h2", "", title), element("pre", "", text));
  const title = element("h1", "", attr);
  body.append(title, mark(verdict));
  const meaning = element("p", "soft", facts.meanings[facts.verdicts[verdict]]);
  body.append(meaning);
  add(seconds ? `nixray says (${seconds.toFixed(3)} s)` : "nixray says", ours);
  add("the reference says", reference || ours);
  if (trace) add("how nixray came there", trace);
  if (causes && causes.length) {
    body.append(element("h2", "", "explained by"));
    for (const number of causes) {
      const link = element("a", "", `cause ${number + 1}`);
      link.href = "#cause-" + (number + 1);
      body.append(link, " ");
    }
  }
  const file = attr.replace(/[^\w.-]/g, "_");
  if (!agreeing.has(verdict) && !ours.startsWith("error"))
    add("compare the derivations", `nixray diff-drv ${where} --reference nix-instantiate`);
  add("look at it in the debugger", "nixray debug " + where);
  add("evaluate it with both", `nixray instantiate ${where}\nnix-instantiate --readonly-mode ${where}`);
  add("keep it in one file that can be replayed anywhere", `nixray bundle ${file}.bundle instantiate ${where}`);
  add("make it small", `nixray reduce ${where}` + (agreeing.has(verdict) ? "" : " --reference nix-instantiate"));
  at("panel").hidden = false;
  at("panel").scrollTop = 0;
  at("close").focus();
  if (location.hash !== "#attr=" + encodeURIComponent(attr)) history.replaceState(null, "", "#attr=" + encodeURIComponent(attr));
}

function close() {
  at("panel").hidden = true;
  history.replaceState(null, "", location.pathname + location.search);
  at("view").focus();
}

function pick(index) {
  if (!found.length) return;
  picked = Math.max(0, Math.min(found.length - 1, index));
  const view = at("view"), top = picked * HEIGHT;
  if (top < view.scrollTop) view.scrollTop = top;
  if (top + HEIGHT > view.scrollTop + view.clientHeight) view.scrollTop = top + HEIGHT - view.clientHeight;
  draw();
}

function fromHash() {
  if (!location.hash.startsWith("#attr=")) return;
  const attr = decodeURIComponent(location.hash.slice(6)), row = rows.find(each => each[0] === attr);
  if (row) open(row);
}

at("space").addEventListener("click", event => {
  const line = event.target.closest(".row");
  if (line) { pick(Number(line.dataset.index)); open(found[picked]); }
});
at("view").addEventListener("scroll", () => requestAnimationFrame(draw));
at("search").addEventListener("input", () => filter());
at("only").addEventListener("change", () => filter());
at("close").addEventListener("click", close);
for (const button of document.querySelectorAll(".chip")) button.addEventListener("click", () => {
  const verdict = Number(button.dataset.verdict);
  chosen = chosen === verdict ? null : verdict;
  for (const other of document.querySelectorAll(".chip"))
    other.setAttribute("aria-pressed", String(Number(other.dataset.verdict) === chosen));
  filter();
});
for (const button of document.querySelectorAll(".head button")) button.addEventListener("click", () => {
  order = { key: button.dataset.key, down: order.key === button.dataset.key ? !order.down : button.dataset.key === "time" };
  for (const other of document.querySelectorAll(".head button")) other.removeAttribute("aria-sort");
  button.setAttribute("aria-sort", order.down ? "descending" : "ascending");
  filter();
});
const themes = ["", "light", "dark"];
at("theme").addEventListener("click", () => {
  const next = themes[(themes.indexOf(document.documentElement.dataset.theme || "") + 1) % themes.length];
  if (next) document.documentElement.dataset.theme = next; else delete document.documentElement.dataset.theme;
  at("theme").textContent = next ? `theme: ${next}` : "theme: system";
});
document.addEventListener("keydown", event => {
  const typing = document.activeElement === at("search");
  if (event.key === "Escape") { if (!at("panel").hidden) close(); else if (typing) { at("search").value = ""; filter(); at("view").focus(); } return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !typing) { event.preventDefault(); at("search").focus(); return; }
  if (event.key === "ArrowDown" || (event.key === "j" && !typing)) { event.preventDefault(); pick(picked + 1); }
  else if (event.key === "ArrowUp" || (event.key === "k" && !typing)) { event.preventDefault(); pick(picked - 1); }
  else if (event.key === "Enter" && picked >= 0 && document.activeElement.tagName !== "BUTTON") { event.preventDefault(); open(found[picked]); }
  else return;
  if (!at("panel").hidden && event.key !== "Enter") open(found[picked]);
});
addEventListener("beforeprint", () => { printing = true; draw(); });
addEventListener("afterprint", () => { printing = false; draw(); });
addEventListener("hashchange", fromHash);
addEventListener("resize", () => draw());
filter();
fromHash();
document.documentElement.dataset.ready = "yes";
