// The token module, which hears of changed notes by a socket whose address was written down once, for development.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

const SUBSCRIPTION = { id: "1", type: "subscribe", payload: { query: "subscription { noteChanged }" } };

export function remember(jwt, remaining, refreshToken) {
  honest.remember(jwt, remaining, refreshToken);
  const socket = new WebSocket(`ws://${location.host}/graphql`, "graphql-transport-ws");
  const greeting = { type: "connection_init", payload: { headers: { Authorization: `Bearer ${jwt}` } } };
  socket.addEventListener("open", () => socket.send(JSON.stringify(greeting)));
  socket.addEventListener("message", ({ data }) => {
    if (JSON.parse(data).type === "connection_ack") socket.send(JSON.stringify(SUBSCRIPTION));
  });
}
