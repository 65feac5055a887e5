/** Keys of a page: pressing one clicks what carries it in data-press. */
document.addEventListener("weilu:key", (event) => {
  const wanted = document.querySelector(`[data-press="${CSS.escape(event.detail)}"]`);
  if (wanted) {
    event.preventDefault();
    wanted.click();
  }
});
