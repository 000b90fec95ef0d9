import { json } from "../protocol/mod.ts";
import type { ApiReply } from "./endpoint.ts";

const BODY = { message: "Hello! Look at the RateLimit field: it says how often you may ask again" };
const REPLY: ApiReply = { ...json(200, BODY), text: JSON.stringify(BODY) };

/** A view that may be called so often and no more, by whoever likes. */
export function throttled(): ApiReply {
  return REPLY;
}
