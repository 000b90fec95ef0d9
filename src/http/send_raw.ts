import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Context } from "koa";
import type { RawReply } from "../protocol/mod.ts";

/** Waits, and answers whether there is still somebody to answer; who goes away leaves nothing that runs. */
function waits(res: ServerResponse, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (res.destroyed) return resolve(false);
    const timer = setTimeout(() => resolve(true), milliseconds);
    return res.once("close", () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}

interface Head {
  readonly headers: OutgoingHttpHeaders;
  /** Whether the reply says by itself where its body ends. */
  readonly tellsLength: boolean;
}

/** The header fields of the reply, and of ours those that it does not have in any spelling. */
function headOf(reply: RawReply, ours: OutgoingHttpHeaders): Head {
  const own = new Set(Object.keys(reply.headers).map((name) => name.toLowerCase()));
  const tellsLength = own.has("content-length") || own.has("transfer-encoding");
  if (tellsLength) own.add("content-length");
  const added = Object.entries(ours).filter(([name]) => !own.has(name.toLowerCase()));
  return { headers: { ...Object.fromEntries(added), ...reply.headers }, tellsLength };
}

/**
 * Sends an answer as it is written, when and as far as it says so.
 *
 * @param ours Header fields that answers have besides their own.
 */
export async function sendRaw(context: Context, reply: RawReply, ours: OutgoingHttpHeaders): Promise<void> {
  const { res } = context;
  const { status, text, after = 0, drops } = reply;
  // Whatever becomes of it, Koa has nothing to add.
  context.respond = false;
  if (after > 0 && !(await waits(res, after))) return;
  if (drops === "before_head") {
    res.destroy();
    return;
  }
  const { headers, tellsLength } = headOf(reply, ours);
  // Nobody can tell where another answer would begin.
  if (tellsLength) res.shouldKeepAlive = false;
  res.writeHead(status, headers);
  if (drops === undefined) {
    res.end(text);
    return;
  }
  // On its own, as it would else go with the first bytes of a body, and a body of none is not sent at all.
  res.flushHeaders();
  res.write(Buffer.from(text).subarray(0, drops.afterBody), () => res.destroy());
}
