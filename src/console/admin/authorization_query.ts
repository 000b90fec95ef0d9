import type { PersonalVisit } from "../../engine/mod.ts";
import type { FieldModel } from "../../pages/mod.ts";
import type { FamilyQuery, FamilyState } from "../../stores/mod.ts";
import { STATE_WORDS } from "./authorization_facts.ts";
import { accountNamed } from "./naming.ts";
import { typedIn } from "./search_address.ts";

/** What is looked for among authorizations, as it was typed. */
export interface TypedAuthorization extends Readonly<Record<string, string | undefined>> {
  readonly person: string | undefined;
  readonly application: string | undefined;
  readonly tag: string | undefined;
  readonly grant: string | undefined;
  readonly state: string | undefined;
}

/** What is looked for among authorizations. */
export interface ReadAuthorizationQuery {
  readonly typed: TypedAuthorization;
  /** Undefined = nothing can be found. */
  readonly query: FamilyQuery | undefined;
}

const STATES: readonly FamilyState[] = ["live", "expired", "revoked"];

/** Reads what is looked for among authorizations. */
export async function readAuthorizationQuery(visit: PersonalVisit): Promise<ReadAuthorizationQuery> {
  const { issuer } = visit;
  const [person, application, tag, grant, state] = ["person", "application", "tag", "grant", "state"].map((name) =>
    typedIn(visit, name),
  );
  const typed = { person, application, tag, grant, state };
  const accountId = person === undefined ? undefined : (await accountNamed(person, issuer))?.id;
  const client = application === undefined ? undefined : (await issuer.durable.clients.find(application))?.id;
  const is = STATES.find((each) => each === state);
  const isNowhere =
    (person !== undefined && accountId === undefined) ||
    (application !== undefined && client === undefined) ||
    (state !== undefined && is === undefined);
  if (isNowhere) return { typed, query: undefined };
  const query: FamilyQuery = {
    ...(accountId === undefined ? {} : { accountId }),
    ...(client === undefined ? {} : { client }),
    ...(tag === undefined ? {} : { tag }),
    ...(grant === undefined ? {} : { grantType: grant }),
    ...(is === undefined ? {} : { state: { is, at: issuer.clock.now() } }),
  };
  return { typed, query };
}

const ANY = { value: "", text: "Any" };

/** The fields of the search, as they were filled in. */
export function authorizationFields(
  { typed }: ReadAuthorizationQuery,
  { issuer }: Pick<PersonalVisit, "issuer">,
): readonly FieldModel[] {
  const { person = "", application = "", tag = "", grant = "", state = "" } = typed;
  const states = STATES.map((value) => ({ value, text: STATE_WORDS[value] }));
  const grants = [...issuer.grants.keys()].map((value) => ({ value, text: value }));
  return [
    { name: "person", kind: "search", label: "Person", hint: "User name or subject identifier", value: person },
    { name: "application", kind: "search", label: "Application", hint: "Client id", value: application },
    { name: "tag", kind: "search", label: "Tag", value: tag },
    { name: "state", kind: "choice", label: "State", options: [ANY, ...states], value: state },
    { name: "grant", kind: "choice", label: "Grant", options: [ANY, ...grants], value: grant },
  ];
}
