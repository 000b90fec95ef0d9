import { json } from "../protocol/mod.ts";
import type { ApiReply } from "./endpoint.ts";

const BODY = { message: "Hello! Your access token works" };

// It is the same for everybody, so it is made once.
const REPLY: ApiReply = { ...json(200, BODY), text: JSON.stringify(BODY) };

/** The plainest view that there is: it says that one got in. */
export function hello(): ApiReply {
  return REPLY;
}
