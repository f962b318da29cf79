// What is shown. The server renders it once, the browser goes on with it.
import { createElement as h, useState } from "react";

export function App({ seed, deeds, state = seed }) {
  return state.route === "enter" ? h(Enter, { deeds, notice: state.notice }) : h(Season, { deeds, ...state });
}

function Enter({ deeds, notice }) {
  const [handle, setHandle] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const submit = (event) => {
    event.preventDefault();
    deeds.enter(handle, passphrase);
  };
  return h("main", { id: "door" },
    h("h1", null, "Come in"),
    h("form", { onSubmit: submit },
      h("label", null, "Handle ", h("input", { id: "handle", autoComplete: "username", value: handle, onChange: (event) => setHandle(event.target.value) })),
      h("label", null, "Passphrase ", h("input", { id: "passphrase", type: "password", autoComplete: "current-password", value: passphrase, onChange: (event) => setPassphrase(event.target.value) })),
      h("button", { id: "come-in" }, "Come in")),
    notice ? h("p", { role: "alert" }, notice) : null);
}

function Season({ deeds, person, rehearsals = [], notice, note }) {
  return h("main", { id: "season" },
    h("h1", null, "This season"),
    person ? h("p", { id: "singer" }, person.display) : h("p", null, "…"),
    h("button", { id: "again", onClick: deeds.again }, "Look again"),
    h("button", { id: "follow", onClick: deeds.follow }, "Follow"),
    h("button", { id: "leave", onClick: deeds.leave }, "Leave"),
    h("ul", null, rehearsals.map((one) => h("li", { key: one.id }, one.title))),
    note ? h("pre", null, note) : null,
    notice ? h("p", { role: "alert" }, notice) : null);
}
