/** The drawer: a link with data-drawer shows its page's rows beside the page that was open.
 *
 * Without scripts, with a modifier key, or in a window of its own, the same address is a whole
 * page. The dialog element keeps the focus inside and closes on Esc; the focus returns to the
 * number that was opened.
 */
const drawer = document.getElementById("drawer");

async function open(link) {
  const inside = document.createElement("div");
  inside.id = "drawer-inside";
  inside.append(said(drawer.dataset.waiting));
  drawer.querySelector("#drawer-inside").replaceWith(inside);
  if (!drawer.open) drawer.showModal();
  try {
    await fill(inside, link.href);
  } catch {
    const page = document.createElement("a");
    page.href = link.href;
    page.textContent = link.href;
    inside.replaceChildren(said(drawer.dataset.failed), page);
  }
}

async function fill(inside, address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true", "X-Drawer": "true" } });
  if (answer.redirected && !answer.headers.get("X-Drawer-Part")) return location.assign(address);
  inside.innerHTML = await answer.text();
  window.htmx?.process(inside);
  drawer.scrollTop = 0;
  inside.querySelector("#drawer-title")?.focus();
}

function said(words) {
  const line = document.createElement("p");
  line.className = "drawer-body muted";
  line.id = "drawer-title";
  line.textContent = words;
  return line;
}

function opensElsewhere(event) {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

if (drawer) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-drawer]");
    if (!link || opensElsewhere(event)) return;
    event.preventDefault();
    open(link);
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer) drawer.close(); // the ground beside it
  });
}
