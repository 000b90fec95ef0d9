import type { Act } from "../scenarios/scenario.ts";

/** What a person does otherwise than usual, sentences without a full stop; nothing where a button says it. */
export const ACT_WORDS: Readonly<Record<Act, string | undefined>> = {
  deny: "This time, say no: press 'Deny' on the page that asks what your client may do",
  callback_twice:
    "This time, give your client the same answer twice: when you are back in it, load the address again to which you were sent back",
  foreign_callback:
    "This time, an attacker is quicker: begin the login, and before you sign in open the address below, which brings an answer that belongs to nobody",
  no_visit: "This time, do not open the address that your client shows",
  end_session: undefined,
};
