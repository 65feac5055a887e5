/** <weilu-choice> keeps the main button's figures true while groups are ticked. */
class Choice extends HTMLElement {
  connectedCallback() {
    this.button = document.getElementById("begin");
    this.pattern = this.button.textContent;
    this.addEventListener("change", () => this.count());
  }

  count() {
    const rows = [...this.querySelectorAll("tr[data-new]")];
    const chosen = rows.filter((row) => row.querySelector("input").checked);
    for (const row of rows) row.classList.toggle("is-out", !chosen.includes(row));
    const messages = chosen.reduce((sum, row) => sum + Number(row.dataset.new), 0);
    const figures = [chosen.length, messages].map((number) => number.toLocaleString("en"));
    let at = 0;
    this.button.textContent = this.pattern.replace(/\d[\d,]*/g, () => figures[at++] ?? "");
    this.button.disabled = !chosen.length;
  }
}

customElements.define("weilu-choice", Choice);
