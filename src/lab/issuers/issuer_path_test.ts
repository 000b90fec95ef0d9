import { assert } from "chai";
import { idFinder } from "./issuer_path.ts";

const ID = "a1B2".padEnd(22, "c");

describe("idFinder()", () => {
  for (const [url, base] of [
    ["https://op.test", ""],
    ["https://op.test/", ""],
    ["https://op.test/id", "/id"],
    ["https://op.test/a.b", "/a.b"],
  ] as const) {
    const find = idFinder(url);

    for (const path of [
      `${base}/lab/i/${ID}`,
      `${base}/lab/i/${ID}/token`,
      `/.well-known/openid-configuration${base}/lab/i/${ID}`,
    ])
      it(`finds an issuer of ${url} at ${path}`, () => assert.equal(find(path), ID));

    for (const path of [
      "/",
      `${base}/lab/i/`,
      `${base}/lab/i/${ID}x`,
      `${base}/lab/i/${ID.slice(1)}`,
      `${base}/lab/i/${ID.slice(1)}-`,
      `/other${base}/lab/i/${ID}`,
      `/.well-known/a/b${base}/lab/i/${ID}`,
      `${base}/lab/runs/${ID}`,
    ])
      it(`finds none of ${url} at ${path}`, () => assert.isUndefined(find(path)));
  }

  it("takes a dot of its own path for nothing else", () => {
    assert.isUndefined(idFinder("https://op.test/a.b")(`/aXb/lab/i/${ID}`));
  });
});
