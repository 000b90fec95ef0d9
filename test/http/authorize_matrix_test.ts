import { assert } from "chai";
import { client } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { encode, type Given, issuerUnderTest } from "../support/issuer_under_test.ts";
import { assertProblemPage, locationOf } from "../support/replies.ts";
import { valueBrowser } from "../support/value_browser.ts";

/** What becomes of a request: a page of ours, an error for the client, or the person is asked. */
type Fate = "page" | "error" | "asked";

/** Ways to spoil one parameter. */
const SPOILT = {
  repeated: (value: string) => [value, value],
  "repeated, once empty": (value: string) => [value, ""],
  empty: () => "",
  "of 10,000 letters": () => "x".repeat(10_000),
  "in other letters": (value: string) => `${value}ä✓`,
} as const;
type Way = keyof typeof SPOILT;

/** What becomes of a request in which one parameter is spoilt, in the order of the ways above. */
const FATES: Readonly<Record<string, readonly Fate[]>> = {
  client_id: ["page", "page", "page", "page", "page"],
  redirect_uri: ["page", "page", "asked", "page", "page"],
  response_type: ["error", "error", "error", "error", "error"],
  response_mode: ["error", "error", "asked", "error", "error"],
  scope: ["error", "error", "asked", "error", "error"],
  state: ["error", "error", "asked", "asked", "asked"],
  code_challenge: ["error", "error", "error", "error", "error"],
  code_challenge_method: ["error", "error", "error", "error", "error"],
  approval_prompt: ["error", "error", "asked", "error", "error"],
  nobody_knows_it: ["asked", "asked", "asked", "asked", "asked"],
};

const VALUES: Given = { response_mode: "query", approval_prompt: "auto", nobody_knows_it: "value" };

/** What no parameter may hold, as it stands in a query or a body. */
const UNREADABLE = ["%00", "%1f", "%7f", "%0d%0aLocation:%20x", "%", "%zz", "%c3", "%ed%a0%80", "%c0%af"];

async function stage() {
  const under = await issuerUnderTest();
  const app = await client(under.issuer);
  const browser = valueBrowser(under);
  async function fateOf(text: string, method: "GET" | "POST"): Promise<Fate> {
    const sent = await (method === "GET"
      ? browser.get("/authorize", { query: text })
      : browser.post("/authorize", { form: text }));
    // A POST becomes the same GET, which the browser then sends.
    const isHop = method === "POST" && sent.kind === "redirect" && locationOf(sent).pathname === "/authorize";
    const reply = isHop ? await browser.follow(sent) : sent;
    if (reply.kind !== "redirect") {
      assertProblemPage(reply, { error: "invalid_request" });
      return "page";
    }
    const { hostname, pathname, searchParams } = locationOf(reply);
    if (hostname === "client.test") assert.isTrue(searchParams.has("error"));
    else assert.match(pathname, /^\/interaction\//);
    return hostname === "client.test" ? "error" : "asked";
  }
  return { app, fateOf, request: (changes: Given = {}) => codeRequest(app, { ...VALUES, ...changes }) };
}

for (const method of ["GET", "POST"] as const) {
  describe(`/authorize by ${method}`, () => {
    for (const [name, fates] of Object.entries(FATES)) {
      it(`knows what to do when ${name} is repeated, empty, too long or strange`, async () => {
        const { fateOf, request } = await stage();
        const value = String(request()[name]);
        const ways = Object.keys(SPOILT) as readonly Way[];
        const found = await Promise.all(
          ways.map((way) => fateOf(encode(request({ [name]: SPOILT[way](value) })), method)),
        );
        assert.deepEqual(
          Object.fromEntries(ways.map((way, at) => [way, found[at]])),
          Object.fromEntries(ways.map((way, at) => [way, fates[at]])),
        );
      });

      it(`sends nobody anywhere when ${name} holds what cannot be read`, async () => {
        const { fateOf, request } = await stage();
        const others = encode(request({ [name]: undefined }));
        for (const bad of UNREADABLE) assert.equal(await fateOf(`${others}&${name}=x${bad}`, method), "page", bad);
      });
    }

    it("reads a name that is encoded as the name that it is", async () => {
      const { fateOf, request } = await stage();
      const others = encode(request({ client_id: undefined }));
      const clientId = String(request()["client_id"]);
      assert.equal(await fateOf(`${others}&client%5Fid=${clientId}`, method), "asked");
      assert.equal(await fateOf(`${others}&client%5Fid=${clientId}&client_id=${clientId}`, method), "page");
      assert.equal(await fateOf(`${others}&CLIENT_ID=${clientId}`, method), "page");
    });

    it("takes two hundred parameters and not one more", async () => {
      const { fateOf, request } = await stage();
      const own = encode(request());
      const room = 200 - own.split("&").length;
      const more = (count: number) => `${own}${"&a=b".repeat(count)}`;
      assert.equal(await fateOf(more(room), method), "asked");
      assert.equal(await fateOf(more(room + 1), method), "page");
    });
  });
}

describe("/authorize with parameters in two places", () => {
  it("by POST reads those of the body alone", async () => {
    const under = await issuerUnderTest();
    const app = await client(under.issuer);
    const browser = valueBrowser(under);
    const query = encode(codeRequest(app));
    const whole = await browser.post("/authorize", { query, form: encode({ client_id: app.clientId }) });
    assert.equal(locationOf(whole).search, `?client_id=${app.clientId}`);
    const hop = await browser.post("/authorize", { query: "state=from-query", form: query });
    assert.equal(locationOf(hop).searchParams.get("state"), "a state");
  });
});
