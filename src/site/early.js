(() => {
  const root = document.documentElement;
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  root.classList.add("js");
  // Asked for here and not in the markup: with scripts off nothing would use them, and browsers complain about that.
  const { module, wasm } = document.currentScript.dataset;
  if (module) for (const [rel, href, as] of [["modulepreload", module, "script"], ["preload", wasm, "fetch"]]) {
    document.head.append(Object.assign(document.createElement("link"), { rel, href, as, crossOrigin: "" }));
  }
  const theme = kept("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const lang = new URLSearchParams(location.search).get("lang") || kept("lang");
  if (lang && /^[a-z][a-z0-9.]{0,39}$/.test(lang)) root.dataset.lang = lang;
})();
