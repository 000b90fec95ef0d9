import type { KeyAlg, SigningAlg } from "../protocol/mod.ts";
import { keyedAlgs } from "./key_policy.ts";
import { type KeyState, keyStates } from "./key_state.ts";
import { KeysUnreadable } from "./make_key.ts";
import { type KeyTools, noteKey, rotateKeys } from "./rotate_keys.ts";

/** What became of a key that was to be taken out of the set. */
export type Retirement =
  /** It is gone; where it was in use, what it had signed is refused from now on. */
  | { readonly outcome: "removed"; readonly state: KeyState | "gone" }
  /** It is in use: it signs, or tokens that it signed are alive. */
  | { readonly outcome: "in_use"; readonly state: KeyState }
  | { readonly outcome: "unknown" };

/**
 * Takes a key out of the set at once. One that is in use is spared, unless forced; then an active one is replaced first,
 * so that the issuer goes on signing.
 */
export async function retireKey(
  tools: KeyTools,
  { kid, force }: { readonly kid: string; readonly force: boolean },
): Promise<Retirement> {
  const { store, policy, clock } = tools;
  const records = await store.list();
  const record = records.find((each) => each.kid === kid);
  if (record === undefined) return { outcome: "unknown" };
  const stated = keyStates(records, { now: clock.now(), keptFor: policy.keptFor }).find(
    (each) => each.record === record,
  );
  const state = stated?.state ?? "gone";
  if (state !== "gone" && state !== "next" && !force) return { outcome: "in_use", state };
  const alg = keyedAlgs(policy).find((each) => each === record.alg);
  if (state === "active" && alg !== undefined) await replace(tools, alg);
  if (!(await store.remove(kid))) return { outcome: "unknown" };
  await noteKey(tools, { event: "key.retired", record });
  return { outcome: "removed", state };
}

/** Where the secret of the keys is lost there is nothing to go on with: the server makes new keys when it starts. */
async function replace(tools: KeyTools, alg: SigningAlg | KeyAlg): Promise<void> {
  try {
    await rotateKeys(tools, { alg, now: true });
  } catch (error) {
    if (!(error instanceof KeysUnreadable)) throw error;
  }
}
