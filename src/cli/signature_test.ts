import { assert } from "chai";
import { createHmac } from "node:crypto";
import { fakeIo } from "./_fake_io_test.ts";
import { runCommandLine } from "./program.ts";

const NOW = Math.floor(Date.now() / 1_000);
const SECRETS = { TOUCHSTONE_CONSUMER_SECRET: "of the consumer", TOUCHSTONE_TOKEN_SECRET: "of the token" };

/** Signs by hand what needs no encoding and is in order. */
function requestAt(timestamp: number, key: string): string {
  const query = `oauth_consumer_key=k&oauth_nonce=n&oauth_signature_method=HMAC-SHA1&oauth_timestamp=${timestamp}&oauth_token=t`;
  const base = `GET&${encodeURIComponent("https://api.test/photos")}&${encodeURIComponent(query)}`;
  const signature = encodeURIComponent(createHmac("sha1", key).update(base).digest("base64"));
  return `GET https://api.test/photos?${query}&oauth_signature=${signature}`;
}

async function ran(
  typed: string,
  { args = [], environment = SECRETS }: { args?: string[]; environment?: object } = {},
) {
  const { io, stdin, out, err } = fakeIo({ ...environment });
  stdin.end(typed);
  return { code: await runCommandLine(["signature", ...args], io), out: out(), err: err() };
}

describe("touchstone signature", () => {
  const key = "of%20the%20consumer&of%20the%20token";

  it("takes both secrets from the environment, and ends with 0 where the signature is right", async () => {
    const { code, out, err } = await ran(requestAt(NOW, key));
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^The signature is right\n\nBase string of the server\n {2}GET&https%3A/);
  });

  it("needs no secret of a token", async () => {
    const { TOUCHSTONE_CONSUMER_SECRET } = SECRETS;
    const { code } = await ran(requestAt(NOW, "of%20the%20consumer&"), { environment: { TOUCHSTONE_CONSUMER_SECRET } });
    assert.equal(code, 0);
  });

  it("names the mistake, and ends with 1", async () => {
    const { code, out } = await ran(requestAt(NOW, "of the consumer&of the token"), { args: ["--json"] });
    assert.equal(code, 1);
    assert.equal(JSON.parse(out).mistake.name, "secrets_not_encoded");
  });

  it("notes a timestamp that the server would not take, by its setting", async () => {
    const request = requestAt(NOW - 400, key);
    const wide = { ...SECRETS, OAUTH1_TIMESTAMP_SECONDS: "500" };
    assert.match((await ran(request)).out, /- Its timestamp is 40\d seconds old, where 300 are allowed/);
    assert.notInclude((await ran(request, { environment: wide })).out, "timestamp is");
  });

  it("shows no secret", async () => {
    const { out, err } = await ran(requestAt(NOW, "another"), { args: ["--base-string", `GET&x&a%3D${key}`] });
    for (const secret of Object.values(SECRETS)) {
      assert.notInclude(out + err, secret);
      assert.notInclude(out + err, encodeURIComponent(secret));
    }
  });

  it("tells in its help what it reads, and with what it ends", async () => {
    const { code, out } = await ran("", { args: ["--help"] });
    assert.equal(code, 0);
    for (const words of ["curl -v", "--base-string", "--public-key", "TOUCHSTONE_TOKEN_SECRET", "not right"])
      assert.include(out, words);
  });
});
