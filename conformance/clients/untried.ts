import type { CheckName } from "./own/checks.ts";

/** Checks that no careless client leaves out, and why: nothing that a lab sees would tell. */
export const UNTRIED: Partial<Readonly<Record<CheckName, string>>> = {
  metadata_endpoints: "endpoints without TLS would show it, and the issuer itself has none on this machine",
  content_type: "who reads JSON by whatever name does nothing that a specification forbids",
  reply_size: "no specification says how much is too much, so that a huge answer may be read as well as refused",
  nonce_sent: "a code that is bound by PKCE needs no nonce",
  pending_not_fatal: "whether a right provider says pending is up to how quickly the person allows it",
  logout_replay: "a provider sends no logout token twice, and to look whether it did is optional",
};
