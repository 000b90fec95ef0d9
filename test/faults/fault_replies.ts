import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import { PASSWORD } from "../support/cast.ts";
import type { FaultStage } from "./fault_stage.ts";

/** All that a reply says, headers and page or body. */
export function wordsOf(reply: Reply): string {
  return JSON.stringify(reply);
}

/** The members of a JSON reply. */
export function bodyOf(reply: Reply): Readonly<Record<string, unknown>> {
  if (reply.kind !== "json" || typeof reply.body !== "object" || reply.body === null)
    throw new TypeError(`Cannot read JSON in the reply: ${wordsOf(reply)}`);
  return { ...reply.body };
}

/** Asks for a token as the person, by password. */
export async function passwordTokens(stage: FaultStage): Promise<Reply> {
  const { username } = stage.owner;
  return stage.post("/token", { as: stage.trusted, form: { grant_type: "password", username, password: PASSWORD } });
}

/** A member of a JSON reply that must be a text. */
export function memberOf(reply: Reply, name: string): string {
  const value = bodyOf(reply)[name];
  if (typeof value !== "string") throw new TypeError(`Cannot find the text '${name}' in the reply: ${wordsOf(reply)}`);
  return value;
}

/** Whether the issuer calls a token active. */
export async function isAlive(stage: FaultStage, token: string): Promise<boolean> {
  return bodyOf(await stage.post("/introspect", { as: stage.asking, form: { token } }))["active"] === true;
}

/** A token response is whole, and its tokens live. */
export async function assertWhole(stage: FaultStage, reply: Reply, names: readonly string[]): Promise<void> {
  assert.equal(reply.status, 200, wordsOf(reply));
  assert.containsAllKeys(bodyOf(reply), ["token_type", "expires_in", "scope", ...names]);
  for (const name of names) assert.isTrue(await isAlive(stage, memberOf(reply, name)), `${name} lives`);
}

/** A token request is refused for good, and nothing of its family is left to be used. */
export async function assertSpent(stage: FaultStage, reply: Reply, tag: string): Promise<void> {
  assert.equal(reply.status, 400, wordsOf(reply));
  assert.propertyVal(bodyOf(reply), "error", "invalid_grant");
  const family = await stage.real.durable.families.find(tag);
  assert.isTrue(family === undefined || family.revokedAt !== undefined, "The family is dead");
}
