/** <weilu-upload data-begin="/…"> sends a chosen or dropped file in pieces and goes on after a break. */
const PIECE = 8 * 1024 * 1024;
const ATTEMPTS = 5;

class Upload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.querySelector("input[type=file]");
    this.input.addEventListener("change", () => this.send(this.input.files[0]));
    for (const name of ["dragover", "dragleave", "drop"]) {
      this.addEventListener(name, (event) => {
        event.preventDefault();
        this.form.classList.toggle("is-over", name === "dragover");
      });
    }
    this.addEventListener("drop", (event) => this.send(event.dataTransfer.files[0]));
  }

  async send(file) {
    if (!file || this.busy) return;
    this.busy = true;
    this.fail(null);
    try {
      const place = await this.ask(this.dataset.begin, JSON.stringify({ name: file.name, size: file.size }));
      await this.pieces(file, place);
      this.show(this.dataset.reading, 100);
      location.assign((await this.ask(place.done, "")).page);
    } catch (error) {
      this.fail(error.told ?? { sentence: this.dataset.broken, remedy: "" });
    } finally {
      this.busy = false;
      this.input.value = "";
    }
  }

  async pieces(file, place) {
    let offset = place.received;
    let attempts = 0;
    while (offset < file.size) {
      this.show(this.dataset.sending, (100 * offset) / file.size);
      try {
        const answer = await this.ask(place.piece, file.slice(offset, offset + PIECE), { "X-Offset": offset });
        offset = answer.received;
        attempts = 0;
      } catch (error) {
        if (error.told || ++attempts >= ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempts));
      }
    }
  }

  async ask(address, body, headers = {}) {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream", ...headers },
    });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = isJson ? await answer.json() : {};
    if (answer.ok) return told;
    throw Object.assign(new Error(answer.statusText), { told: told.sentence ? told : undefined });
  }

  show(words, share) {
    const state = this.querySelector(".upload-state");
    state.hidden = false;
    state.querySelector("progress").value = share;
    state.querySelector(".upload-words").textContent = words;
    state.querySelector(".upload-share").textContent = `${Math.floor(share)}%`;
  }

  fail(told) {
    const place = this.querySelector(".upload-error");
    place.hidden = !told;
    if (!told) return;
    this.querySelector(".upload-state").hidden = true;
    place.querySelector(".notice-sentence").textContent = told.sentence;
    place.querySelector(".upload-remedy").textContent = told.remedy ?? "";
  }
}

customElements.define("weilu-upload", Upload);
