import type { Access, Endpoint, Feature, Issuer, Operation, Schema } from "../../engine/mod.ts";
import { json } from "../../protocol/mod.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import type { Documented } from "./documented.ts";

/** A small schema with a title. */
export const BOOK: Schema = {
  title: "Book",
  type: "object",
  required: ["id"],
  properties: { id: { type: "integer" }, name: { type: "string" } },
};

/** An operation that says no more than it must. */
export function operationOf(changes: Partial<Operation> = {}): Operation {
  return { summary: "Lists books", tag: "Books", answers: { 200: { says: "Books" } }, ...changes };
}

/** An operation at an address, for everybody. */
export function documentedFor(changes: Partial<Documented> = {}): Documented {
  const standard = { id: "books", method: "GET", path: "/books", below: "issuer", speaks: "json", alsoAt: [] } as const;
  return { ...standard, operation: operationOf(), ...changes };
}

/** An endpoint that nobody asks. */
export function endpointOf(changes: Partial<Endpoint> = {}): Endpoint {
  return { name: "books", path: "/books", methods: ["GET"], speaks: "json", handle: () => json(200, {}), ...changes };
}

/** An issuer that serves some endpoints, and has what it takes to authenticate clients. */
export async function issuerWith(
  endpoints: readonly Endpoint[],
  { url = "https://issuer.test" }: { readonly url?: string } = {},
): Promise<Issuer> {
  const library: Feature = { name: "library", spec: "test", endpoints };
  const under = await issuerUnderTest({
    url,
    features: (all) => [...all.filter(({ name }) => name === "client_secret"), library],
  });
  return under.issuer;
}

/** Every kind of access, with what it is in words. */
export const ACCESSES: Readonly<Record<string, Access>> = {
  "whoever asks": { kind: "anybody" },
  "a client": { kind: "client" },
  "a client with a proof": { kind: "client", proven: true },
  "a bearer": { kind: "token", scope: [] },
  "a bearer for something": { kind: "token", scope: ["read", "write"] },
  "a bearer who signed in": { kind: "token", scope: ["openid"] },
  "a bearer or a signer": { kind: "token", scope: ["read"], signed: true },
  "who registers": { kind: "registration" },
  "who has the key of it": { kind: "key" },
  "a consumer": { kind: "consumer" },
};
