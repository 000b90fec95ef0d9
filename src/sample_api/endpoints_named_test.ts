import { assert } from "chai";
import { describeApi } from "./describe.ts";
import { API_ENDPOINTS } from "./endpoints.ts";
import { endpointsNamed } from "./endpoints_named.ts";

describe("endpointsNamed()", () => {
  it("changes nothing where no other words are given", () => {
    assert.deepEqual(endpointsNamed({}), API_ENDPOINTS);
  });

  for (const names of [{ read: "look" }, { write: "touch" }, { read: "write", write: "read" }]) {
    it(`asks for ${JSON.stringify(names)} where it asked for 'read' and 'write', and changes nothing else`, () => {
      const words: Readonly<Record<string, string>> = { read: "read", write: "write", ...names };
      for (const [index, endpoint] of endpointsNamed(names).entries()) {
        const { scope, ...rest } = API_ENDPOINTS[index]!;
        assert.deepEqual(endpoint, { ...rest, scope: scope.map((word) => words[word] ?? word) });
      }
    });
  }
});

describe("describeApi()", () => {
  it("asks in the document for what the routes ask for", () => {
    const names = { read: "look", write: "touch" };
    const demanded = describeApi(names).flatMap(({ operations }) =>
      Object.values(operations).map(({ access }) => access),
    );
    assert.deepEqual(
      demanded,
      endpointsNamed(names).map(({ scope, anonymous }) => {
        const token = { kind: "token", scope, signed: true } as const;
        return anonymous === true ? [token, { kind: "anybody" }] : [token];
      }),
    );
  });
});
