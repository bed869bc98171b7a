// A remote ballot: the code is shown to the office once, for a signature on a number that it
// cannot see; the ballot goes with the signature and without the code. Until it is cast the
// signature waits in this tab's own memory, so that a reload loses nothing.
(function () {
  "use strict";
  var form = document.getElementById("ballot");
  if (!form || !form.getAttribute("data-sign")) return;
  var keys = JSON.parse(form.getAttribute("data-keys"));
  var place = "dunmiao " + form.getAttribute("action");
  var said = document.getElementById("signing");
  var start = form.querySelector("[data-sign-start]");
  if (!start) return; // a refused ballot came back: it is signed already
  var tools = window.DunmiaoBlind;

  if (!window.crypto || !window.crypto.subtle || typeof BigInt === "undefined") {
    said.textContent = form.getAttribute("data-unable");
    start.disabled = true;
    return;
  }
  function held() {
    try { return JSON.parse(window.sessionStorage.getItem(place)); } catch (broken) { return null; }
  }
  function keep(slip) { window.sessionStorage.setItem(place, JSON.stringify(slip)); }
  function uuid(bytes) {
    var text = tools.hex(bytes);
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
  }
  async function ask(given) {
    var answer = await window.fetch(form.getAttribute("data-sign"), {
      method: "POST", credentials: "omit", body: new URLSearchParams(given),
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    var told = await answer.json();
    if (!answer.ok) throw new Error(told.texts.join(" "));
    return told;
  }
  async function sign(code) {
    var slip = held();
    if (!slip || slip.code !== code) {
      var group = (await ask({ code: code })).group;
      var number = tools.random(16);
      number[6] = (number[6] & 0x0f) | 0x40;
      number[8] = (number[8] & 0x3f) | 0x80;
      slip = { code: code, group: group, ballot: uuid(number),
               message: tools.hex(tools.join(tools.random(tools.PREFIX), number)) };
      var made = await tools.blind(key(group), tools.bytes(slip.message));
      slip.blinded = made.blinded;
      slip.inverse = made.inverse;
      keep(slip);
    }
    if (!slip.signature) {
      var told = await ask({ code: code, blinded: slip.blinded });
      slip.signature = await tools.finalize(
        key(slip.group), tools.bytes(slip.message), told.signature, BigInt("0x" + slip.inverse));
      keep(slip);
    }
    return slip;
  }
  function key(group) { return { n: BigInt("0x" + keys[group]), e: BigInt("65537") }; }

  start.addEventListener("click", function () {
    var code = form.elements.code.value.replace(/[^0-9A-Za-z]/g, "").toUpperCase();
    said.textContent = form.getAttribute("data-signing");
    start.disabled = true;
    sign(code).then(function (slip) {
      form.elements.ballot.value = slip.ballot;
      form.elements.message.value = slip.message;
      form.elements.signature.value = slip.signature;
      form.elements.code.value = "";
      form.elements.code.required = false;
      form.elements.code.disabled = true; // never sent with the ballot
      said.textContent = form.getAttribute("data-signed");
      start.hidden = true;
      var go = form.querySelector("[data-start]");
      go.hidden = false;
      go.focus();
    }).catch(function (failed) {
      start.disabled = false;
      said.textContent = failed.message;
    });
  });
  new MutationObserver(function () {
    if (document.getElementById("receipt")) window.sessionStorage.removeItem(place);
  }).observe(document.body, { childList: true, subtree: true });
})();
