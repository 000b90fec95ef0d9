import type { Issuer } from "../../src/engine/mod.ts";
import type { JwtClaims } from "../../src/protocol/mod.ts";
import { alsoHook, type ChangeFeatures, changeHooks, changeWord, type Mutant } from "./mutant.ts";

const FILE = "openid_answers_test.ts";

const HOLDS = "holds what its response type names, and the token endpoint answers a code with both tokens";
const FRAGMENT = "comes in the fragment wherever it holds a token, and in the query where it is a code alone";
const ISSUER = "names the issuer, and a time of issue and an end that is to come";
const AUDIENCE = "names the client, and the client alone";
const NONCE = "brings the nonce back in each ID token, as it came";
const SIGNED = "signs each ID token by a published key, and says by which";
const HASHES = "vouches for code and access token that come beside an ID token by their hashes";
const SAME = "means the same person, who signed in at the same time, in both ID tokens";
const USERINFO = "is of the person whom the UserInfo endpoint tells of";
const NONCELESS = "is refused without a nonce where an ID token would come from the authorization endpoint";
const REFRESHED = "keeps person and time of the sign-in in the ID token of a refresh";
const CODE_FLOW = "of the code flow is one that openid-client takes, and UserInfo too";
const IMPLICIT_FLOW = "of the implicit flow is one that openid-client takes";

/** Changes the claims of each ID token; told how many came before it. */
function claiming(change: (claims: JwtClaims, before: number) => JwtClaims): ChangeFeatures {
  let count = 0;
  return alsoHook({
    idTokenClaims(claims) {
      count += 1;
      return { ...claims, ...change(claims, count - 1) };
    },
  });
}

/** Changes each signed token of the issuer. */
function signing(change: (token: string) => string): (issuer: Issuer) => Issuer {
  return (issuer) => ({
    ...issuer,
    keys: {
      ...issuer.keys,
      sign: async (claims, options) => change(await issuer.keys.sign(claims, options)),
    },
  });
}

function encoded(header: Readonly<Record<string, string>>): string {
  return Buffer.from(JSON.stringify(header)).toString("base64url");
}

/** Turns the first letter of the last part, as nobody who has no key can do better. */
function withOtherSignature(token: string): string {
  const at = token.lastIndexOf(".") + 1;
  return `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
}

/** Servers that are wrong about ID tokens and what belongs to them. */
export const OPENID_MUTANTS: readonly Mutant[] = [
  {
    name: "says that somebody else issued its ID tokens",
    rule: "OIDC-2-1",
    file: FILE,
    noticed: [ISSUER, CODE_FLOW, IMPLICIT_FLOW],
    features: claiming(({ iss }) => ({ iss: `${String(iss)}/other` })),
  },
  {
    name: "gives ID tokens whose time is over",
    rule: "OIDC-2-1",
    file: FILE,
    noticed: [ISSUER, CODE_FLOW, IMPLICIT_FLOW],
    features: claiming(({ iat }) => ({ exp: Number(iat) - 3_600 })),
  },
  {
    name: "gives ID tokens that are meant for others",
    rule: "OIDC-2-3",
    file: FILE,
    noticed: [AUDIENCE, CODE_FLOW, IMPLICIT_FLOW],
    features: claiming(() => ({ aud: "somebody-else" })),
  },
  {
    name: "makes up the nonce of ID tokens",
    rule: "OIDC-2-5",
    file: FILE,
    noticed: [NONCE, CODE_FLOW, IMPLICIT_FLOW],
    features: claiming(({ nonce }) => (nonce === undefined ? {} : { nonce: "made-up" })),
  },
  {
    name: "vouches for another access token",
    rule: "OIDC-3.2.2.10-2",
    file: FILE,
    noticed: [HASHES, CODE_FLOW],
    features: claiming(({ at_hash: hash }) => (hash === undefined ? {} : { at_hash: "77QmUPtjPfzWtF2AnpK9RQ" })),
  },
  {
    name: "does not vouch for the code",
    rule: "OIDC-3.3.2.11-3",
    file: FILE,
    noticed: [HASHES],
    features: claiming(() => ({ c_hash: undefined })),
  },
  {
    name: "calls each person by a new name in each ID token",
    rule: "OIDC-3.3.3.6-1",
    file: FILE,
    noticed: [SAME, USERINFO, REFRESHED, CODE_FLOW],
    features: claiming(({ sub }, before) => ({ sub: `${String(sub)}-${before}` })),
  },
  {
    name: "says that people signed in whenever it is asked",
    rule: "OIDC-12.2-3",
    file: FILE,
    noticed: [SAME, REFRESHED],
    features: claiming(({ auth_time: time }, before) => ({ auth_time: Number(time) + before })),
  },
  {
    name: "signs ID tokens by nothing",
    rule: "OIDC-2-6",
    file: FILE,
    noticed: [SIGNED, CODE_FLOW, IMPLICIT_FLOW],
    issuer: signing((token) => `${encoded({ alg: "none" })}.${token.split(".")[1] ?? ""}.`),
  },
  {
    name: "signs ID tokens wrongly",
    rule: "OIDC-2-6",
    file: FILE,
    noticed: [SIGNED, IMPLICIT_FLOW],
    issuer: signing(withOtherSignature),
  },
  {
    name: "does not say by which key it signed",
    rule: "OIDC-10.1-2",
    file: FILE,
    noticed: [SIGNED, IMPLICIT_FLOW],
    issuer: (issuer) => {
      const { text } = issuer.keys.jwks();
      const published = { text: text.replaceAll(/"kid":"[^"]*"/g, '"kid":"another"'), etag: '"mutant"' };
      return { ...issuer, keys: { ...issuer.keys, jwks: () => published } };
    },
  },
  {
    name: "tells of somebody else at the UserInfo endpoint",
    rule: "OIDC-5.3.2-1",
    file: FILE,
    noticed: [USERINFO, CODE_FLOW],
    features: alsoHook({ userinfo: (claims) => ({ ...claims, sub: "somebody-else" }) }),
  },
  {
    name: "forgets the ID token at the token endpoint",
    rule: "OIDC-3.1.3.3-1",
    file: FILE,
    noticed: [HOLDS, SAME, USERINFO, REFRESHED, CODE_FLOW],
    features: alsoHook({ tokenReply: ({ id_token: _idToken, ...body }) => body }),
  },
  {
    name: "gives no access token beside an ID token",
    rule: "OIDC-3.2.2.5-2",
    file: FILE,
    noticed: [HOLDS],
    features: changeWord("token", (word) => ({ ...word, produce: async () => [] })),
  },
  {
    name: "puts ID tokens where they end in the log of a server",
    rule: "OIDC-3.2.2.5-1",
    file: FILE,
    noticed: [FRAGMENT, IMPLICIT_FLOW],
    features: changeWord("id_token", (word) => ({ ...word, frontChannel: false })),
  },
  {
    name: "lets ID tokens be asked for without a nonce",
    rule: "OIDC-3.2.2.1-2",
    file: FILE,
    noticed: [NONCELESS],
    features: changeHooks("openid", ({ checkAuthorize: _check, ...hooks }) => hooks),
  },
];
