/** <weilu-chart kind height> draws the JSON inside it with ECharts, in the colours of the page.
 *
 * The library is fetched only where a chart is; the table behind the chart holds the same numbers.
 * It is drawn anew when the page turns light or dark, and for paper always light.
 */
const root = document.documentElement;
let library;

function load() {
  library ??= Promise.all([import(root.dataset.echarts), import(root.dataset.chartKinds)]);
  return library;
}

function palette() {
  const style = getComputedStyle(root);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const ash = [0, 1, 2, 3, 4, 5].map((step) => token(`ash-${step}`));
  const named = ["ink", "ink-2", "ink-3", "line", "line-2", "surface", "ember", "ember-fill", "ember-soft"];
  const colours = Object.fromEntries(named.map((name) => [name.replace("-", "_"), token(name)]));
  return { ...colours, ash, font: getComputedStyle(document.body).fontFamily };
}

class WeiluChart extends HTMLElement {
  connectedCallback() {
    this.data = JSON.parse(this.querySelector("script").textContent);
    this.ground = this.appendChild(document.createElement("div"));
    this.style.minHeight = `${this.getAttribute("height")}px`;
    this.sizes = new ResizeObserver(() => this.chart?.resize());
    this.sizes.observe(this);
    this.draw();
  }

  disconnectedCallback() {
    this.sizes.disconnect();
    this.chart?.dispose();
    this.ground.remove();
  }

  async draw() {
    const [echarts, kinds] = await load();
    if (!this.isConnected) return;
    this.chart?.dispose();
    this.chart = echarts.init(this.ground, null, { renderer: "svg" });
    this.chart.setOption(kinds.options(this.getAttribute("kind"), this.data, palette(), this.clientWidth));
    this.toggleAttribute("drawn", true);
  }
}

customElements.define("weilu-chart", WeiluChart);

function redraw() {
  for (const chart of document.querySelectorAll("weilu-chart")) chart.draw();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
matchMedia("print").addEventListener("change", redraw);
new MutationObserver(redraw).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
