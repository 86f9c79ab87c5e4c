// A real OpenID provider for the tests: one client that shows a secret (staff), one that signs (members).
// node provider.js '{"port": 0, "staff": {"redirect": ...}, "member": {"redirect": ..., "jwks": ...}}'
// Its sign-in page asks for a name and believes it; a name that ends in "-card" has shown a second factor.
import http from "node:http";
import { once } from "node:events";
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const given = JSON.parse(process.argv[2]);
const key = (alg) => ({
  ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), alg, use: "sig", kid: alg,
});

const server = http.createServer();
server.listen(given.port, "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: { keys: [key("RS256"), key("RS512")] },
  cookies: { keys: ["only for tests"] },
  acrValues: ["one", "card"],
  pkce: { required: () => true },
  enabledJWA: {
    clientAuthSigningAlgValues: ["RS256", "RS512"],
    idTokenSigningAlgValues: ["RS256", "RS512"],
  },
  features: { devInteractions: { enabled: false } },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, name: `Real Name of ${id}`, email: `${id}@nhs.example` }) }),
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  clientAuthMethods: ["client_secret_basic", "private_key_jwt"],
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
  clients: [
    {
      client_id: "staff", client_secret: "a-secret-only-for-tests", redirect_uris: given.staff.redirects,
      token_endpoint_auth_method: "client_secret_basic", id_token_signed_response_alg: "RS256",
    },
    {
      client_id: "member", redirect_uris: given.member.redirects, jwks: given.member.jwks,
      token_endpoint_auth_method: "private_key_jwt", token_endpoint_auth_signing_alg: "RS512",
      id_token_signed_response_alg: "RS512",
    },
  ],
});

const PAGE = (action) => `<!DOCTYPE html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><h1>Provider</h1>
<form method="post" action="${action}"><label>Name <input name="login"></label><button>Let me in</button></form></html>`;

server.on("request", async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return provider.callback()(request, response);
  if (request.method !== "POST") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    return response.end(PAGE(request.url));
  }
  let body = "";
  for await (const part of request) body += part;
  const login = new URLSearchParams(body).get("login");
  const result = { login: { accountId: login, acr: login.endsWith("-card") ? "card" : "one", remember: false } };
  await provider.interactionFinished(request, response, result);
});
console.log(JSON.stringify({ issuer }));
