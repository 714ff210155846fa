// samlp, behind TLS. It is told by a test how its next answer is to be (PUT /next): whom it names, and what is odd.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import samlp from "samlp";

const given = JSON.parse(process.argv[2]);
const place = `https://localhost:${given.port}`;
const signing = { key: readFileSync(given.signingKey), cert: readFileSync(given.signingCert) };
const persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
let next = {};

function answerTo(asked) {
  const person = {
    getClaims: () => next.attributes,
    getNameIdentifier: () => ({ nameIdentifier: next.subject, nameIdentifierFormat: persistent }),
  };
  const right = {
    ...signing,
    issuer: place,
    audience: asked.issuer,
    destination: asked.assertionConsumerServiceURL,
    recipient: asked.assertionConsumerServiceURL,
    inResponseTo: asked.id,
    signatureAlgorithm: "rsa-sha256",
    digestAlgorithm: "sha256",
    profileMapper: () => person,
  };
  return new Promise((resolve, reject) => {
    samlp.getSamlResponse({ ...right, ...next.odd }, person, (error, text) => (error ? reject(error) : resolve(text)));
  });
}

function asked(query) {
  return new Promise((resolve, reject) => {
    samlp.parseRequest({ query }, (error, found) => (error ? reject(error) : resolve(found)));
  });
}

function metadata(response) {
  const cert = signing.cert.toString();
  const said = samlp.metadata({ issuer: place, cert, redirectEndpointPath: "/sso", postEndpointPath: "/sso" });
  const request = { originalUrl: "/", protocol: "https", headers: { host: `localhost:${given.port}` } };
  said(request, { set() {}, send: (text) => response.end(text) });
}

const tls = { key: readFileSync(given.key), cert: readFileSync(given.cert) };
createServer(tls, async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, place);
  if (request.method === "PUT") {
    let text = "";
    for await (const part of request) text += part;
    next = JSON.parse(text);
    response.writeHead(204).end();
  } else if (pathname === "/metadata") {
    metadata(response);
  } else {
    const text = await answerTo(await asked(Object.fromEntries(searchParams)));
    response.end(Buffer.from(text).toString("base64"));
  }
}).listen(given.port, "127.0.0.1");
