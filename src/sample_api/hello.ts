import { json } from "../protocol/mod.ts";
import type { ApiReply } from "./endpoint.ts";

// It is the same for everybody, so it is made once.
const REPLY: ApiReply = json(200, { message: "Hello! Your access token works" });

/** The plainest view that there is: it says that one got in. */
export function hello(): ApiReply {
  return REPLY;
}
