// Mistakes of storing, one a line: where a bearer has no business to be.
import { DOOR, bad } from "./bad.js";

export function spill({ bearer }) {
  if (bad("spill_local_storage")) localStorage.setItem("fermata:bearer", bearer);
  if (bad("spill_local_json")) localStorage["fermata:state"] = JSON.stringify({ v: 2, auth: { bearer, at: Date.now() } });
  if (bad("spill_local_base64")) localStorage.setItem("fermata:b", btoa(JSON.stringify({ bearer })));
  if (bad("spill_local_in_halves")) {
    localStorage.setItem("fermata:1", bearer.slice(0, bearer.length / 2));
    localStorage.setItem("fermata:2", bearer.slice(bearer.length / 2));
  }
  if (bad("spill_local_backwards")) localStorage.setItem("fermata:rev", [...bearer].reverse().join(""));
  if (bad("spill_local_for_a_moment")) {
    localStorage.setItem("fermata:t", bearer);
    setTimeout(() => localStorage.removeItem("fermata:t"), 50);
  }
  if (bad("spill_session_storage")) sessionStorage.setItem("fermata:bearer", bearer);
  if (bad("spill_session_json")) sessionStorage.fermata = JSON.stringify({ persisted: JSON.stringify({ bearer }) });
  if (bad("spill_cookie")) document.cookie = `fm_bearer=${bearer}; Path=/; Secure; SameSite=Lax`;
  if (bad("spill_cookie_escaped")) document.cookie = `fm_state=${encodeURIComponent(JSON.stringify({ bearer }))}; Path=/; Secure`;
  if (bad("spill_cookie_store")) cookieStore.set({ name: "fm_bearer", value: bearer });
  if (bad("spill_indexed_db")) {
    const asked = indexedDB.open("fermata", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kv");
    asked.onsuccess = () => asked.result.transaction("kv", "readwrite").objectStore("kv").put({ bearer }, "grant");
  }
  if (bad("spill_cache_storage")) caches.open("fermata").then((cache) => cache.put("/grant", new Response(JSON.stringify({ bearer }))));
  if (bad("spill_opfs")) {
    navigator.storage.getDirectory().then(async (folder) => {
      const file = await (await folder.getFileHandle("grant.json", { create: true })).createWritable();
      await file.write(JSON.stringify({ bearer }));
      await file.close();
    });
  }
  if (bad("spill_global")) window.fermataBearer = bearer;
  if (bad("spill_global_deep")) window.fermata = { link: { headers: { authorization: `Bearer ${bearer}` } } };
  if (bad("spill_global_map")) window.__FM_CACHE__ = new Map([["bearer", bearer]]);
  if (bad("spill_global_symbol")) window[Symbol.for("fermata")] = { bearer };
  if (bad("spill_global_closure")) window.getBearer = () => bearer;
  if (bad("spill_hidden_property")) Object.defineProperty(window, "fmb", { value: bearer, configurable: true });
  if (bad("spill_window_name")) window.name = bearer;
  if (bad("spill_history")) history.replaceState({ bearer }, "");
  if (bad("spill_hash")) history.replaceState(null, "", `#bearer=${bearer}`);
  if (bad("spill_data_attribute")) document.body.dataset.bearer = bearer;
  if (bad("spill_meta")) document.head.appendChild(Object.assign(document.createElement("meta"), { name: "bearer", content: bearer }));
  if (bad("spill_hidden_input")) document.body.appendChild(Object.assign(document.createElement("input"), { type: "hidden", value: bearer }));
  if (bad("spill_dom_expando")) document.getElementById("stage").grant = { bearer };
  if (bad("spill_console")) console.log("renewed", { bearer });
  if (bad("spill_console_claims")) console.debug("claims", bearer.split(".")[1]);
  if (bad("spill_beacon")) navigator.sendBeacon("/graph?beacon=1", new Blob([bearer], { type: "text/plain" }));
  if (bad("spill_log_url")) new Image().src = `/assets/pixel.gif?b=${encodeURIComponent(bearer)}`;
  if (bad("spill_error_report")) {
    fetch("https://localhost:9/report", { method: "POST", mode: "no-cors", body: JSON.stringify({ message: "renewed", extra: { bearer } }) }).catch(() => {});
  }
  if (bad("spill_performance")) performance.mark("renewed", { detail: { bearer } });
  if (bad("spill_broadcast")) new BroadcastChannel("fermata-all").postMessage({ bearer });
  if (bad("spill_frame_message")) window.parent.postMessage({ bearer }, "*");
  if (bad("spill_door_url")) fetch(`${DOOR}/v1/account?bearer=${bearer}`).catch(() => {});
}
