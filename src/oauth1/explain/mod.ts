/**
 * Why a signature is wrong: what the server signs beside what the client did, character by character, and the well-known
 * mistake that makes exactly the signature that came.
 *
 * Whoever verifies hands a wrong signature to {@link explainRefusals}; the page and the command ask
 * {@link reportSignature} about requests that were pasted. Secrets are masked before anything leaves this folder.
 *
 * *Decision 2026-11-21.* A mistake is found by making it: each of some dozens is made with the real keys, after a refusal
 * alone, and the one is named whose signature is the client's. So nothing is guessed, and nobody learns anything by it
 * who does not have the secrets: whoever could make the wrong signature could have made the right one.
 *
 * @see RFC 5849 3.4
 * @module
 */
export {
  type BaseStringDifference,
  markBaseStrings,
  type MarkedPart,
  markTexts,
  printDifference,
  type Span,
  whereDiffers,
} from "./diff_base_strings.ts";
export { checkSignature, type CheckSignatureOptions, type SignatureCheck, type Unreadable } from "./check_signature.ts";
export { findKeys, type FindKeysOptions, type FoundKeys, type KeysIssuer } from "./find_keys.ts";
export { parsePasted, type ParsePastedOptions, type PastedRequest, PasteRefused } from "./pasted_request.ts";
export type { BaseStringPart } from "./base_string_parts.ts";
export { explainRefusals, type ExplainingIssuer, type ExplainOptions } from "./explain_refusals.ts";
export type { FoundMistake } from "./find_mistake.ts";
export type { Mistake } from "./mistake.ts";
export type { ReceivedParam } from "./received_params.ts";
export { findRefused, type RefusedRequest } from "./refused_request.ts";
export type { ReportOptions, ShownMistake, SignatureReport } from "./report.ts";
export type { Trial } from "./trial.ts";
