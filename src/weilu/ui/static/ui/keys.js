/** Single keys everywhere: "/" searches, "G" then a letter goes, "?" lists, Esc closes.
 *
 * They rest while somebody types or composes Chinese, while a dialog is open, with a modifier
 * key, and for operators who switched them off (WCAG 2.1.4). Pages listen for their own keys with
 * the event "weilu:key" on the document, which comes under the same conditions.
 */
const root = document.documentElement;
const waitMs = 1500;
let goesUntil = 0;

function isTyping(event) {
  const at = event.target;
  return event.isComposing || event.keyCode === 229 || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName ?? "");
}

function isForUs(event) {
  const modified = event.metaKey || event.ctrlKey || event.altKey;
  return root.dataset.shortcuts === "on" && !event.defaultPrevented && !modified && !isTyping(event) && !document.querySelector("dialog[open]");
}

function press(event) {
  const key = event.key.toLowerCase();
  if (goesUntil > event.timeStamp) {
    goesUntil = 0;
    const link = document.querySelector(`a[data-key="${CSS.escape(key)}"]`);
    if (link) return link.click(), true;
  }
  if (key === "/") return focusSearch();
  if (key === "?") return document.getElementById("keys")?.showModal(), true;
  if (key === "g") return (goesUntil = event.timeStamp + waitMs), true;
  return !document.dispatchEvent(new CustomEvent("weilu:key", { detail: key, cancelable: true }));
}

function focusSearch() {
  const field = document.querySelector("input[data-search]");
  if (field?.checkVisibility()) return field.focus(), field.select(), true;
  return document.querySelector("a.topbar-act")?.click(), true;
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) {
    const menu = event.target.closest?.("details.menu[open]");
    closeMenus(null);
    menu?.querySelector("summary").focus();
    if (event.target.matches?.("input[data-search]")) event.target.blur();
  } else if (isForUs(event) && press(event)) {
    event.preventDefault();
  }
});
document.addEventListener("click", (event) => closeMenus(event.target));
