import { createPublicKey, verify } from "node:crypto";
import { assert } from "chai";
import type { Given } from "../../../test/support/issuer_under_test.ts";
import { labParts } from "../../../test/support/lab_issuer.ts";
import { type OpenidFlow, openidFlow, type OpenidFlowOptions } from "../../../test/support/openid_flow.ts";
import { bodyOf, locationOf } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { FaultUse } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** A JWT taken apart by nobody who would refuse it. */
export interface Parts {
  readonly header: Members;
  readonly claims: Members;
  readonly signature: string;
  readonly text: string;
}

/** A flow at an issuer that misbehaves, and its journal. */
export interface OpenidLab extends OpenidFlow {
  readonly journal: () => readonly JournalEntry[];
  readonly get: (path: string, asked?: Parameters<OpenidFlow["under"]["get"]>[1]) => Promise<Reply>;
}

/** Opens an issuer with faults; two of them differ in nothing but the faults. */
export async function openidLab(faults: readonly FaultUse[], options: OpenidFlowOptions = {}): Promise<OpenidLab> {
  const parts = labParts({ faults });
  const flow = await openidFlow({
    ...options,
    ...parts.options,
    client: { clientId: "under-test", ...options.client },
    account: { username: "alice", ...options.account },
    seed: "faults of OpenID Connect",
  });
  return { ...flow, journal: parts.journal, get: (path, asked) => flow.under.get(path, asked) };
}

/** The parts of a text that claims to be a JWT. */
export function partsOf(token: unknown): Parts {
  const text = String(token);
  const [header = "", claims = "", signature = ""] = text.split(".");
  const read = (part: string): Members => JSON.parse(Buffer.from(part, "base64url").toString());
  return { header: read(header), claims: read(claims), signature, text };
}

/** Whether the signature holds by the key that the issuer publishes under a kid; the one for RS256 when not given. */
export async function isSigned(lab: OpenidLab, { header, text }: Parts): Promise<boolean> {
  const { keys } = JSON.parse(lab.under.issuer.keys.jwks().text);
  const key = keys.find((one: Members) =>
    header["kid"] === undefined ? one["alg"] === header["alg"] : one["kid"] === header["kid"],
  );
  const [head = "", body = "", signature = ""] = text.split(".");
  if (key === undefined || signature === "") return false;
  return verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    { key: createPublicKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
}

/** What differs between two objects: what the second says, undefined where it says nothing. */
export function difference(one: Members, other: Members): Members {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
      .map((name) => [name, other[name]]),
  );
}

/** Faults that the journal names, each once, with the places where they were at work. */
export function served(lab: Pick<OpenidLab, "journal">): readonly string[] {
  const named = lab.journal().flatMap(({ faults, place }) => faults.map((fault) => `${fault} at ${place}`));
  return [...new Set(named)];
}

/** The parameters in the fragment that a flow through the browser ends with. */
export async function frontOf(lab: OpenidLab, changes: Given): Promise<Readonly<Record<string, string>>> {
  const { hash } = locationOf(await lab.ask(changes));
  return Object.fromEntries(new URLSearchParams(hash.slice(1)));
}

/** A reply as a client reads it: status, header fields that say what it is, and the text. */
export function seen(reply: Reply): {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
} {
  const { status, headers } = reply;
  const type = headers["Content-Type"];
  if (reply.kind === "raw") return { status, type, text: reply.text };
  return { status, type, text: JSON.stringify(bodyOf(reply)) };
}

/** Fails unless a fault was the only one at work, and at these places alone. */
export function assertServed(lab: Pick<OpenidLab, "journal">, fault: string, ...places: readonly string[]): void {
  assert.deepEqual(
    served(lab),
    places.map((place) => `${fault} at ${place}`),
  );
}
