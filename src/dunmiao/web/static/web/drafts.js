// What is being written outlives a lost connection: own text only, in IndexedDB, for 14 days,
// until it was sent or the person signs out.
const DAYS = 14 * 24 * 3600 * 1000;

function open() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("dunmiao-drafts", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function store(mode, act) {
  const drafts = (await open()).transaction("drafts", mode).objectStore("drafts");
  return new Promise((done, fail) => {
    const asked = act(drafts);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

const keep = (name, draft) => store("readwrite", (drafts) => drafts.put(draft, name));
const find = (name) => store("readonly", (drafts) => drafts.get(name));
const drop = (name) => store("readwrite", (drafts) => drafts.delete(name));

async function follow(form) {
  const name = form.dataset.draft;
  const text = form.querySelector("textarea");
  const said = form.querySelector("[data-kept]");
  const kept = await find(name);
  const wasSent = kept?.sent && document.querySelector(".toast");
  if (wasSent || (kept && Date.now() - kept.at > DAYS)) await drop(name);
  else if (kept && !text.value) {
    text.value = kept.text;
    said.textContent = form.dataset.restored;
  }
  text.addEventListener("input", async () => {
    if (text.value) await keep(name, { text: text.value, at: Date.now(), sent: false });
    else await drop(name);
    said.textContent = form.dataset.saved;
  });
  form.addEventListener("submit", () => {
    keep(name, { text: text.value, at: Date.now(), sent: true });
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) follow(form);
for (const form of document.querySelectorAll("form[action*='logout']")) {
  form.addEventListener("submit", () => indexedDB.deleteDatabase("dunmiao-drafts"));
}
