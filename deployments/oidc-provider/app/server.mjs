// An OpenID Provider made with oidc-provider, and an API on the same port that takes its JWT access tokens.
// The login pages are the library's own for development: they take any name with any password.
import { createServer } from "node:http";
import { randomBytes } from "node:crypto";

import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { Provider } from "oidc-provider";

const issuer = `http://127.0.0.1:${process.env.PORT}`;
const audience = "urn:example:api";

// Keys of its own for every start: the library comes with published ones for a first try.
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const signingKey = { ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "signing" };

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "spa",
      token_endpoint_auth_method: "none",
      redirect_uris: [`${issuer}/callback`],
      post_logout_redirect_uris: [`${issuer}/`],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    },
  ],
  jwks: { keys: [signingKey] },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  scopes: ["openid", "offline_access", "email", "api"],
  claims: { openid: ["sub"], email: ["email"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.test` }),
  }),
  clientBasedCORS: () => false,
  features: {
    devInteractions: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "api",
        audience,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});

const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));

async function whoAsks(request) {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  if (scheme !== "Bearer" || !token) return undefined;
  try {
    const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: "at+jwt" });
    return payload.sub;
  } catch {
    return undefined;
  }
}

async function api(request, response) {
  const user = await whoAsks(request);
  response.setHeader("content-type", "application/json");
  response.setHeader("cache-control", "no-store");
  if (!user) {
    // RFC 6750 §3: the reason only where a token was sent.
    const reason = request.headers.authorization ? ', error="invalid_token"' : "";
    response.setHeader("www-authenticate", `Bearer realm="api"${reason}`);
    response.statusCode = 401;
  }
  response.end(JSON.stringify(user ? { sub: user } : { error: "unauthorized" }));
}

const handle = provider.callback();

createServer((request, response) => {
  const { pathname } = new URL(request.url, issuer);
  if (pathname === "/healthz") response.end("ok");
  else if (pathname === "/api/me") void api(request, response);
  else handle(request, response);
}).listen(Number(process.env.PORT), "127.0.0.1");
