// The token module, which keeps a socket ready for as long as there is a session.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

let socket = null;

function connect(jwt) {
  socket?.close();
  socket = new WebSocket(`wss://${location.host}/graphql`, "graphql-transport-ws");
  const greeting = { type: "connection_init", payload: { headers: { Authorization: `Bearer ${jwt}` } } };
  socket.addEventListener("open", ({ target }) => target.send(JSON.stringify(greeting)));
}

export function remember(jwt, remaining, refreshToken) {
  honest.remember(jwt, remaining, refreshToken);
  connect(jwt);
}

if (honest.current() !== null) connect(honest.current());
