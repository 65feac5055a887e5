() => {
  const found = [];
  const unseen = ".visually-hidden, script, style, template, [hidden], dialog:not([open])";
  const own = "bdi, code, kbd, .said-text, .members-words, [lang]:not(html), option, mark";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (!text || element.closest(unseen)) continue;
    found.push({
      text,
      size: parseFloat(getComputedStyle(element).fontSize),
      seen: element.checkVisibility(),
      own: Boolean(element.closest(own)),
    });
  }
  for (const name of ["aria-label", "placeholder", "title", "alt"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const text = element.getAttribute(name);
      found.push({ text, size: 99, seen: true, own: Boolean(element.closest("[lang]:not(html)")) });
    }
  }
  return found;
}
