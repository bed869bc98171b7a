// Fast entry of paper sheets: one digit a field, then on to the next; arrows move.
const fields = [...document.querySelectorAll("#entry .digit")];
fields[0]?.focus();
for (const [at, field] of fields.entries()) {
  field.addEventListener("input", () => {
    field.value = field.value.replace(/[^0-9]/g, "");
    if (field.value) (fields[at + 1] ?? document.querySelector("#entry button")).focus();
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? (event.key === "Backspace" && !field.value ? -1 : 0);
    if (step) {
      event.preventDefault();
      fields[at + step]?.focus();
      fields[at + step]?.select();
    }
  });
}
