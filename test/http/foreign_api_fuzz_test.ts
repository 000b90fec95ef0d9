import { assert } from "chai";
import {
  type Arbitrary,
  array,
  assert as forAll,
  asyncProperty,
  constant,
  constantFrom,
  mapToConstant,
  oneof,
  record,
  string,
  webQueryParameters,
} from "fast-check";
import type Koa from "koa";
import { parseChallenge } from "../../src/protocol/mod.ts";
import {
  anyOf,
  authenticate,
  guard,
  hasOneOfScopes,
  hasResourceScope,
  hasScope,
  isOwner,
  rwProtectedResource,
} from "../../src/resource_server/mod.ts";
import { printRequest, sendRaw } from "../support/raw_http.ts";
import { koaOf, whileServing } from "../support/koa_server.ts";
import { mount, says, shopReader } from "./foreign_api.ts";

const GOOD = "shop.ann.read~write~books/read";

/** Each kind of protection, below a path of its own; whatever a request says may become a scope. */
function everything(): Koa {
  const reader = shopReader("shop");
  const bearerIn = { form: true, query: true };
  const known = authenticate({ reader, bearerIn, realm: 'the "shop"' });
  const options = { errorResponseWithScopes: true };
  const asked = hasScope(({ query, path }) => [path, ...Object.values(query).flat().map(String)]);
  const alternatives = hasOneOfScopes(({ query }) =>
    Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [[value].flat().map(String)]])),
  );
  const book = hasResourceScope(({ path }) => path.split("/"));
  return koaOf(
    mount("/header", koaOf(authenticate({ reader }), guard(hasScope("read"), options), says("in"))),
    mount("/asked", koaOf(known, guard(asked, options), says("in"))),
    mount(
      "/listed",
      koaOf(
        known,
        guard(
          anyOf(
            alternatives,
            isOwner(() => false),
            book,
          ),
          options,
        ),
        says("in"),
      ),
    ),
    mount(
      "/one",
      koaOf(
        rwProtectedResource(({ path }) => [path], { reader, bearerIn, ...options }),
        says("in"),
      ),
    ),
  );
}

const PLACES = ["/header", "/asked", "/listed", "/one"];

/** Characters that mean something in headers, tokens, scopes or paths. */
const TELLING = mapToConstant(
  { num: 26, build: (at) => String.fromCodePoint(97 + at) },
  { num: 24, build: (at) => " ,=\"'\\;:/.-_~+%?#&<>()[]".charAt(at) },
);

const TOKEN: Arbitrary<string> = oneof(
  constant(GOOD),
  constantFrom("shop..", "shop.ann.", "bank.ann.read", "x".repeat(2_000), ".", "==", "a="),
  string({ unit: TELLING }),
);

const AUTHORIZATION: Arbitrary<string> = oneof(
  TOKEN.map((token) => `Bearer ${token}`),
  record({
    scheme: constantFrom("Bearer", "bearer", "BEARER", "Bearer,", "Basic", "DPoP", "Digest", "Negotiate", "", "\t"),
    gap: constantFrom(" ", "  ", "\t", "", "\u00a0"),
    rest: oneof(TOKEN, string({ unit: TELLING }), string({ unit: "binary-ascii" }), string({ unit: "grapheme" })),
  }).map(({ scheme, gap, rest }) => scheme + gap + rest),
  array(TOKEN, { minLength: 2, maxLength: 3 }).map((tokens) => tokens.map((token) => `Bearer ${token}`).join(", ")),
);

const PATH: Arbitrary<string> = record({
  place: constantFrom(...PLACES),
  rest: oneof(
    constant(""),
    string({ unit: TELLING }).map((text) => `/${text}`),
  ),
  query: oneof(
    constant(""),
    webQueryParameters().map((text) => `?${text}`),
    string({ unit: TELLING }).map((text) => `?${text}`),
    constantFrom("?access_token=", `?access_token=${GOOD}`, "?GET=a", "?__proto__=a&GET=b&GET=c", "?toString=a"),
  ),
}).map(({ place, rest, query }) => place + rest + query);

const METHOD = constantFrom("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PROPFIND");

const BODY: Arbitrary<string> = oneof(
  constant(""),
  constantFrom(`access_token=${GOOD}`, "access_token=a&access_token=b", "access_token=%zz", "a[b]=c&a.b=d"),
  string({ unit: TELLING }),
);

/** What may stand in a header on the wire: no line ends there. */
function onWire(text: string): string {
  return Buffer.from(text.replaceAll(/[\r\n\0]/g, " ")).toString("latin1");
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

const SENT: Arbitrary<Sent> = record({ method: METHOD, path: PATH, authorization: AUTHORIZATION, body: BODY });

const STATUSES: ReadonlySet<number> = new Set([200, 400, 401, 403, 404]);

async function assertHonest(port: number, { method, path, authorization, body }: Sent): Promise<void> {
  // A path on the wire has no blanks, and what is not ASCII is encoded.
  const target = encodeURI(path).replaceAll("%25", "%").replaceAll("#", "%23");
  const headers = { Authorization: onWire(authorization), "Content-Type": "application/x-www-form-urlencoded" };
  const request = printRequest(`${method} ${target}`, { headers: { ...headers, Connection: "close" }, body });
  const [answer] = await sendRaw(port, Buffer.from(request, "latin1"));
  assert.isDefined(answer, "there was no answer");
  const { status, headers: told, body: text } = answer;
  assert.isTrue(STATUSES.has(status), `${status}: ${text}`);
  const challenge = told["www-authenticate"];
  if (status === 401 || status === 403) {
    const { scheme, params } = parseChallenge(challenge ?? "");
    assert.equal(scheme, "Bearer");
    assert.isDefined(params["realm"]);
    assert.match(params["scope"] ?? "a", /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/);
    assert.include(told["cache-control"], "no-store");
  }
  if (text !== "" && status >= 400 && status !== 404) assert.isString(JSON.parse(text)["error_description"]);
}

describe("an API of somebody else's, with requests that nobody meant", () => {
  it("answers each of them, and never that it broke", async function () {
    this.timeout(60_000);
    const app = everything();
    const errors: unknown[] = [];
    app.on("error", (error) => errors.push(error));
    await whileServing(app, ({ port }) =>
      forAll(
        asyncProperty(SENT, (sent) => assertHonest(port, sent)),
        { numRuns: 400 },
      ),
    );
    assert.deepEqual(errors, []);
  });

  it("lets a good token in at every place, beside all that", async () => {
    await whileServing(everything(), async ({ port }) => {
      const request = printRequest("GET /header", {
        headers: { Authorization: `Bearer ${GOOD}`, Connection: "close" },
      });
      const [answer] = await sendRaw(port, request);
      assert.deepEqual([answer?.status, answer?.body], [200, "in"]);
    });
  });
});
