import { TLS_IN_FRONT } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** JWT-Secured Authorization Request. */
export const RFC9101: RuleBook = ruleBook("RFC9101", "https://www.rfc-editor.org/rfc/rfc9101#section-", [
  {
    id: "4-1",
    keyword: "MUST",
    who: "server",
    says: "Take the claims of a request object for authorization request parameters, those of extensions too",
  },
  {
    id: "4-2",
    keyword: "MUST NOT",
    who: "server",
    says: "Refuse a request object that holds request or request_uri",
  },
  {
    id: "4-3",
    keyword: "MUST",
    who: "server",
    says: "Demand that a request object is signed, or signed and then encrypted",
  },
  {
    id: "4-4",
    keyword: "SHOULD",
    who: "client",
    says: "Name itself as iss and the server as aud in a request object",
  },
  {
    id: "4-5",
    keyword: "SHOULD",
    who: "server",
    says: "Refuse a request object whose iss is not the client or whose aud is another server",
  },
  {
    id: "5-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Demand the client_id beside a request object",
  },
  {
    id: "5-2",
    keyword: "MUST NOT",
    who: "server",
    says: "Refuse a request that has both request and request_uri",
  },
  {
    id: "5-3",
    keyword: "MUST",
    who: "server",
    says: "Refuse a request object whose client_id is not the one beside it",
  },
  {
    id: "5.2-1",
    keyword: "MUST",
    who: "client",
    says: "Give a request_uri of scheme https, unless it is a name that the server made",
  },
  {
    id: "5.2-2",
    keyword: "MUST",
    who: "server",
    says: "Take only a request object for what a request_uri leads to",
  },
  {
    id: "5.2-3",
    keyword: "SHOULD NOT",
    who: "client",
    says: "Make no request_uri longer than 512 characters",
  },
  {
    id: "5.2.3-1",
    keyword: "MUST",
    who: "server",
    says: "Fetch the request object by GET from its request_uri",
  },
  {
    id: "6.1-1",
    keyword: "MUST",
    who: "server",
    says: "Decrypt an encrypted request object, and take what comes out for a signed one",
  },
  {
    id: "6.1-2",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_request_object where a request object cannot be decrypted",
  },
  {
    id: "6.2-1",
    keyword: "MUST",
    who: "server",
    says: "Verify the signature of a request object with a key of the client that its kid names",
  },
  {
    id: "6.2-2",
    keyword: "MUST",
    who: "server",
    says: "Accept only an algorithm that the client may sign by",
  },
  {
    id: "6.2-3",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_request_object where the signature is wrong",
  },
  {
    id: "6.3-1",
    keyword: "MUST",
    who: "server",
    says: "Take all parameters from inside of the request object",
  },
  {
    id: "6.3-2",
    keyword: "MUST",
    who: "server",
    says: "Use no parameter from outside of the request object, even where it stands in both",
  },
  {
    id: "6.3-3",
    keyword: "MUST",
    who: "server",
    says: "Judge the parameters that were put together as any authorization request",
  },
  {
    id: "7-1",
    keyword: "MUST",
    who: "server",
    says: "Say what is wrong by invalid_request_uri, invalid_request_object, request_not_supported or request_uri_not_supported",
  },
  { id: "8-1", keyword: "MUST", who: "server", says: "Speak TLS", reason: TLS_IN_FRONT },
  {
    id: "10.4.1-1",
    keyword: "SHOULD",
    who: "server",
    says: "Fetch only what the client is known to use, and give up on what is slow or large",
  },
  {
    id: "10.4.2-1",
    keyword: "SHOULD",
    who: "server",
    says: "Notice content at a request_uri that is not what its client put there",
  },
  {
    id: "10.5-1",
    keyword: "MUST",
    who: "server",
    says: "Refuse every request of a client that registered require_signed_request_object which is not a signed request object",
  },
  {
    id: "10.5-2",
    keyword: "MUST",
    who: "server",
    says: "Refuse every request that is not a signed request object where the metadata says require_signed_request_object",
  },
  {
    id: "10.7-1",
    keyword: "MUST",
    who: "server",
    says: "Keep who is asked about a request from seeing other parameters than those that are used",
  },
  {
    id: "10.8-1",
    keyword: "SHOULD",
    who: "server",
    says: "Keep request objects apart from other JWTs, by their type and by refusing a sub that is the client",
  },
]);
