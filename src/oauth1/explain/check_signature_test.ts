import { assert } from "chai";
import { receivedFrom, SECRETS, type Sent, type Signer } from "./_trial_test.ts";
import { checkSignature, type CheckSignatureOptions } from "./check_signature.ts";
import type { PastedRequest } from "./pasted_request.ts";

const NOW = 1_191_242_096;
const KNOWN = { keys: [SECRETS], earlierSecrets: [], notes: [] };

function checked(sent: Sent, signer: Signer = {}, options: Partial<CheckSignatureOptions & PastedRequest> = {}) {
  const { fragment, ...rest } = options;
  return checkSignature(
    { received: receivedFrom(sent, signer), ...(fragment === undefined ? {} : { fragment }) },
    { keysFor: () => KNOWN, now: NOW, window: 300, ...rest },
  );
}

describe("checkSignature()", () => {
  it("says that a right request is right, and nothing else", async () => {
    const { report, notes, unreadable } = await checked({ query: "a=b" });
    assert.deepEqual([report?.verdict, notes, unreadable], ["right", [], undefined]);
  });

  it("asks for the keys of the request", async () => {
    const asked: unknown[] = [];
    await checked(
      {},
      {},
      { keysFor: ({ consumerKey, token }, method) => (asked.push(consumerKey, token, method), KNOWN) },
    );
    assert.deepEqual(asked, ["dpf43f3p2l4k3l03", "nnch734d00sl2jdk", "HMAC-SHA1"]);
  });

  it("knows the mistake, with what a server would not see", async () => {
    const signer: Signer = { uri: "https://photos.example.net/photos#top" };
    assert.equal((await checked({}, signer, { fragment: "top" })).report?.mistake?.name, "fragment_signed");
  });

  it("compares with the base string that the client claims", async () => {
    assert.equal((await checked({}, {}, { claimed: "GET&x" })).report?.difference?.part, "address");
  });

  it("hands on what the keys' finder notes", async () => {
    const { report, notes } = await checked(
      {},
      {},
      { keysFor: () => ({ ...KNOWN, keys: [], notes: ["Nobody knows"] }) },
    );
    assert.deepEqual([report?.verdict, notes], ["unknown", ["Nobody knows"]]);
  });

  const hash = (text: string) => ({ params: { oauth_body_hash: text }, method: "PUT", body: "Hello World!" });
  for (const [what, sent, note] of [
    ["an old timestamp", { params: { oauth_timestamp: String(NOW - 301) } }, "is 301 seconds old"],
    ["an early timestamp", { params: { oauth_timestamp: String(NOW + 400) } }, "is 400 seconds ahead"],
    ["a timestamp in milliseconds", { params: { oauth_timestamp: `${NOW}000` } }, "counts milliseconds"],
    ["a wrong body hash", hash("AAAA"), "not the hash of its body"],
    ["a body hash beside a form", { ...hash("AAAA"), form: "a=b" }, "beside a form"],
    ["a good one", hash("Lve95gjOVATpfV8EL5X4nxwjKHE="), undefined],
    ["a timestamp just old enough", { params: { oauth_timestamp: String(NOW - 300) } }, undefined],
  ] as const) {
    it(`notes ${what}${note === undefined ? " no less than nothing" : ""}`, async () => {
      const { report, notes } = await checked(sent);
      assert.equal(report?.verdict, "right");
      if (note === undefined) assert.deepEqual(notes, []);
      else assert.include(notes[0], note);
    });
  }

  it("says why a request cannot be read, with the rule, and shows what it holds all the same", async () => {
    const { unreadable, report, params } = await checked({ params: { oauth_nonce: undefined } });
    assert.deepEqual([unreadable?.rule, report], ["RFC5849-3.1-6", undefined]);
    assert.include(unreadable?.says, "'oauth_nonce'");
    assert.isTrue(params.some(({ name }) => name === "oauth_timestamp"));
  });

  it("knows the methods that there are", async () => {
    const { unreadable } = await checked({ params: { oauth_signature_method: "HMAC-MD5" } });
    assert.equal(unreadable?.rule, "RFC5849-3.2-10");
  });

  it("shows nothing of a header that is torn", async () => {
    const received = { ...receivedFrom({}), authorization: 'OAuth oauth_nonce="' };
    const { unreadable, params } = await checkSignature({ received }, { keysFor: () => KNOWN, now: NOW, window: 300 });
    assert.deepEqual(params, []);
    assert.equal(unreadable?.rule, "RFC5849-3.5.1-3");
  });
});
