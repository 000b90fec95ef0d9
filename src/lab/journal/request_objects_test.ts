import { assert } from "chai";
import { wireRequest } from "../../protocol/mod.ts";
import { marksUnder } from "./marks.ts";
import { requestObjects } from "./request_objects.ts";

const ADDRESS = "https://client.test/object";
const SECRET = "c2lnbmF0dXJl";

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

const OBJECT = `${part({ alg: "RS256" })}.${part({ state: "s", client_secret: "hidden" })}.${SECRET}`;
const TOLD = { header: { alg: "RS256" }, claims: { state: "s" } };

function opened() {
  return requestObjects(marksUnder(Buffer.alloc(32, "marks of a test")));
}

function asking(parameters: Readonly<Record<string, string>>) {
  return wireRequest({ query: new URLSearchParams(parameters).toString() });
}

/** Fetches as a provider does that reads a request_uri. */
async function fetched(
  objects: ReturnType<typeof opened>,
  { status = 200, accept = "application/oauth-authz-req+jwt, */*" } = {},
): Promise<void> {
  const fetch = objects.seeing(() => Promise.resolve({ status, headers: new Headers(), text: `${OBJECT}\n` }));
  assert.equal((await fetch(ADDRESS, { headers: { accept } })).status, status);
}

describe("requestObjects()", () => {
  it("tells what an object says that comes with the request, without signature and secrets", () => {
    const told = opened().of(asking({ request: OBJECT }));
    assert.deepInclude(told, { by: "value", header: TOLD.header });
    assert.deepInclude(told?.claims, TOLD.claims);
    for (const secret of [SECRET, "hidden"]) assert.notInclude(JSON.stringify(told), secret);
  });

  it("tells what one says that was posted", () => {
    const request = wireRequest({ method: "POST", form: new URLSearchParams({ request: OBJECT }).toString() });
    assert.deepInclude(opened().of(request)?.claims, TOLD.claims);
  });

  it("tells what one says that was fetched, to the request that names its address, once", async () => {
    const objects = opened();
    await fetched(objects);
    assert.isUndefined(objects.of(asking({ request_uri: `${ADDRESS}/other` })));
    const request = asking({ request_uri: `${ADDRESS}#hash` });
    assert.deepInclude(objects.of(request), { by: "reference", header: TOLD.header });
    assert.isUndefined(objects.of(request));
  });

  it("passes over what is fetched for something else, and what is not there", async () => {
    const objects = opened();
    await fetched(objects, { accept: "application/json" });
    await fetched(objects, { status: 404 });
    assert.isUndefined(objects.of(asking({ request_uri: ADDRESS })));
  });

  it("fetches without options as well", async () => {
    const fetch = opened().seeing(() => Promise.resolve({ status: 204, headers: new Headers(), text: "" }));
    assert.equal((await fetch(ADDRESS)).status, 204);
  });

  it("has nothing to tell of a request without an object", () => {
    assert.isUndefined(opened().of(asking({ state: "s" })));
    assert.isUndefined(opened().of(asking({ request_uri: "" })));
  });

  for (const text of ["", "no jwt", "a.b.c", "e30"]) {
    it(`says nothing of the claims of '${text}'`, () => {
      const told = opened().of(asking({ request: text }));
      assert.deepEqual(told?.claims, undefined);
    });
  }
});
