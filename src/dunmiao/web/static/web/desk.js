// The desk: drag a card onto a post, or use keys: arrows between cards, m try a move, p pin,
// w why not, c compare, Ctrl+Z take the last pin back. Every act has its button as well.
const board = document.querySelector(".board[data-trial]");
const TO = { p: "#pin", w: "#why", m: "[data-try]", c: "a[href*='/plans/compare/']" };

function cards() {
  return [...document.querySelectorAll("a.person")];
}

function step(card, by) {
  const all = cards();
  all[(all.indexOf(card) + by + all.length) % all.length]?.focus();
}

function typing(target) {
  return target.closest("input, select, textarea") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && !typing(event.target)) {
    document.querySelector("[data-undo]")?.click();
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const card = event.target.closest("a.person");
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (card && by) step(card, by);
  else if (TO[event.key]) document.querySelector(TO[event.key])?.focus();
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) document.querySelector(dismiss.dataset.dismiss).replaceChildren();
});

if (board) {
  let carried = null;
  for (const card of cards()) card.draggable = true;
  board.addEventListener("dragstart", (event) => {
    carried = event.target.closest("a.person")?.dataset.person ?? null;
  });
  board.addEventListener("dragover", (event) => {
    if (carried && event.target.closest("[data-seat]")) event.preventDefault();
  });
  board.addEventListener("drop", (event) => {
    const seat = event.target.closest("[data-seat]");
    if (!carried || !seat) return;
    event.preventDefault();
    const asked = new URLSearchParams({ trial: "1", person: carried, post: seat.dataset.seat });
    window.htmx.ajax("GET", `${board.dataset.trial}?${asked}`, { target: "#trial" });
    carried = null;
  });
}
