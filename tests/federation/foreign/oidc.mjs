// node oidc-provider, behind TLS. It is told by a test who people are (PUT /people/SUBJECT), and its sign-in page takes
// whoever the address names (?as=SUBJECT).
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import Provider from "oidc-provider";

const given = JSON.parse(process.argv[2]);
const issuer = `https://localhost:${given.port}`;
const people = new Map();
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const groups = ["groups", "_claim_names"];

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "akropolis",
      client_secret: "hemligt",
      redirect_uris: [`${given.city}/logga-in/staden/svar/`],
      post_logout_redirect_uris: [`${given.city}/logga-in/`],
      backchannel_logout_uri: `${given.city}/logga-in/staden/utloggning/`,
    },
  ],
  // By OpenID Connect Core 5.4 the claims of scopes come by UserInfo; many providers put them in the ID token too.
  conformIdTokenClaims: given.byUserInfo,
  scopes: ["openid", "profile", "email", "groups"],
  claims: {
    openid: ["sub"],
    email: ["email"],
    profile: given.groupsByScope ? ["name", "preferred_username"] : ["name", "preferred_username", ...groups],
    groups,
  },
  features: {
    backchannelLogout: { enabled: true },
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: true },
  },
  findAccount: (_context, subject) => ({
    accountId: subject,
    claims: () => ({ ...people.get(subject), sub: subject }),
  }),
  interactions: { url: (_context, asked) => `/sign-in/${asked.uid}` },
  async loadExistingGrant({ oidc }) {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid profile email groups");
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
  // It reaches no address of the machine's own by itself, and here the city's system is at one.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  cookies: { keys: ["ett", "annat"] },
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }] },
});

for (const event of ["backchannel.error", "server_error"]) {
  provider.on(event, (_context, error) => console.error(event, error));
}

const others = provider.callback();
const tls = { key: readFileSync(given.key), cert: readFileSync(given.cert) };
createServer(tls, async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, issuer);
  if (request.method === "PUT") {
    let text = "";
    for await (const part of request) text += part;
    people.set(decodeURIComponent(pathname.slice("/people/".length)), JSON.parse(text));
    response.writeHead(204).end();
  } else if (pathname.startsWith("/sign-in/")) {
    const login = { accountId: searchParams.get("as") };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  } else {
    await others(request, response);
  }
}).listen(given.port, "127.0.0.1");
