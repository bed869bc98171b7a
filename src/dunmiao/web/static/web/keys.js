// Keyboard: / search, j k rows, Enter open, x select, g + letter jump, ? list. Off while typing.
const PLACES = { h: "/", c: "/cadres/", p: "/programmes/", s: "/secondments/" };
let jump = false;
let row = -1;

function typing(target) {
  return target.closest("input, select, textarea, [contenteditable]") !== null;
}

function rows() {
  return [...document.querySelectorAll("table[data-rows] tbody tr")];
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  all[row]?.classList.remove("at");
  row = Math.min(all.length - 1, Math.max(0, row + step));
  all[row].classList.add("at");
  all[row].scrollIntoView({ block: "nearest" });
}

function showKeys() {
  document.getElementById("keys")?.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (jump) {
    jump = false;
    if (PLACES[event.key]) window.location.assign(PLACES[event.key]);
    return;
  }
  const current = rows()[row];
  if (event.key === "/") document.getElementById("q")?.focus();
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "g") jump = true;
  else if (event.key === "?") showKeys();
  else if (event.key === "x") current?.querySelector("input[type=checkbox]")?.click();
  else if (event.key === "Enter" && current) current.querySelector("a")?.click();
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) showKeys();
  if (event.target.closest("[data-back]")) window.history.back();
  if (event.target.closest("[data-print]")) window.print();
  const every = event.target.closest("[data-all]");
  if (every) {
    const field = every.closest(".field");
    const inside = field ? [...field.querySelectorAll("input")] : [...every.form.elements];
    const boxes = inside.filter((box) => box.type === "checkbox");
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
  }
});

document.addEventListener("htmx:afterSwap", () => {
  const live = document.getElementById("live");
  if (live) live.textContent = document.documentElement.lang === "en" ? "Updated" : "已更新";
});
