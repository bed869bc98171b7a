// One screen a person, an overview, one send. Plain script for old phones; without it the page
// is one long form that works as well. Nothing is kept on the device.
(function () {
  "use strict";
  var form = document.getElementById("ballot");
  if (!form || !form.querySelector(".step")) return;
  var steps = [].slice.call(form.querySelectorAll(".step"));
  var names = steps.map(function (step) { return step.getAttribute("data-step"); });
  var at = 0;
  document.body.classList.add("scripted");

  var code = form.elements.code;
  var typed = window.location.hash.replace(/^#/, "");
  if (/^[0-9A-Za-z]{20,40}$/.test(typed)) {
    code.value = typed.replace(/(.{4})(?=.)/g, "$1-");
    if (window.history.replaceState) window.history.replaceState(null, "", window.location.pathname);
  }

  function show(index) {
    at = Math.max(0, Math.min(steps.length - 1, index));
    steps.forEach(function (step, n) { step.hidden = n !== at; });
    if (names[at] === "review") review();
    window.scrollTo(0, 0);
    var head = steps[at].querySelector("h1, h2");
    if (head) { head.setAttribute("tabindex", "-1"); head.focus(); }
  }

  function open() {
    var missing = [];
    steps.forEach(function (step, n) {
      [].forEach.call(step.querySelectorAll("fieldset"), function (field) {
        if (!field.querySelector("input:checked")) missing.push([n, field]);
      });
    });
    return missing;
  }

  function review() {
    var list = document.getElementById("overview");
    var left = open().length;
    list.textContent = "";
    steps.forEach(function (step, n) {
      var head = step.querySelector(".person");
      if (!head || names[n] === "review") return;
      var line = document.createElement("li");
      var button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = head.textContent;
      button.addEventListener("click", function () { show(n); });
      line.appendChild(button);
      var given = [].map.call(step.querySelectorAll("fieldset"), function (field) {
        var mark = field.querySelector("input:checked");
        return field.querySelector("legend").textContent + " " + (mark ? mark.value : "—");
      });
      line.appendChild(document.createTextNode("　" + given.join("，")));
      list.appendChild(line);
    });
    document.getElementById("left").textContent =
      left ? form.getAttribute("data-open").replace("%", String(left)) : "";
  }

  function picked() {
    var count = form.querySelectorAll(".pick li[data-name] input:checked").length;
    var out = document.getElementById("picked");
    if (out) out.textContent = form.getAttribute("data-picked").replace("%", String(count));
  }

  form.addEventListener("click", function (event) {
    var target = event.target;
    if (target.hasAttribute("data-next")) show(at + 1);
    else if (target.hasAttribute("data-back")) show(at - 1);
    else if (target.hasAttribute("data-go")) show(names.indexOf(target.getAttribute("data-go")));
  });
  form.addEventListener("change", function (event) {
    var group = event.target.closest ? event.target.closest(".opts") : null;
    if (group) {
      [].forEach.call(group.children, function (label) {
        label.className = label.querySelector("input").checked ? "picked" : "";
      });
    }
    picked();
  });
  var find = document.getElementById("find");
  if (find) {
    find.addEventListener("input", function () {
      [].forEach.call(form.querySelectorAll(".pick li[data-name]"), function (line) {
        line.hidden = line.getAttribute("data-name").indexOf(find.value.trim()) < 0;
      });
    });
  }

  var cast = document.getElementById("cast");
  form.addEventListener("submit", function (event) {
    if (!window.fetch || !window.FormData) return; // the browser sends the form itself
    event.preventDefault();
    if (cast.disabled) return;
    var missing = open();
    if (missing.length) { show(missing[0][0]); missing[0][1].querySelector("input").focus(); return; }
    cast.disabled = true;
    document.getElementById("left").textContent = form.getAttribute("data-sent");
    send(3);
  });

  // A lost answer is asked for again with the same number: it is the same ballot.
  function send(tries) {
    var body = new URLSearchParams(new FormData(form)).toString();
    window
      .fetch(form.action, {
        method: "POST",
        body: body,
        credentials: "omit",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      })
      .then(function (answer) {
        if (answer.status >= 500) throw new Error("again");
        return answer.text();
      })
      .then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        document.querySelector("main").replaceWith(page.querySelector("main"));
        var said = document.querySelector("#refused, [role=status]");
        if (document.getElementById("ballot")) resume();
        if (said) { said.setAttribute("tabindex", "-1"); said.focus(); }
      })
      .catch(function () {
        if (tries > 1) { window.setTimeout(function () { send(tries - 1); }, 1500); return; }
        cast.disabled = false;
        document.getElementById("left").textContent = form.getAttribute("data-lost");
      });
  }

  // A refused ballot comes back filled in; the script starts again on the new form.
  function resume() {
    var again = document.createElement("script");
    again.src = document.querySelector("script[src*=ballot]").src;
    document.body.appendChild(again);
  }

  picked();
  show(0);
})();
