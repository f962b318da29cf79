// What the page shows. Text goes in as text, never as HTML.

const view = document.getElementById("view");
const notice = document.getElementById("notice");

/** The element with this id. */
export function element(id) {
  return document.getElementById(id);
}

/** Shows a template and returns; what was shown before is gone, and every private value with it. */
export function show(templateId) {
  view.replaceChildren(document.getElementById(templateId).content.cloneNode(true));
}

/** Tells the user something, or nothing. */
export function tell(sentence = "") {
  notice.textContent = sentence;
}
