import { assert } from "chai";
import * as fc from "fast-check";
import type { Reply } from "../../src/protocol/mod.ts";
import { client } from "../support/cast.ts";
import { codeFlow, codeRequest } from "../support/code_flow.ts";
import { type Given, issuerUnderTest } from "../support/issuer_under_test.ts";
import { locationOf } from "../support/replies.ts";
import { formOf } from "../support/value_browser.ts";

/** Any text that a parameter may hold: no control characters. */
const TEXT = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter((text) => !/\p{Cc}/u.test(text));

/** Text in which what means something to URLs and to HTML is frequent. */
const TRICKY = fc
  .array(
    fc.constantFrom("&", "=", "+", "%", "#", "?", "/", " ", '"', "'", "<", ">", "%20", "&amp;", "%2", "ü", "😀", "a"),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((parts) => parts.join(""));

const STATE = fc.oneof(TEXT, TRICKY);

/** Redirect URIs with queries of their own. */
const REDIRECT_URIS = [
  "https://client.test/cb",
  "https://client.test/cb?",
  "https://client.test/cb?a=b",
  "https://client.test/cb?a=b&a=c&",
  "https://client.test/cb?state=of-its-own",
  "https://client.test/%C3%BC/cb?x=%26%3D",
] as const;

/** What comes back to the client, in order, and the address without it. */
interface Returned {
  readonly address: string;
  readonly parameters: readonly (readonly [string, string])[];
}

function returnedIn(reply: Reply, mode: string): Returned {
  if (mode === "form_post") {
    const { action, fields } = formOf(reply);
    return { address: action, parameters: fields };
  }
  const { href } = locationOf(reply);
  const mark = mode === "fragment" ? "#" : "&code=";
  const at = mode === "fragment" ? href.indexOf(mark) : Math.max(href.indexOf("code="), href.indexOf("error="));
  const text = mode === "fragment" ? href.slice(at + 1) : href.slice(at);
  return { address: href.slice(0, at), parameters: [...new URLSearchParams(text)] };
}

async function stage() {
  const under = await issuerUnderTest();
  const app = await client(under.issuer, { skipAuthorization: true, redirectUris: [...REDIRECT_URIS] });
  const { browser } = await codeFlow(under, { client: app });
  return (changes: Given): Promise<Reply> => browser.get("/authorize", { query: codeRequest(app, changes) });
}

describe("the answer that a client gets back", () => {
  for (const mode of ["query", "fragment", "form_post"] as const) {
    for (const [what, changes] of [
      ["code", {}],
      ["error", { scope: "nobody-knows-it" }],
    ] as const) {
      it(`holds any state as it was, once, beside its ${what}, in the mode ${mode}`, async () => {
        const ask = await stage();
        await fc.assert(
          fc.asyncProperty(STATE, fc.constantFrom(...REDIRECT_URIS), async (state, redirect_uri) => {
            const reply = await ask({ ...changes, state, redirect_uri, response_mode: mode });
            const { address, parameters } = returnedIn(reply, mode);
            const values = (name: string) => parameters.filter(([one]) => one === name).map(([, value]) => value);
            assert.deepEqual(values("state"), [state]);
            assert.lengthOf(values(what), 1);
            assert.isTrue(address.startsWith(redirect_uri));
            if (mode === "form_post") return;
            // Whoever reads the whole finds the registered query, pair by pair, and what was added behind it.
            const added = mode === "query" ? parameters : [];
            const whole = [...locationOf(reply).searchParams];
            assert.deepEqual(whole, [...new URL(redirect_uri).searchParams, ...added]);
          }),
          { numRuns: 60 },
        );
      });
    }
  }

  it("is never changed by what the state holds: the other parameters are the same for all states", async () => {
    const ask = await stage();
    const names = (reply: Reply) => returnedIn(reply, "query").parameters.map(([name]) => name);
    const plain = names(await ask({ state: "plain", response_mode: "query" }));
    await fc.assert(
      fc.asyncProperty(TRICKY, async (state) => {
        assert.deepEqual(names(await ask({ state, response_mode: "query" })), plain);
      }),
      { numRuns: 60 },
    );
  });
});
