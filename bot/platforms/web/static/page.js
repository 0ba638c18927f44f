// The page: it sends what people do, and shows what has changed. All HTML comes from the server, which escapes it.

const body = document.body;
const dialog = document.querySelector("#form");
const notice = document.querySelector("#notice");
const due = document.querySelector("#due");
const panes = [...document.querySelectorAll(".pane")];
let version = Number(body.dataset.version);

function address(path, values = {}) {
  return `${path}?${new URLSearchParams([["look", body.dataset.look], ...Object.entries(values)])}`;
}

function elements(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

async function send(path, values, data = new FormData()) {
  notice.textContent = "";
  try {
    const response = await fetch(address(path, values), { method: "POST", body: data });
    const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
    if (!response.ok) {
      throw new Error(answer?.problem ?? "That didn't work. Reload the page and try again.");
    }
    return answer;
  } catch (error) {
    notice.textContent = error instanceof TypeError ? "Loopmate doesn't answer. Is it still running in the terminal?" : error.message;
    return null;
  }
}

// Sends what somebody did, and shows what came of it; `from` has the focus again once a form that it opens is closed.
async function act(path, values, data, from) {
  body.setAttribute("aria-busy", "true");
  due.replaceChildren();
  const answer = await send(path, values, data);
  await refresh();
  if (answer) {
    ask(answer, from);
  }
  body.removeAttribute("aria-busy");
}

// messages

const listOf = (pane) => pane.querySelector(".messages");
const isAtEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 80;

function scrollToEnd(list) {
  list.scrollTop = list.scrollHeight;
}

function show(pane, html) {
  const list = listOf(pane);
  const atEnd = isAtEnd(list);
  for (const message of [...elements(html).children]) {
    const old = list.querySelector(`#${message.id}`);
    if (old) {
      const focused = old.contains(document.activeElement);
      old.replaceWith(message);
      if (focused) {
        (message.querySelector("button") ?? list).focus();
      }
    } else {
      const after = [...list.querySelectorAll(".message")].find((one) => Number(one.dataset.number) > Number(message.dataset.number));
      list.insertBefore(message, after ?? null);
    }
  }
  if (atEnd) {
    scrollToEnd(list);
  }
}

let refreshing = Promise.resolve();
function refresh() {
  refreshing = refreshing.then(refreshOnce, refreshOnce);
  return refreshing;
}

async function refreshOnce() {
  const query = new URLSearchParams([["look", body.dataset.look], ["since", version], ...panes.map((pane) => ["pane", pane.dataset.pane])]);
  const response = await fetch(`/changes?${query}`).catch(() => null);
  if (!response?.ok) {
    return; // the stream of changes says when Loopmate has stopped
  }
  const answer = await response.json();
  version = answer.version;
  for (const pane of panes) {
    show(pane, answer.panes[pane.dataset.pane] ?? "");
  }
  document.querySelector("#clock").textContent = answer.clock;
}

const events = new EventSource("/events");
events.addEventListener("message", (event) => {
  if (Number(event.data) > version) {
    refresh();
  }
});
events.addEventListener("error", () => {
  if (events.readyState === EventSource.CLOSED) {
    notice.textContent = "Loopmate has stopped. Start it again, and open the address that it prints.";
  }
});

setInterval(refresh, 30_000); // the time of day

async function showEarlier(pane) {
  const list = listOf(pane);
  const button = list.querySelector(".earlier");
  const first = list.querySelector(".message");
  const response = await fetch(address("/earlier", { pane: pane.dataset.pane, before: first?.dataset.number ?? "" }));
  if (!response.ok) {
    return;
  }
  const answer = await response.json();
  const height = list.scrollHeight - list.scrollTop;
  const found = elements(answer.html);
  for (const message of found.children) {
    message.classList.add("early"); // drawn once it's scrolled to
  }
  button.after(found);
  list.scrollTop = list.scrollHeight - height;
  button.hidden = !answer.more;
}

const looksBack = new IntersectionObserver((seen) => {
  for (const entry of seen) {
    if (entry.isIntersecting) {
      showEarlier(entry.target.closest(".pane"));
    }
  }
});

// what people do

let opener = null; // what has the focus again once the form is closed, else where one types beside it
let beside = null;

async function press(button) {
  const pane = button.closest(".pane");
  const data = new FormData();
  data.set("button", button.dataset.press);
  if (button.getAttribute("aria-disabled")) {
    return; // it was pressed just now
  }
  button.setAttribute("aria-disabled", "true");
  await act("/press", { as: pane.dataset.as }, data, button);
  button.removeAttribute("aria-disabled");
}

function ask(answer, from) {
  if (!answer.form) {
    dialog.close();
    return;
  }
  dialog.replaceChildren(elements(answer.form));
  opener = from ?? opener;
  beside = from?.closest(".pane")?.querySelector("textarea") ?? beside;
  if (!dialog.open) {
    dialog.showModal();
  }
  (dialog.querySelector("[aria-invalid]") ?? dialog.querySelector("input, select, textarea"))?.focus();
}

dialog.addEventListener("close", () => (opener?.isConnected ? opener : beside)?.focus());

dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  act("/fill", { as: event.target.dataset.as }, new FormData(event.target));
});

dialog.addEventListener("input", async (event) => {
  const field = event.target;
  if (!field.dataset.proposes) {
    return;
  }
  const who = field.form.dataset.as;
  const response = await fetch(address("/propose", { as: who, field: field.dataset.proposes, typed: field.value }));
  if (response.ok) {
    const values = await response.json();
    field.list.replaceChildren(...values.map((value) => Object.assign(document.createElement("option"), { value })));
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.press) {
    press(button);
  } else if (button?.dataset.clock) {
    moveClock(button);
  } else if (button && "cancel" in button.dataset) {
    dialog.close();
  } else if (button?.classList.contains("earlier")) {
    showEarlier(button.closest(".pane"));
  }
});

async function moveClock(button) {
  const data = new FormData();
  data.set("to", button.dataset.clock);
  const buttons = [...document.querySelectorAll("[data-clock]")];
  buttons.forEach((one) => (one.disabled = true));
  due.textContent = "Moving the clock…";
  const answer = await send("/clock", {}, data);
  due.replaceChildren(elements(answer?.due ?? ""));
  buttons.forEach((one) => (one.disabled = false));
  button.focus();
  await refresh();
}

document.querySelector(".join").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await send("/join", {}, new FormData(event.target));
  if (answer) {
    location.assign(answer.address);
  }
});

document.querySelector(".demo")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  button.textContent = "Two weeks pass…";
  const answer = await send("/demo");
  if (answer) {
    location.assign(answer.address);
  }
  button.disabled = false;
});

// typing

for (const pane of panes) {
  const form = pane.querySelector(".composer");
  const text = form.querySelector("textarea");
  const list = form.querySelector(".completions");
  let chosen = -1;
  let typed = 0;

  function close() {
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    text.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const options = [...list.children];
    chosen = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    options[chosen].scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", options[chosen].id);
  }

  function take(option) {
    text.value = option.dataset.value;
    text.focus();
    complete();
  }

  async function complete() {
    const asked = ++typed;
    const response = await fetch(address("/complete", { pane: pane.dataset.pane, text: text.value }));
    const found = response.ok ? await response.json() : [];
    if (asked !== typed) {
      return; // more was typed meanwhile
    }
    close();
    list.append(
      ...found.map(([value, about], at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.role = "option";
        option.dataset.value = value;
        option.setAttribute("aria-selected", "false");
        option.append(value.trim());
        if (about) {
          const small = document.createElement("span");
          small.className = "hint";
          small.textContent = about;
          option.append(" ", small);
        }
        return option;
      }),
    );
    list.hidden = found.length === 0;
  }

  text.addEventListener("input", complete);
  text.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) {
      take(option);
    }
  });
  text.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
    } else if (open && event.key === "Escape") {
      close();
    } else if (open && chosen >= 0 && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      take(list.children[chosen]);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  const file = form.querySelector("[type=file]");
  const nameFile = () => (file.nextElementSibling.textContent = file.files[0]?.name ?? "Attach");
  file.addEventListener("change", () => {
    nameFile();
    text.focus();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text.value.trim() && !file.files.length) {
      return;
    }
    const data = new FormData(form);
    typed++;
    close();
    form.reset();
    nameFile();
    await act("/say", { pane: pane.dataset.pane }, data, text);
    scrollToEnd(listOf(pane));
  });

  const messages = listOf(pane);
  let atEnd = true;
  messages.addEventListener("scroll", () => (atEnd = isAtEnd(messages)));
  messages.addEventListener("load", () => atEnd && scrollToEnd(messages), true); // pictures come late
  scrollToEnd(messages);
  looksBack.observe(pane.querySelector(".earlier"));
}
