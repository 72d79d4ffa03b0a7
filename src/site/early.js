(() => {
  const root = document.documentElement;
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  root.classList.add("js");
  const theme = kept("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const lang = new URLSearchParams(location.search).get("lang") || kept("lang");
  if (lang && /^[a-z]{1,20}$/.test(lang)) root.dataset.lang = lang;
})();
