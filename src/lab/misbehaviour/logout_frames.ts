import type { Exchange } from "../../engine/mod.ts";
import type { Reply } from "../../protocol/mod.ts";
import type { Dispatch } from "./dispatch.ts";

/** As an attribute of a page has it. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/**
 * A page whose frames lead elsewhere, where a fault has them so.
 *
 * @see OpenID Connect Front-Channel Logout 3
 */
export async function withLogoutFrames(reply: Reply, exchange: Exchange, dispatch: Dispatch): Promise<Reply> {
  if (reply.kind !== "html" || reply.frames === undefined) return reply;
  const changes = await Promise.all(
    reply.frames.map(async (address) => {
      const url = new URL(address);
      const changed = await dispatch(url, { exchange, place: "logout_frame" }, ({ logoutFrame }) => logoutFrame);
      return [address, changed === url ? address : changed.href] as const;
    }),
  );
  return {
    ...reply,
    markup: changes.reduce((markup, [from, to]) => markup.replaceAll(escaped(from), escaped(to)), reply.markup),
    frames: changes.map(([, to]) => to),
  };
}
