import { assert } from "chai";
import { describeApi } from "./describe.ts";
import { API_ENDPOINTS } from "./endpoints.ts";

function operationCalled(name: string, names?: Parameters<typeof describeApi>[0]) {
  const route = describeApi(names).find((one) => one.name === name);
  return Object.values(route?.operations ?? {})[0];
}

describe("describeApi()", () => {
  it("has each endpoint once, at its address, by its method", () => {
    const described = describeApi().map(({ name, path, operations }) => [name, path, Object.keys(operations).join()]);
    assert.deepEqual(
      described,
      API_ENDPOINTS.map(({ name, path, method }) => [name, `/api${path}`, method]),
    );
  });

  it("lies below the issuer", () => assert.isTrue(describeApi().every(({ below }) => below === "issuer")));

  it("needs the scope that the endpoint needs", () => {
    assert.deepEqual(operationCalled("listUsers")?.access, [{ kind: "token", scope: ["read"], signed: true }]);
    assert.deepEqual(operationCalled("hello")?.access, [{ kind: "token", scope: [], signed: true }]);
  });

  it("needs the words that the server has for reading and writing", () => {
    const names = { read: "see", write: "touch" };
    assert.deepEqual(operationCalled("listUsers", names)?.access, [{ kind: "token", scope: ["see"], signed: true }]);
    assert.deepEqual(operationCalled("removeUser", names)?.access, [{ kind: "token", scope: ["touch"], signed: true }]);
  });

  it("lets anybody in where the endpoint does", () => {
    assert.deepInclude([...(operationCalled("throttled")?.access ?? [])], { kind: "anybody" });
  });

  it("says of every success what it looks like, and of every segment what it is", () => {
    for (const { name, path, operations } of describeApi()) {
      for (const { answers, segments = {} } of Object.values(operations)) {
        const statuses = Object.keys(answers).filter((status) => status.startsWith("2"));
        assert.lengthOf(statuses, 1, name);
        assert.equal(answers[Number(statuses[0])]?.schema === undefined, statuses[0] === "204", name);
        assert.deepEqual(Object.keys(segments), path.includes(":id") ? ["id"] : [], name);
      }
    }
  });
});
