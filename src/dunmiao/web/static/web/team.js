// The composer: drag a candidate onto an empty seat, or focus one and press 1, 2, 3 for
// leader, backbone, body; Ctrl+Z takes the last act back. Every act has its button as well.
const ROLES = { 1: "LEADER", 2: "BACKBONE", 3: "BODY" };
let carried = null;

function typing(target) {
  return target.closest("input, select, textarea") !== null;
}

function put(person, test) {
  const form = [...document.querySelectorAll(`[data-person="${person}"] form`)].find(test);
  form?.requestSubmit();
}

document.addEventListener("dragstart", (event) => {
  carried = event.target.closest?.("[data-person]")?.dataset.person ?? null;
});
document.addEventListener("dragover", (event) => {
  if (carried && event.target.closest("[data-seat]")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const seat = event.target.closest("[data-seat]");
  if (!carried || !seat) return;
  event.preventDefault();
  put(carried, (form) => form.elements.post.value === seat.dataset.seat);
  carried = null;
});
document.addEventListener("keydown", (event) => {
  if (typing(event.target)) return;
  if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
    document.querySelector("[data-undo]")?.click();
  } else {
    const card = event.target.closest("[data-person]");
    if (!card || !ROLES[event.key]) return;
    put(card.dataset.person, (form) => form.dataset.role === ROLES[event.key]);
  }
  event.preventDefault();
});

// What was refused is shown above; what was done is drawn anew in its place.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const where = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (!where || !event.target.closest("[data-stays]")) return;
  event.preventDefault();
  document.getElementById("said").replaceChildren();
  window.htmx.ajax("GET", where, { target: "#composer", select: "#composer", swap: "outerHTML" });
});
