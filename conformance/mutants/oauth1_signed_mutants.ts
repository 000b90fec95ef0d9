import type { IncomingMessage } from "node:http";
import type { Issuer } from "../../src/engine/mod.ts";
import { ALL_METHODS, type SignatureMethod } from "../../test/support/oauth1.ts";
import { changeClients, type Mutant } from "./mutant.ts";
import { forgiving, type Incoming, isKnown, protocolParams, unforgiving } from "./oauth1_signer.ts";

const FILE = "oauth1_signed_test.ts";

function methodOf(request: IncomingMessage): string | undefined {
  return protocolParams(request).get("oauth_signature_method");
}

const NOW = () => String(Math.floor(Date.now() / 1000));

function isNear(timestamp: string | undefined): boolean {
  return Math.abs(Number(timestamp) - Number(NOW())) < 100;
}

function taken(method: SignatureMethod): string {
  return `are taken by the API where node-oauth1 signs by ${method}`;
}

function placed(place: string): string {
  return `are taken with their parameters in the ${place}`;
}

const REFUSED = "are refused with";
const STALE = ["long ago", "in an hour"].map((when) => `are refused when they say that it is ${when}`);

/** Believes of each nonce that it was used in another second. */
function byNonceAlone(): Incoming {
  const seconds = new Map<string, string>();
  return unforgiving((request) => {
    const params = protocolParams(request);
    const [nonce = "", timestamp = ""] = [params.get("oauth_nonce"), params.get("oauth_timestamp")];
    const before = seconds.get(nonce) ?? timestamp;
    seconds.set(nonce, timestamp);
    return before !== timestamp;
  });
}

/** All consumers are one. */
function confused(issuer: Issuer): Issuer {
  let first: number | undefined;
  return changeClients((client) => ({ ...client, id: (first ??= client.id) }))(issuer);
}

/** Whoever is not known is somebody who is. */
function trusting(issuer: Issuer): Issuer {
  let known: Awaited<ReturnType<Issuer["clients"]["find"]>>;
  return {
    ...issuer,
    clients: {
      ...issuer.clients,
      async find(clientId) {
        const found = await issuer.clients.find(clientId);
        return found === undefined ? known : (known = found);
      },
    },
  };
}

/** Servers each of which is wrong about who signed a request. */
export const OAUTH1_SIGNED_MUTANTS: readonly Mutant[] = [
  {
    name: "compares no signature",
    rule: "RFC5849-3.2-15",
    file: FILE,
    noticed: ["are refused where the signature is another's"],
    incoming(request, issuer) {
      const method = methodOf(request);
      if (isKnown(method) && request.url?.includes("oauth_") !== true)
        forgiving(() => ({ oauth_signature_method: method }))(request, issuer);
    },
  },
  {
    name: "signs the realm",
    rule: "RFC5849-3.4.1.3.1-2",
    file: FILE,
    noticed: [...ALL_METHODS.map(taken), placed("header")],
    incoming: unforgiving(({ headers }) => headers.authorization?.includes("realm=") === true),
  },
  {
    name: "knows one signature method",
    rule: "RFC5849-3.4-1",
    file: FILE,
    noticed: ALL_METHODS.slice(1).map(taken),
    incoming: unforgiving((request) => methodOf(request) !== "HMAC-SHA1"),
  },
  {
    name: "takes every signature method for the one that it knows",
    rule: "RFC5849-3.2-10",
    file: FILE,
    noticed: [`${REFUSED} a method that nobody knows`],
    incoming: forgiving((params) =>
      isKnown(params.get("oauth_signature_method")) ? {} : { oauth_signature_method: "HMAC-SHA1" },
    ),
  },
  {
    name: "signs no query",
    rule: "RFC5849-3.5.3-1",
    file: FILE,
    noticed: [placed("query"), "are taken whatever their query holds"],
    incoming: unforgiving(({ url = "" }) => url.includes("?")),
  },
  {
    name: "signs no form",
    rule: "RFC5849-3.5.2-1",
    file: FILE,
    noticed: [placed("form")],
    incoming(request) {
      if (
        request.headers.authorization === undefined &&
        request.method === "POST" &&
        !request.url?.includes("interaction")
      )
        request.headers["content-type"] = "text/plain";
    },
  },
  {
    name: "reads + as what it is",
    rule: "RFC5849-3.4.1.3.1-6",
    file: FILE,
    noticed: ["are taken whatever their query holds"],
    incoming(request) {
      request.url = request.url?.replaceAll("+", "%2B");
    },
  },
  {
    name: "takes every version",
    rule: "RFC5849-3.2-6",
    file: FILE,
    noticed: [`${REFUSED} another version`],
    incoming: forgiving((params) => (params.get("oauth_version") === "2.0" ? { oauth_version: "1.0" } : {})),
  },
  {
    name: "makes up a nonce where there is none",
    rule: "RFC5849-3.1-6",
    file: FILE,
    noticed: [`${REFUSED} no nonce`],
    incoming: forgiving((params) => (params.has("oauth_nonce") ? {} : { oauth_nonce: "made-up" })),
  },
  {
    name: "makes up a timestamp where there is none",
    rule: "RFC5849-3.1-5",
    file: FILE,
    noticed: [`${REFUSED} no timestamp`],
    incoming: forgiving((params) => (params.has("oauth_timestamp") ? {} : { oauth_timestamp: NOW() })),
  },
  {
    name: "knows the time better than every consumer",
    rule: "RFC5849-3.2-3",
    file: FILE,
    noticed: [...STALE, `${REFUSED} a timestamp that is no number`],
    incoming: forgiving((params) => {
      const timestamp = params.get("oauth_timestamp");
      return timestamp === undefined || isNear(timestamp) ? {} : { oauth_timestamp: NOW() };
    }),
  },
  {
    name: "takes the last of what is repeated",
    rule: "RFC5849-3.1-9",
    file: FILE,
    noticed: ["are refused where a protocol parameter is repeated"],
    incoming: (request, issuer) => {
      if (request.url?.includes("oauth_nonce=again") === true)
        forgiving(() => ({ oauth_version: "1.0" }))(request, issuer);
    },
  },
  {
    name: "leaves out what stands in a second place",
    rule: "RFC5849-3.5-1",
    file: FILE,
    noticed: ["are refused with protocol parameters in two places"],
    incoming: (request, issuer) => {
      if (request.url?.includes("oauth_extra=") === true) forgiving(() => ({ oauth_version: "1.0" }))(request, issuer);
    },
  },
  {
    name: "remembers no nonce",
    rule: "RFC5849-3.2-2",
    file: FILE,
    noticed: ["are taken once"],
    issuer: (issuer) => ({ ...issuer, ephemeral: { ...issuer.ephemeral, claim: () => Promise.resolve(true) } }),
  },
  {
    name: "takes a nonce once for all time",
    rule: "RFC5849-3.3-4",
    file: FILE,
    noticed: ["may have the nonce of another second"],
    incoming: byNonceAlone(),
  },
  {
    name: "takes whom it does not know for somebody else",
    rule: "RFC5849-3.2-13",
    file: FILE,
    noticed: [`${REFUSED} an unknown consumer`],
    issuer: trusting,
  },
  {
    name: "takes an unknown token for none",
    rule: "RFC5849-3.2-14",
    file: FILE,
    noticed: [`${REFUSED} an unknown token`],
    incoming: forgiving((params) => (params.get("oauth_token") === "nothing" ? { oauth_token: undefined } : {})),
  },
  {
    name: "takes tokens from whoever has them",
    rule: "RFC5849-3.2-5",
    file: FILE,
    noticed: ["are refused with the token of another consumer"],
    issuer: confused,
  },
  {
    name: "believes no hash of a body",
    rule: "OAUTHBODYHASH-4.2-1",
    file: FILE,
    noticed: ["are refused with another body than they hash"],
    incoming: forgiving((params) => (params.has("oauth_body_hash") ? { oauth_body_hash: undefined } : {})),
  },
  {
    name: "lets no consumer speak for itself",
    rule: "RFC5849-3.1-3",
    file: FILE,
    noticed: ["may stand for the consumer alone"],
    issuer: changeClients((client) => ({
      ...client,
      grantTypes: client.grantTypes.filter((type) => type !== "client_credentials"),
    })),
  },
];
