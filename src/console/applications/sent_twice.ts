import { digest, type Seconds } from "../../platform/mod.ts";
import type { Params } from "../../protocol/mod.ts";
import { markKind } from "../../stores/mod.ts";
import type { ApplicationVisit } from "./place.ts";

/** Forms that registered something a moment ago. */
const SENT = markKind("ap");

/** A second press of the button, or a page that is loaded again, comes within it. */
const A_MOMENT: Seconds = 60;

function keyOf(form: Params, { session }: ApplicationVisit): string {
  return digest(JSON.stringify([session.accountId, form.toString()]));
}

/** Nothing is worse than that the form has to wait a moment, which must not hide why nothing came of it. */
async function forget(key: string, { issuer, log }: ApplicationVisit): Promise<void> {
  try {
    await issuer.ephemeral.forget(SENT, [key]);
  } catch (cause) {
    log.warn("Cannot forget a form of which nothing came; it can be sent again in a minute", { cause });
  }
}

/** Whether a person sent the very same form a moment ago, and it registered something. */
export async function wasSent(form: Params, visit: ApplicationVisit): Promise<boolean> {
  return (await visit.issuer.ephemeral.get(SENT, keyOf(form, visit))) !== undefined;
}

/**
 * Does what a form is for, for the first of those that are alike; undefined for all others.
 *
 * Where nothing came of it, which is undefined as well, or it failed, the form may be sent again.
 */
export async function once<T>(
  form: Params,
  visit: ApplicationVisit,
  { act }: { readonly act: () => Promise<T | undefined> },
): Promise<{ readonly isFirst: boolean; readonly made: T | undefined }> {
  const { ephemeral } = visit.issuer;
  const key = keyOf(form, visit);
  let made: T | undefined;
  let isFirst = true;
  try {
    isFirst = await ephemeral.claim(SENT, { key, ttl: A_MOMENT });
    if (isFirst) made = await act();
  } finally {
    // Also where the answer to the claim itself was lost.
    if (isFirst && made === undefined) await forget(key, visit);
  }
  return { isFirst, made };
}
