/** <div data-sse="/address"> shows the newest HTML that the address streams, until it says "end".
 *
 * An unnamed event replaces the inside of the element. The event "end" closes the stream; its data,
 * when not empty, is the address to go to. A broken line is taken up again by the browser; the words
 * of data-sse-lost stand below meanwhile.
 */
const lines = new Map();

function connect(element) {
  const source = new EventSource(element.dataset.sse);
  lines.set(element, source);
  source.onmessage = (event) => {
    lost(element, false);
    element.innerHTML = event.data;
    window.htmx?.process(element);
  };
  source.onerror = () => lost(element, true);
  source.addEventListener("end", (event) => {
    disconnect(element);
    if (event.data) location.assign(event.data);
  });
}

function disconnect(element) {
  lines.get(element)?.close();
  lines.delete(element);
}

function lost(element, isLost) {
  const words = element.dataset.sseLost;
  let line = element.querySelector(":scope > .sse-lost");
  if (isLost && words && !line) {
    line = Object.assign(document.createElement("p"), { className: "sse-lost note", role: "status", textContent: words });
    element.append(line);
  } else if (!isLost) line?.remove();
}

function look() {
  for (const element of lines.keys()) if (!element.isConnected) disconnect(element);
  for (const element of document.querySelectorAll("[data-sse]")) {
    if (!lines.has(element) && !element.dataset.sseDone) {
      element.dataset.sseDone = "yes";
      connect(element);
    }
  }
}

look();
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
addEventListener("pagehide", () => [...lines.keys()].forEach(disconnect));
