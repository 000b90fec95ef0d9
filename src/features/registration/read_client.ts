import { type ClientInput, type Complaint, complaintsOf, type RegistrationPolicy } from "../../clients/mod.ts";
import { type Issuer, metadataGround, parseMetadataList, readMetadata, refuseMetadata } from "../../engine/mod.ts";
import { fail } from "../../protocol/mod.ts";
import { type Document, memberOf } from "./document.ts";
import { fieldsOf, standardScope } from "./policy.ts";
import { type StatementIssuers, withStatement } from "./software_statement.ts";

const MOST_REDIRECT_URIS = 20;

function redirectUrisIn(document: Document): readonly string[] {
  const uris = memberOf(document, "redirect_uris") ?? [];
  const texts = Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === "string") : [];
  const why =
    !Array.isArray(uris) || texts.length < uris.length
      ? "redirect_uris is not a list of texts"
      : texts.length > MOST_REDIRECT_URIS
        ? `it has more than ${MOST_REDIRECT_URIS} redirect URIs`
        : undefined;
  if (why === undefined) return texts;
  return fail("invalid_redirect_uri", `Cannot register the client as ${why}`, { rule: "RFC7591-3.2.2-3" });
}

function textIn(document: Document, name: string, standard: string): string {
  const value = memberOf(document, name) ?? standard;
  return typeof value === "string" ? value : refuseMetadata(`${name} is not a text`);
}

/** Tells the first thing that is wrong, in the words of the specification. */
function refuseFor([complaint]: readonly Complaint[]): void {
  if (complaint === undefined) return;
  const { member, says, rule } = complaint;
  const isRedirect = member === "redirectUris";
  fail(
    isRedirect ? "invalid_redirect_uri" : "invalid_client_metadata",
    says.startsWith("Cannot ") ? says : `Cannot register the client: ${says}`,
    { rule: rule ?? (isRedirect ? "RFC7591-3.2.2-3" : "RFC7591-3.2.2-2") },
  );
}

/** PEM is for people; a document has a key set as the specification writes it. @see RFC 7591 2 */
function checkKeys(document: Document): void {
  if (typeof memberOf(document, "jwks") === "string")
    refuseMetadata("jwks is refused: it is a text, and not a JSON object");
}

/** What a client is that is being read. */
export interface ReadClientOptions {
  readonly issuer: Issuer;
  readonly policy: RegistrationPolicy;
  readonly clientId: string;
  readonly statementIssuers: StatementIssuers;
}

/** The members that a client's record has places of its own for, with the values that hold where they were not sent. */
function coreOf(
  document: Document,
  { policy, clientId }: ReadClientOptions,
): ClientInput & { readonly authMethod: string } {
  const authMethod = textIn(document, "token_endpoint_auth_method", "client_secret_basic");
  return {
    clientId,
    name: clientId,
    type: authMethod === "none" ? "public" : "confidential",
    grantTypes: parseMetadataList(memberOf(document, "grant_types") ?? ["authorization_code"], "grant_types"),
    redirectUris: redirectUrisIn(document),
    scope: textIn(document, "scope", standardScope(policy)),
    authMethod,
  };
}

/**
 * Judges a document, and fills in what it leaves open.
 *
 * What needs nobody else is judged first, so that no other server is asked for the sake of a document that is refused.
 *
 * @see RFC 7591 2, OpenID Connect Dynamic Client Registration 2
 * @throws {OAuthError} invalid_redirect_uri, invalid_client_metadata, invalid_software_statement or
 * unapproved_software_statement for the first thing that is wrong.
 */
export async function readClient(sent: Document, options: ReadClientOptions): Promise<ClientInput> {
  const { issuer, policy, clientId } = options;
  const document = await withStatement(sent, options);
  const statement = memberOf(document, "software_statement");
  const core = coreOf(document, options);
  checkKeys(document);
  refuseFor(complaintsOf({ ...core, metadata: document }, policy));
  const context = { ...metadataGround(issuer), document, clientType: core.type };
  const { held, refused } = await readMetadata({ fields: fieldsOf(issuer), context, standards: true });
  const [first] = refused;
  if (first !== undefined) throw first.error;
  const { client_name: name } = held;
  const input = {
    ...core,
    name: typeof name === "string" ? name : clientId,
    metadata: statement === undefined ? held : { ...held, software_statement: statement },
  };
  refuseFor(complaintsOf(input, policy));
  return input;
}
