import { assert } from "chai";
import { settableClock } from "../../src/platform/mod.ts";
import {
  type AccessToken,
  allOf,
  anyOf,
  authenticate,
  byAddress,
  byAnonymous,
  byClient,
  byUser,
  byUserOrClient,
  guard,
  hasOneOfScopes,
  hasReadWriteScope,
  hasResourceScope,
  hasScope,
  isAuthenticatedOrHasScope,
  isOwner,
  isSignedIn,
  isStaff,
  memoryEphemeralStore,
  not,
  type Permission,
  type Person,
  personOf,
  throttle,
  TokenHasReadWriteScope,
  TokenHasResourceScope,
  TokenHasScope,
  TokenMatchesOASRequirements,
} from "../../src/resource_server/mod.ts";
import { contextOf, writtenTo } from "../support/koa_context.ts";
import { recordingReader, SIGNATURE } from "../support/recording_reader.ts";

const ANN: Person = { sub: "1", username: "ann" };
const STAFF: Person = { sub: "2", username: "sue", isStaff: true };
const PEOPLE = [undefined, ANN, STAFF] as const;
const SCOPES = [[], ["read"], ["write"], ["read", "write"], ["books:read"], ["books:write"]] as const;
const METHODS = ["GET", "POST"] as const;

const owns = async (...[access]: Parameters<Parameters<typeof isOwner>[0]>) =>
  (await personOf(access))?.username === "ann";

const PERMISSIONS: readonly (readonly [name: string, permission: Permission])[] = [
  ["hasScope, of any token", hasScope()],
  ["hasScope", hasScope("read")],
  ["hasScope, of the request", hasScope(({ method }) => [method === "GET" ? "read" : "write"])],
  ["hasReadWriteScope", hasReadWriteScope()],
  ["hasResourceScope", hasResourceScope("books")],
  ["hasOneOfScopes", hasOneOfScopes({ GET: [["read"], ["books:read"]], POST: [["read", "write"]] })],
  ["isAuthenticatedOrHasScope", isAuthenticatedOrHasScope("read")],
  ["isSignedIn", isSignedIn()],
  ["isStaff", isStaff()],
  ["isOwner", isOwner(owns)],
  ["allOf", allOf(hasScope("write"), anyOf(isOwner(owns), isStaff()))],
  ["anyOf", anyOf(isStaff(), hasScope("read"), hasScope("write"))],
  ["not", allOf(hasScope(), not(hasScope("write")))],
  ["TokenHasScope", TokenHasScope({ requiredScopes: ["read", "write"] })],
  ["TokenHasReadWriteScope", TokenHasReadWriteScope({ requiredScopes: ["read"] })],
  ["TokenHasResourceScope", TokenHasResourceScope({ requiredScopes: ["books"] })],
  ["TokenMatchesOASRequirements", TokenMatchesOASRequirements({ requiredAlternateScopes: { GET: [["write"]] } })],
];

interface Caller {
  readonly scope: readonly string[];
  readonly person: (typeof PEOPLE)[number];
  readonly method: (typeof METHODS)[number];
}

const CALLERS: readonly Caller[] = METHODS.flatMap((method) =>
  PEOPLE.flatMap((person) => SCOPES.map((scope) => ({ method, person, scope }))),
);

/** A context of who called by a token of this type, found out as an application does. */
async function calledBy(tokenType: AccessToken["tokenType"], { scope, person, method }: Caller) {
  const subject = person === undefined ? {} : { subject: { sub: person.sub, username: person.username } };
  const token: AccessToken = { tokenType, scope, clientId: "app", expiresAt: 2_000_000_000, ...subject };
  const account = async () => person;
  const authorization = tokenType === "OAuth" ? SIGNATURE : "Bearer t";
  const context = contextOf({ method, headers: { authorization } });
  const signed = { ...recordingReader(token), account };
  await authenticate({ reader: { read: async () => token, account }, signed })(context, async () => {});
  return context;
}

/** What is told of who called, whether they are let in. */
async function judged(permission: Permission, type: AccessToken["tokenType"], caller: Caller) {
  const context = await calledBy(type, caller);
  let isLetIn = false;
  await guard(permission, { errorResponseWithScopes: true })(context, async () => void (isLetIn = true));
  const { status, body } = writtenTo(context);
  return { isLetIn, status, body };
}

describe("permissions, of a bearer token and of a signature", () => {
  for (const [name, permission] of PERMISSIONS) {
    it(`are the same: ${name}`, async () => {
      const seen = new Set<boolean>();
      for (const caller of CALLERS) {
        const bearer = await judged(permission, "Bearer", caller);
        assert.deepEqual(await judged(permission, "OAuth", caller), bearer, JSON.stringify(caller));
        seen.add(bearer.isLetIn);
      }
      // A table in which all are let in, or none is, says nothing; a token alone is never a session.
      if (!["isSignedIn", "hasScope, of any token"].includes(name)) assert.deepEqual(seen, new Set([true, false]));
    });
  }
});

describe("throttles, of a bearer token and of a signature", () => {
  for (const [name, by] of Object.entries({ byAddress, byAnonymous, byClient, byUser, byUserOrClient })) {
    it(`count both in one bucket: ${name}`, async () => {
      const clock = settableClock(1_800_000_000);
      const limited = throttle({ store: memoryEphemeralStore({ clock }), clock, rate: "1/hour", scope: "t", by });
      const statuses: number[] = [];
      for (const type of ["Bearer", "OAuth"] as const) {
        const context = await calledBy(type, { scope: ["read"], person: ANN, method: "GET" });
        await limited(context, async () => void (context.status = 200));
        statuses.push(context.status);
      }
      assert.deepEqual(statuses, by === byAnonymous ? [200, 200] : [200, 429]);
    });
  }
});
