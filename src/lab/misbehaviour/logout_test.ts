import { assert } from "chai";
import { labParts } from "../../../test/support/lab_issuer.ts";
import { claimsIn, openidFlow } from "../../../test/support/openid_flow.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { NO_FETCH } from "../../../test/support/no_fetch.ts";
import { eventually } from "../../../test/contract/eventually.ts";
import type { ClientInput } from "../../clients/mod.ts";
import type { Reply } from "../../protocol/mod.ts";
import type { Fault } from "../faults/fault.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { faultOf } from "./_lab_flow_test.ts";

const BACK = "https://client.test/out?tenant=a";
const FRONT = "https://client.test/gone?a=1&b=2";

interface Ended {
  readonly page: Reply;
  readonly sent: readonly string[];
  readonly journal: () => readonly JournalEntry[];
}

/** Signs a person in at a client, and out again. */
async function signedOut(metadata: ClientInput["metadata"], fault: Fault): Promise<Ended> {
  const { journal, options } = labParts({ known: [fault], faults: [{ fault: fault.name }] });
  const sent: string[] = [];
  const flow = await openidFlow({
    ...options,
    client: { metadata: metadata ?? {} },
    fetch: async (_url, { body } = {}) => {
      sent.push(String(body instanceof URLSearchParams ? body.get("logout_token") : body));
      return { status: 400, headers: new Headers(), text: "" };
    },
  });
  const { id_token: hint } = await flow.tokens();
  const page = await flow.browser.get("/logout", { query: { id_token_hint: String(hint) } });
  return { page, sent, journal };
}

function entriesAt(journal: readonly JournalEntry[], place: JournalEntry["place"]): readonly JournalEntry[] {
  return journal.filter((entry) => entry.place === place);
}

describe("a logout token", () => {
  for (const [name, parts, holds] of [
    ["claims", { logoutToken: (claims) => ({ ...claims, nonce: "n" }) }, { nonce: "n" }],
    ["signature", { signature: "none" }, {}],
  ] as const satisfies readonly (readonly [string, Partial<Fault>, object])[]) {
    it(`is sent with a wrong ${name}, and the journal has it with the client's answer`, async () => {
      const { sent, journal } = await signedOut({ backchannel_logout_uri: BACK }, faultOf("logout_token", parts));
      await eventually(async () => entriesAt(journal(), "logout_token").length > 0);
      assert.deepInclude(claimsIn(sent[0]), holds);
      const [entry] = entriesAt(journal(), "logout_token");
      assert.deepInclude(entry, { faults: ["wrong"], status: 400, url: "https://client.test/out", method: "POST" });
      assert.isString(entry?.client_id);
      assert.isEmpty(entriesAt(journal(), "end_session").flatMap(({ faults }) => faults));
    });
  }

  it("leaves ID tokens alone, whose signature is another matter", async () => {
    const { journal } = await signedOut(
      { backchannel_logout_uri: BACK },
      faultOf("logout_token", { signature: "none" }),
    );
    const [token] = entriesAt(journal(), "token");
    assert.nestedPropertyVal(token, "reply.id_token.header.alg", "RS256");
    assert.isEmpty(token?.faults);
  });

  it("is right where a fault is for another client", async () => {
    const fault = faultOf("logout_token", { logoutToken: () => ({}) });
    const { journal, options, use } = labParts({ known: [fault] });
    use([{ fault: "wrong", client_id: "somebody else" }]);
    const flow = await openidFlow({
      ...options,
      client: { metadata: { backchannel_logout_uri: BACK } },
      fetch: NO_FETCH,
    });
    await flow.tokens();
    await flow.under.issuer.hooks.logoutToken(
      { sub: "s" },
      { exchange: exchangeAt(flow.under.issuer), client: flow.client },
    );
    assert.isEmpty(journal().flatMap(({ faults }) => faults));
  });
});

describe("a frame of a logout", () => {
  const change = (address: URL): URL => {
    const changed = new URL(address);
    changed.searchParams.set("iss", "https://other.test");
    return changed;
  };

  it("leads elsewhere in the page, where the browser may load it, and the journal has it", async () => {
    const { page, journal } = await signedOut(
      { frontchannel_logout_uri: FRONT },
      faultOf("logout_frame", { logoutFrame: change }),
    );
    assert(page.kind === "html");
    const expected = `${FRONT}&iss=https%3A%2F%2Fother.test`;
    assert.deepEqual(page.frames, [expected]);
    assert.include(page.markup, `src="${expected.replaceAll("&", "&amp;")}"`);
    const [entry] = entriesAt(journal(), "logout_frame");
    assert.deepInclude(entry, { faults: ["wrong"], method: "GET", url: "https://client.test/gone" });
    assert.deepEqual(entry?.query.at(-1), ["iss", "https://other.test"]);
  });

  it("is in the journal as it is where nothing is wrong", async () => {
    const right = faultOf("logout_frame", { logoutFrame: (address) => address });
    const { page, journal } = await signedOut(
      { frontchannel_logout_uri: FRONT, frontchannel_logout_session_required: true },
      right,
    );
    assert(page.kind === "html");
    const [entry] = entriesAt(journal(), "logout_frame");
    assert.deepEqual(entry?.faults, []);
    assert.includeMembers(entry?.query.map(([name]) => name) ?? [], ["a", "b", "iss", "sid"]);
    assert.include(page.markup, (page.frames?.[0] ?? "none").replaceAll("&", "&amp;"));
  });
});
