/** A button with data-print opens the browser's own print dialog. */
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
