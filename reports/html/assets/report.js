"use strict";

// The page is complete without this script: it adds the filters, opens what a link points at, and prepares for print.
(() => {
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const suite = document.getElementById("suite");
  const severity = document.getElementById("severity");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const verdicts = [...form.querySelectorAll("input[name=verdict]")];
  const sections = [...document.querySelectorAll("section.verdict")];
  const rules = [...document.querySelectorAll("article.rule")];
  const texts = new Map();

  const textOf = (rule) => {
    if (!texts.has(rule)) texts.set(rule, rule.textContent.toLowerCase());
    return texts.get(rule);
  };

  const isWanted = (rule, words, allowed) =>
    allowed.has(rule.dataset.verdict) &&
    (!suite.value || rule.dataset.suite === suite.value) &&
    (!severity.value || rule.dataset.severity === severity.value) &&
    words.every((word) => textOf(rule).includes(word));

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const allowed = new Set(verdicts.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    for (const rule of rules) {
      rule.hidden = !isWanted(rule, words, allowed);
      count += rule.hidden ? 0 : 1;
    }
    for (const section of sections) section.hidden = !section.querySelector("article.rule:not([hidden])");
    nothing.hidden = count > 0 || rules.length === 0;
    shown.textContent = count === rules.length ? `${count} rules` : `${count} of ${rules.length} rules shown`;
  };

  const showAll = () => {
    form.reset();
    apply();
  };

  const foldAll = (isOpen) => {
    for (const rule of rules) if (!rule.hidden) rule.querySelector("details.fold").open = isOpen;
  };

  const wantedId = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1);
    }
  };

  const follow = () => {
    const rule = rules.find((candidate) => candidate.id === wantedId());
    if (!rule) return;
    if (rule.hidden) showAll();
    rule.querySelector("details.fold").open = true;
    rule.scrollIntoView({ block: "start" });
    rule.focus({ preventScroll: true });
  };

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("expand").addEventListener("click", () => foldAll(true));
  document.getElementById("collapse").addEventListener("click", () => foldAll(false));
  document.getElementById("reset").addEventListener("click", () => {
    showAll();
    search.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target === search && event.key === "Escape") {
      search.value = "";
      apply();
    } else if (event.key === "/" && !event.target.closest("input, select, textarea") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    }
  });
  window.addEventListener("hashchange", follow);

  // What is folded is not printed: open the rules and what proves the failures for the printer, and close again only
  // what was closed.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(
      "details.fold:not([open]), details.findings:not([open]), .failed .proof > .exchange:not([open])",
    )];
    for (const fold of opened) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });

  apply();
  follow();
})();
