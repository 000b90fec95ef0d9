import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { codeFlow } from "../../../test/support/code_flow.ts";
import { faulted } from "../../../test/support/faulted.ts";
import { START } from "../../../test/support/issuer_under_test.ts";
import { labIssuer, type LabIssuer } from "../../../test/support/lab_issuer.ts";
import type { RawReply, Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { WIRE_FAULTS } from "./wire_faults.ts";

async function fetched(lab: LabIssuer): Promise<Reply> {
  return lab.post("/token", {
    as: await client(lab.issuer),
    form: { grant_type: "client_credentials", scope: "read" },
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function typeOf({ headers }: Reply): string | undefined {
  return headers["Content-Type"];
}

function rawOf(reply: Reply): RawReply {
  assert(reply.kind === "raw", `it is ${reply.kind}`);
  return reply;
}

/** What is true of an answer, given the text of a right one. */
type Holds = (reply: Reply, right: string) => boolean;

function isPage(status: number): Holds {
  return (reply) => reply.status === status && typeOf(reply) === "text/html; charset=utf-8";
}

const DATE = new Date((START + 3) * 1_000).toUTCString();

const ROWS: readonly (readonly [string, Holds])[] = [
  ["broken_json", (reply, right) => !isJson(textOf(reply)) && textOf(reply).length === right.length],
  ["truncated_json", (reply, right) => right.startsWith(textOf(reply)) && !isJson(textOf(reply))],
  [
    "duplicate_members",
    (reply, right) => textOf(reply).split('"access_token":').length === 3 && textOf(reply).endsWith(right.slice(1)),
  ],
  ["byte_order_mark", (reply, right) => textOf(reply) === `\uFEFF${right}`],
  ["json_array", (reply, right) => textOf(reply) === `[${right}]`],
  ["json_null", (reply) => textOf(reply) === "null"],
  [
    "form_encoded",
    (reply, right) =>
      new URLSearchParams(textOf(reply)).get("access_token") === JSON.parse(right).access_token &&
      typeOf(reply) === "application/x-www-form-urlencoded",
  ],
  ["text_html", (reply, right) => textOf(reply) === right && typeOf(reply) === "text/html"],
  ["huge", (reply, right) => textOf(reply).length > 5_000_000 && textOf(reply).endsWith(right.slice(1))],
  ["empty", (reply) => reply.status === 200 && textOf(reply) === ""],
  ["page_with_200", isPage(200)],
  ["page_with_500", isPage(500)],
  ["page_with_502", isPage(502)],
  ["no_content", (reply) => reply.kind === "empty" && reply.status === 204],
  ["redirect", ({ status, headers }) => status === 302 && headers["Location"] === "https://issuer.test/elsewhere"],
  [
    "redirect_with_body",
    ({ status, headers }) => status === 307 && headers["Location"] === "https://issuer.test/elsewhere",
  ],
  ["503_retry_after", ({ status, headers }) => status === 503 && headers["Retry-After"] === "2"],
  ["503_retry_after_date", ({ status, headers }) => status === 503 && headers["Retry-After"] === DATE],
  ["429_retry_after", ({ status, headers }) => status === 429 && headers["Retry-After"] === "2"],
  ["dropped_once", (reply) => rawOf(reply).drops === "before_head"],
  ["slow", (reply, right) => rawOf(reply).after === 3_000 && textOf(reply) === right],
  ["too_slow", (reply, right) => rawOf(reply).after === 13_000 && textOf(reply) === right],
  ["dropped", (reply) => rawOf(reply).drops === "before_head"],
  [
    "dropped_in_body",
    (reply, right) => JSON.stringify(rawOf(reply).drops) === '{"afterBody":20}' && textOf(reply) === right,
  ],
];

/** Those after which a client may try again. */
const KEEPING = ["503_retry_after", "503_retry_after_date", "429_retry_after", "dropped_once"];

describe("WIRE_FAULTS", () => {
  for (const [name, holds] of ROWS) {
    it(`${name} is as it says, at the token endpoint alone`, async () => {
      const { before, after, served } = await faulted(`token_reply_${name}`, fetched);
      assert.isTrue(holds(after, textOf(before)), JSON.stringify(after).slice(0, 300));
      assert.deepEqual(served, ["token"]);
    });
  }

  for (const { name, keeps } of WIRE_FAULTS) {
    it(`${name} ${keeps === true ? "leaves the code as it was" : "uses the code up"}`, async () => {
      const lab = await labIssuer({ faults: [{ fault: name, times: 1 }] });
      const flow = await codeFlow(lab);
      const code = await flow.code();
      await flow.redeem(code);
      assert.equal((await flow.redeem(code)).status, keeps === true ? 200 : 400);
    });
  }

  it("lets a client try again where it was not told anything final", () => {
    const keeping = WIRE_FAULTS.filter(({ keeps }) => keeps).map(({ name }) => name);
    assert.sameMembers(
      keeping,
      KEEPING.map((name) => `token_reply_${name}`),
    );
  });

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      WIRE_FAULTS.map(({ name }) => name),
      ROWS.map(([name]) => `token_reply_${name}`),
    );
  });
});
