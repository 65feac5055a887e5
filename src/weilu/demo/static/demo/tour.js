/** <weilu-tour data-anchor="id">: moves the card of the tour to the part of the page it speaks about.
 *
 * Beside it where there is room, else below it; docked at the foot of the window on a phone and
 * for a part taller than the window. Without the part the card stays where it is, in the flow.
 * Enter and the right arrow go on, the left arrow goes back, Esc skips; all of them rest while
 * somebody types and while a menu or a drawer is open, whose Esc it is then.
 */
const gap = 16;
const narrow = matchMedia("(max-width: 767px)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const ways = { Enter: "next", ArrowRight: "next", ArrowLeft: "back", Escape: "skip" };

class Tour extends HTMLElement {
  connectedCallback() {
    this.about = document.getElementById(this.dataset.anchor);
    this.stop = new AbortController();
    const { signal } = this.stop;
    document.addEventListener("keydown", (event) => this.press(event), { signal, capture: true });
    if (this.about) this.settle(signal);
    this.querySelector("h2").focus({ preventScroll: true });
  }

  disconnectedCallback() {
    this.stop.abort();
    this.watch?.disconnect();
    this.about?.classList.remove("tour-anchor");
  }

  settle(signal) {
    this.classList.add("is-placed");
    this.about.classList.add("tour-anchor");
    this.place();
    addEventListener("resize", () => this.place(), { signal });
    this.watch = new ResizeObserver(() => this.place()); // charts come later and push
    this.watch.observe(document.getElementById("main"));
    const block = this.classList.contains("is-docked") ? "start" : "nearest";
    this.about.scrollIntoView({ block, behavior: still.matches ? "instant" : "smooth" });
  }

  place() {
    const about = this.about.getBoundingClientRect();
    const isDocked = narrow.matches || about.height > innerHeight * 0.7;
    this.classList.toggle("is-docked", isDocked);
    const isBeside = !isDocked && about.right + gap + this.offsetWidth + gap <= document.documentElement.clientWidth;
    this.classList.toggle("is-beside", isBeside);
    this.style.left = isDocked ? "" : `${scrollX + (isBeside ? about.right + gap : about.left + gap)}px`;
    this.style.top = isDocked ? "" : `${scrollY + (isBeside ? about.top : about.bottom + gap)}px`;
  }

  press(event) {
    const way = ways[event.key];
    const isComposing = event.isComposing || event.keyCode === 229;
    const modified = event.metaKey || event.ctrlKey || event.altKey || event.shiftKey;
    if (!way || isComposing || modified || !this.listens(event)) return;
    // Escape on the last card ends the tour as well: there it is called finishing.
    const act = this.querySelector(`[data-tour="${way}"]`) ?? (way === "skip" ? this.querySelector("button[data-tour]") : null);
    if (!act) return;
    event.preventDefault();
    act.click();
  }

  listens(event) {
    if (document.querySelector("dialog[open], details.menu[open]")) return false;
    const at = event.target;
    if (event.key === "Escape") return !/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
    if (event.key === "Enter" && at.closest("a, button, summary, input, select, textarea")) return false;
    return at === document.body || this.contains(at);
  }
}

customElements.define("weilu-tour", Tour);
