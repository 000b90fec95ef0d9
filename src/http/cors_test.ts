import type { IncomingHttpHeaders } from "node:http";
import { assert } from "chai";
import type { Endpoint } from "../engine/mod.ts";
import { corsOf } from "./cors.ts";

type CorsPolicy = NonNullable<Endpoint["cors"]>;

const APP = { origin: "https://app.test" };
const SANDBOX = { origin: "null" };
const PREFLIGHT = { "access-control-request-method": "POST" };
const ANY = { "Access-Control-Allow-Origin": "*" };
const EXPOSED = "WWW-Authenticate, DPoP-Nonce, Retry-After, Trace-Id";
const ASKED = {
  "Access-Control-Allow-Methods": "GET, POST",
  "Access-Control-Allow-Headers": "authorization, content-type, dpop",
  "Access-Control-Max-Age": "7200",
};

function said(cors: CorsPolicy, method: string, headers: IncomingHttpHeaders) {
  return corsOf({ cors, methods: ["GET", "POST"] })?.({ method, headers });
}

describe("corsOf()", () => {
  it("has nothing to look at where an endpoint has no policy", () => {
    assert.isUndefined(corsOf({ methods: ["GET"] }));
  });

  const ANSWERS: readonly (readonly [string, CorsPolicy, string, IncomingHttpHeaders, object | undefined])[] = [
    ["lets anybody read what is public", "open", "GET", APP, ANY],
    ["says so also to who is no script, for the caches in between", "open", "GET", {}, ANY],
    ["lets a sandboxed frame read what is public", "open", "GET", SANDBOX, ANY],
    ["answers a preflight for what is public", "open", "OPTIONS", { ...APP, ...PREFLIGHT }, { ...ANY, ...ASKED }],
    [
      "lets a client in a browser read more than the body",
      "client",
      "POST",
      APP,
      { ...ANY, Vary: "Origin", "Access-Control-Expose-Headers": EXPOSED },
    ],
    ["says nothing to a client on a server", "client", "POST", {}, undefined],
    [
      "answers the preflight of a client",
      "client",
      "OPTIONS",
      { ...APP, ...PREFLIGHT },
      { ...ANY, Vary: "Origin", ...ASKED },
    ],
    ["lets nobody's origin be no client", "client", "POST", SANDBOX, { Vary: "Origin" }],
    ["lets nobody's origin ask for nothing", "client", "OPTIONS", { ...SANDBOX, ...PREFLIGHT }, { Vary: "Origin" }],
    [
      "takes an OPTIONS that asks for no method for no preflight",
      "client",
      "OPTIONS",
      APP,
      { ...ANY, Vary: "Origin", "Access-Control-Expose-Headers": EXPOSED },
    ],
    [
      "takes another method for no preflight, whatever it says",
      "client",
      "POST",
      { ...APP, ...PREFLIGHT },
      { ...ANY, Vary: "Origin", "Access-Control-Expose-Headers": EXPOSED },
    ],
    ["says nothing to a preflight without an origin", "client", "OPTIONS", PREFLIGHT, undefined],
  ];

  for (const [name, policy, method, headers, expected] of ANSWERS) {
    it(name, () => assert.deepEqual(said(policy, method, headers), expected));
  }

  it("never lets a script use its user's cookies", () => {
    for (const policy of ["open", "client"] as const) {
      for (const headers of [APP, SANDBOX, { ...APP, ...PREFLIGHT, cookie: "sid=1" }])
        assert.notProperty(said(policy, "OPTIONS", headers), "Access-Control-Allow-Credentials");
    }
  });

  it("makes nothing anew for a request", () => {
    const cors = corsOf({ cors: "client", methods: ["POST"] })!;
    assert.strictEqual(cors({ method: "POST", headers: APP }), cors({ method: "POST", headers: APP }));
  });
});
