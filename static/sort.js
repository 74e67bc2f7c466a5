// Sorts a table by a click on a column's head: highest or A first, then the other way, then as it
// came. Heads are buttons, so that keys work as clicks do. Rows of the foot keep their place.
(() => {
  const next = { none: "first", first: "second", second: "none" };
  const said = (state, isNumber) =>
    state === "none" ? "none" : (state === "first") === isNumber ? "descending" : "ascending";

  const text = (cell) => cell.dataset.sort ?? cell.textContent.trim();

  // "34 (34–37)" sorts by 34, "−3" as negative; what holds no figure comes last either way.
  const figure = (cell) => {
    const found = text(cell).replace(/[\u2009\u202f]/g, "").replace("−", "-").match(/^[+-]?\d+(\.\d+)?/);
    return found ? Number(found[0]) : null;
  };

  const compare = (column, isNumber, sign) => (one, other) => {
    const cells = [one.cells[column], other.cells[column]];
    if (!isNumber) return sign * text(cells[0]).localeCompare(text(cells[1]), "en", { numeric: true });
    const [a, b] = cells.map(figure);
    if (a === null || b === null) return (a === null) - (b === null);
    return -sign * (a - b);
  };

  document.addEventListener("click", (event) => {
    const head = event.target.closest?.(".atlas-table thead th");
    if (!head) return;
    const body = head.closest("table").tBodies[0];
    const rows = [...body.rows];
    rows.forEach((row, place) => (row.dataset.place ??= place));
    const state = next[head.dataset.state ?? "none"];
    for (const each of head.parentElement.cells) {
      each.dataset.state = "none";
      each.setAttribute("aria-sort", "none");
    }
    const isNumber = head.classList.contains("n");
    head.dataset.state = state;
    head.setAttribute("aria-sort", said(state, isNumber));
    rows.sort((one, other) => one.dataset.place - other.dataset.place);
    if (state !== "none") rows.sort(compare(head.cellIndex, isNumber, state === "first" ? 1 : -1));
    body.append(...rows);
  });
})();
