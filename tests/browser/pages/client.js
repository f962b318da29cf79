// An honest client: the token in a closure, a refresh at the start, nothing stored. A page may set `quirks` first.
(() => {
  let token = null;
  const quirks = globalThis.quirks ?? {};
  const view = document.getElementById("view");
  const headers = () => (token && !quirks.usesCookies ? { Authorization: `Bearer ${token}` } : {});

  const issued = async (answer) => answer.headers.get("X-Token") ?? (await answer.json()).access_token;

  async function start() {
    quirks.started?.(() => token, showLogin);
    if (quirks.isOver?.()) return showLogin();
    const answer = await fetch("/api/refresh", { method: "POST" });
    if (!answer.ok) return showLogin();
    token = await issued(answer);
    await showHome();
  }

  function showLogin() {
    view.replaceChildren(document.getElementById("login").content.cloneNode(true));
    const form = view.querySelector("form");
    if (!form) {
      const [name, password] = view.querySelectorAll("input");
      view.querySelector("button:nth-of-type(2)").addEventListener("click", () => login(name.value, password.value));
      return;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [name, password] = [...form.querySelectorAll("input:not([type=checkbox])")];
      if (!password || password.closest("[hidden]")) {
        password?.closest("[hidden]").removeAttribute("hidden");
        return;
      }
      login(name.value, password.value);
    });
  }

  async function login(email, password) {
    const answer = await fetch("/api/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    if (!answer.ok) return;
    token = (await answer.json()).access_token;
    await showHome();
    quirks.signedIn?.(token);
  }

  async function showHome() {
    const { name } = await (await fetch("/api/me", { headers: headers() })).json();
    view.innerHTML = '<p>Signed in as <b id="who"></b></p><button id="again">Again</button><button id="out">Sign out</button>';
    view.querySelector("#who").textContent = name;
    view.querySelector("#again").addEventListener("click", again);
    view.querySelector("#out").addEventListener("click", logout);
  }

  async function again() {
    const call = () => fetch("/api/me", { headers: headers() });
    if ((await call()).ok) return;
    const answer = await fetch("/api/refresh", { method: "POST" });
    if (!answer.ok) return showLogin();
    token = await issued(answer);
    await new Promise((resolve) => setTimeout(resolve, quirks.breath ?? 0));
    await call();
  }

  async function logout() {
    quirks.signedOut?.();
    token = null;
    showLogin();
    await fetch("/api/logout", { method: "POST" }).catch(() => {});
  }

  start();
})();
