// The same application for Node, with nothing but Node.

import { createHmac } from "node:crypto";
import { createServer } from "node:http";

const key = "a-key-of-at-least-thirty-two-bytes-for-tests";
const seconds = () => Math.floor(Date.now() / 1000);
const packed = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const signed = (text) => createHmac("sha256", key).update(text).digest("base64url");

function token(kind, life) {
  const text = `${packed({ alg: "HS256", typ: "JWT" })}.${packed({ sub: "ada", kind, iat: seconds(), exp: seconds() + life })}`;
  return `${text}.${signed(text)}`;
}

function subject(text, kind) {
  const [header, payload, signature] = String(text).split(".");
  if (payload === undefined || signed(`${header}.${payload}`) !== signature) return null;
  const claims = JSON.parse(Buffer.from(payload, "base64url"));
  return claims.kind === kind && claims.exp > seconds() ? claims.sub : null;
}

const issued = () => [200, { token: token("access", 900), refresh: token("refresh", 2592000) }];

function answer(path, authorization, given) {
  if (path === "/login") return given.username === "ada" && given.password === process.env.NOTES_PASSWORD ? issued() : [401, {}];
  if (path === "/me") {
    const who = subject(authorization.replace("Bearer ", ""), "access");
    return who === null ? [401, {}] : [200, { name: who }];
  }
  if (path === "/refresh") return subject(given.refresh, "refresh") === null ? [401, {}] : issued();
  return path === "/healthz" ? [200, { time: Date.now() / 1000 }] : [404, {}];
}

createServer((request, response) => {
  let body = "";
  request.on("data", (piece) => (body += piece));
  request.on("end", () => {
    const [status, document] = answer(request.url, request.headers.authorization ?? "", JSON.parse(body || "{}"));
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(document));
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
