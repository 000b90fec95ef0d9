import { setTimeout as sleep } from "node:timers/promises";
import { type Exchange, SESSION_COOKIE } from "../../engine/mod.ts";
import { deriveKey, digest, hmac, openSealed, sameBytes, seal } from "../../platform/mod.ts";
import { OAuthError, type Reply } from "../../protocol/mod.ts";
import {
  claimAnswer,
  endInteraction,
  findInteraction,
  gone,
  type Interaction,
  keepOutcome,
  type Outcome,
  releaseAnswer,
} from "./interaction.ts";

/** What a person sees and sends on the way. */
export interface Way {
  readonly exchange: Exchange;
  readonly id: string;
  readonly interaction: Interaction;
}

/** Milliseconds between the looks of who waits for another's answer: two and a half seconds in all. */
const PAUSES = [10, 20, 40, 80, 160, 320, 640, 1_280] as const;

/** What is sealed. */
const PURPOSE = "answer of an interaction";

/** What is sent, letter by letter, and by whom. */
function actOf({ request }: Exchange): string {
  const session = request.cookies.get(SESSION_COOKIE) ?? "";
  return digest(JSON.stringify([request.method, session, request.form.toString()]));
}

/** The store knows neither the id nor the key of the forms, so that a copy of it opens nothing. */
function keyOf({ exchange, id }: Way): Buffer {
  return deriveKey(hmac(exchange.issuer.formKey, id), PURPOSE);
}

async function quietly({ exchange }: Way, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    exchange.log.warn("Cannot note what became of a request; the person must start again", { cause });
  }
}

/** Makes the answer. When a store fails on the way, the page can be sent again. */
async function answerFirst(way: Way, make: () => Promise<Reply>): Promise<Reply> {
  const { exchange, id, interaction } = way;
  let reply: Reply;
  try {
    reply = await make();
  } catch (error) {
    await quietly(way, () =>
      error instanceof OAuthError ? endInteraction(exchange, id) : releaseAnswer(exchange, id),
    );
    throw error;
  }
  const sealed = seal(JSON.stringify(reply), { key: keyOf(way), purpose: PURPOSE, random: exchange.issuer.random });
  const outcome: Outcome = { act: actOf(exchange), sealed };
  await quietly(way, () => keepOutcome(exchange, id, { ...interaction, outcome }));
  return reply;
}

/**
 * Says again what was answered, to who sends the same again in the same session; whoever sends something else (Deny
 * after Allow) is refused with 409, as it was answered already.
 */
export async function sayAgain(way: Way, { act, sealed }: Outcome): Promise<Reply> {
  const { exchange } = way;
  const session = exchange.request.cookies.get(SESSION_COOKIE);
  const hasLeft = session !== undefined && (await exchange.issuer.sessions.find(session)) === undefined;
  if (hasLeft || !sameBytes(act, actOf(exchange))) return gone(409);
  const reply: Reply = JSON.parse(openSealed(sealed, { key: keyOf(way), purpose: PURPOSE }).toString());
  return reply;
}

/**
 * Answers an interaction once, however often the page is sent: one who sends it makes the answer, the others wait for
 * it and are told the same.
 *
 * Throws OAuthError: 409 when it was answered otherwise, or is not answered in time.
 */
export async function answerOnce(way: Way, make: () => Promise<Reply>): Promise<Reply> {
  const { exchange, id } = way;
  for (const pause of PAUSES) {
    if (await claimAnswer(exchange, id, way.interaction)) return answerFirst(way, make);
    await sleep(pause);
    const now = await findInteraction(exchange, id);
    if (now === undefined) return gone(409);
    if (now.outcome !== undefined) return sayAgain(way, now.outcome);
  }
  return gone(409);
}
