(() => {
const root = document.documentElement, { dataset } = root;
const { module, wasm, sheet } = document.currentScript.dataset;
const byId = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];
const on = (types, react) => types.split(" ").forEach((type) => document.addEventListener(type, react, true));
const ready = new Promise((done) => on("DOMContentLoaded", done));
// Some keyboards need Shift for /.
const modified = (event) => event.button || event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== "/");

// Storage can be forbidden.
const kept = (name) => { try { return localStorage[name]; } catch {} };
const keep = (name, value) => { dataset[name] = value; try { localStorage[name] = value; } catch {} };

// Screen readers repeat a text only after it was gone.
const say = (text) => byId("announcer")?.replaceChildren(text);
const announce = (text) => { say(""); setTimeout(say, 50, text); };

// What is in closed folds starts as text, which costs nothing. It becomes elements before anybody can miss them.
const fill = () => all("main noscript").forEach((text) => { text.outerHTML = text.textContent; });
// Opens the fold that the address leads to.
const unfold = () => { const target = byId(decodeURIComponent(location.hash.slice(1))); if (target?.matches("details")) { fill(); target.open = true; } };
// Scrolls the list that something is marked in, and not the page.
const reveal = (marked) => all(marked).forEach((one) => {
  const list = one.closest("#codes, .tabs"), [from, to] = [list, one].map((box) => box.getBoundingClientRect());
  list.scrollTop += to.top - from.top - from.height / 2;
  list.scrollLeft += to.left - from.left - from.width / 2;
});
const CHOSEN = ".tabs [aria-selected=true]";
// The contents mark the section that is being read.
const follow = () => {
  const links = all(".contents a"), at = links.findLastIndex((link) => byId(link.hash.slice(1))?.getBoundingClientRect().top < innerHeight / 3);
  links.forEach((link, i) => { link.ariaCurrent = i === at ? "true" : null; });
};

// The reader's language decides which example is seen, before the first paint and without a flash. One that a page lacks changes nothing.
const choice = new CSSStyleSheet();
const showLanguage = () => {
  const it = `#example-${dataset.lang}`, one = `.examples:has(${it}) .example`;
  choice.replaceSync(`${one}:not(${it}){display:none!important}${one}${it}{display:block!important}`);
};
document.adoptedStyleSheets = [choice];

const system = matchMedia("(prefers-color-scheme: dark)");
const theme = () => dataset.theme || (system.matches ? "dark" : "light");
const showTheme = () => all(".theme").forEach((button) => { button.ariaPressed = theme() === "dark"; });
const switchTheme = () => {
  keep("theme", theme() === "dark" ? "light" : "dark");
  showTheme();
  announce(theme() === "dark" ? "Dark theme" : "Light theme");
};

// Back to another state of the panel, which is asleep and can't show it.
let seen = location.search;
addEventListener("popstate", () => { if (!("awake" in dataset) && location.search !== seen) location.reload(); });

// Single keys can be switched off (WCAG 2.1.4).
const showKeys = () => all(".shortcuts").forEach((button) => { button.ariaPressed = dataset.keys !== "off"; });
const switchKeys = () => {
  keep("keys", dataset.keys === "off" ? "on" : "off");
  showKeys();
};

const tabsBeside = (tab) => [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
const show = (tab) => tabsBeside(tab).forEach((other) => {
  other.ariaSelected = other === tab;
  other.tabIndex = other === tab ? 0 : -1;
  byId(other.getAttribute("aria-controls"))?.toggleAttribute("hidden", other !== tab);
});
const showTabs = () => {
  const lang = (dataset.lang || "").split(".")[0];
  all(CHOSEN).forEach(show);
  all(`.examples [role=tab][data-lang="${lang}"]`).forEach(show);
};
// This address with the language.
const here = (lang) => {
  const { search, hash } = location, old = /([?&]lang=)[^&]*/;
  return (old.test(search) ? search.replace(old, "$1" + lang) : `${search || "?"}${search && "&"}lang=${lang}`) + hash;
};
const choose = (tab) => {
  const { lang } = tab.dataset;
  show(tab);
  if (lang) {
    keep("lang", lang);
    showLanguage();
    history.replaceState(history.state, "", here(lang));
    seen = location.search;
  }
  tab.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
};

const copy = async (button) => {
  const source = byId(button.dataset.copy) || button;
  let copied = true;
  try {
    await navigator.clipboard.writeText(source.href || source.textContent);
  } catch {
    // Over plain HTTP there is no clipboard object. Copying a selection still works.
    getSelection().selectAllChildren(source);
    copied = document.execCommand("copy");
  }
  announce(copied ? "Copied" : "Press Ctrl+C to copy");
  button.toggleAttribute("data-copied", copied);
  setTimeout(() => button.removeAttribute("data-copied"), 1500);
};

let asleep = module, loading = !module, again, tries = 0, timers = [];
const remembered = new Map();
const remember = (event, key, act, busy = key) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!remembered.size) timers = [setTimeout(announce, 1000, "Loading"), setTimeout(settle, 5000, true)];
  dataset.waking = "";
  busy.ariaBusy = true;
  remembered.delete(key);
  remembered.set(key, () => { busy.ariaBusy = null; act(); });
};
const settle = (plain) => {
  const acts = [...remembered.values()];
  asleep = false;
  remembered.clear();
  timers.forEach(clearTimeout);
  delete dataset.waking;
  root.classList.toggle("static", plain);
  acts.forEach((act) => act());
};
const wake = async () => {
  again = loading;
  if (loading) return;
  loading = true;
  try {
    // Browsers remember a failed import by its address.
    const address = module + (tries ? "?" + tries : "");
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet });
    const styled = new Promise((done) => { link.onload = link.onerror = done; });
    document.head.append(link);
    const [program, module_or_path] = await Promise.all([import(address), fetch(wasm), ready, styled]);
    await program.default({ module_or_path });
    // A half-started island must not start twice.
    tries = 9;
    fill();
    program.hydrate();
    for (const island of all("leptos-island")) await program[island.dataset.component](island);
    dataset.awake = "";
    settle(false);
  } catch (error) {
    console.warn(error);
    settle(true);
    loading = ++tries > 5;
    // A sign that came meanwhile counts.
    if (again) wake();
  }
};

root.classList.add("js");
root.classList.toggle("static", !module);
if (/^(light|dark)$/.test(kept("theme"))) dataset.theme = kept("theme");
if (kept("keys") === "off") dataset.keys = "off";
const langOf = (search) => new URLSearchParams(search).get("lang");
const asked = langOf(location.search), lang = asked || kept("lang") || "";
if (/^[a-z][a-z0-9.]{0,39}$/.test(lang)) {
  dataset.lang = lang;
  // The page has one client of each language. Another is in the page of its own address.
  if (!asked && /\./.test(lang) && /^\/docs\/\d/.test(location.pathname)) location.replace(here(lang));
}
showLanguage();
system.onchange = showTheme;
ready.then(() => {
  showTheme();
  showTabs();
  showKeys();
  unfold();
  // This is also how search engines get all of it: they don't scroll, but their window is as high as the page.
  const near = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) fill(); });
  all(".messages").forEach((list) => near.observe(list));
  // The style sheet is there when the first frame is drawn.
  requestAnimationFrame(() => reveal(`#codes [aria-current], ${CHOSEN}`));
});
on("panel", () => { showTabs(); reveal(CHOSEN); });
addEventListener("hashchange", unfold);
// A key can begin a search in the page.
on("toggle keydown", fill);
addEventListener("beforeprint", fill);
let drawn;
on("scroll", () => { drawn ||= requestAnimationFrame(() => { drawn = follow(); }); });
// The drawer covers what the focus goes to.
on("focusin", ({ target }) => { const list = byId("codes"); if (list?.matches(":popover-open") && !list.contains(target)) list.hidePopover(); });
on("announce", (event) => announce(event.detail));

on("click", (event) => {
  const client = event.target.closest(".clients a");
  if (client && !modified(event)) keep("lang", langOf(client.search));
  const own = event.target.closest(".theme, .shortcuts, [data-copy], [role=tab], h2 > a");
  if (!own || modified(event)) return;
  if (own.dataset.copy || own.hash) copy(own);
  else if (own.matches(".theme")) switchTheme();
  else if (own.matches(".shortcuts")) switchKeys();
  else {
    event.preventDefault();
    choose(own);
  }
});
on("keydown", (event) => {
  const { key, target } = event, tab = target.closest("[role=tab]"), tabs = tab ? tabsBeside(tab) : [], at = tabs.indexOf(tab);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[key];
  const typing = target.isContentEditable || target.closest("input, select, textarea");
  const search = key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  const slash = key === "/" && !typing && dataset.keys !== "off" && !modified(event);
  const next = search || slash ? all("[type=search]")[0] : !modified(event) && to !== undefined && tabs.at(to % tabs.length);
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (search || slash) next.select();
  else choose(next);
});
on("click pointerdown touchstart input change submit keydown", (event) => {
  const { type, key, target, submitter } = event;
  if (!event.isTrusted || modified(event) || /^(Tab|Shift|Control|Alt|Meta|Escape)$/.test(key)) return;
  if (!target.closest("leptos-island, [data-live]")) return;
  wake();
  if (!asleep || event.defaultPrevented) return;
  const form = target.closest("form[data-live]"), live = target.closest("a[data-live], button[data-live]");
  if (type === "click" && live && live.type !== "submit") remember(event, live, () => live.click());
  if (!form) return;
  if (type === "submit") remember(event, submitter || form, () => form.requestSubmit(submitter?.form === form ? submitter : null));
  if (/input|change/.test(type)) remember(event, target, () => target.dispatchEvent(new Event("input", { bubbles: true })), form);
});
// The pointer must move: a page that opens or scrolls under it is no sign of intent.
let rest;
on("pointermove pointerout", ({ type, target, relatedTarget, pointerType, isTrusted }) => {
  const moved = type === "pointermove";
  if (!(moved ? target : relatedTarget)?.closest?.("leptos-island")) rest = clearTimeout(rest);
  else if (moved && isTrusted && pointerType === "mouse") rest ||= setTimeout(wake, 100);
});
})();
