import type { JournalEntry } from "../journal/entry.ts";
import { afterFault, askedFor, firstFaulted, valueOf, valuesOf } from "../judge/observe.ts";
import { asksNoMoreThan, failed, isSuccess, passed, unseen } from "./_seen.ts";
import {
  accepts,
  type Expectation,
  type Observation,
  type Observed,
  observes,
  refuses,
  type Scenario,
} from "./scenario.ts";

const STOPS: Expectation = refuses("authorize", "token");
const GOES_ON: Expectation = accepts("authorize", "token", "resource");

/** Whether the first authorization request asks for this scope; undefined = for none. */
function asksFor(wanted: string | undefined): (seen: Observation) => Observed {
  return ({ journal }) => {
    const [asked] = askedFor(journal, "authorize");
    if (asked === undefined) return unseen("It sent no authorization request", []);
    const scope = valueOf(asked, "scope");
    const said = scope === undefined ? "no scope" : `the scope '${scope}'`;
    return (scope === wanted ? passed : failed)(`It asked for ${said}`, [asked]);
  };
}

function sameWords(one: string | undefined, words: readonly string[]): boolean {
  return one?.split(" ").toSorted().join(" ") === words.toSorted().join(" ");
}

/** Whether what the description lists is asked for, and nothing else, where the challenge names no scope. */
function asksForListed({ journal }: Observation): Observed {
  const [asked] = askedFor(journal, "authorize");
  if (firstFaulted(journal) === undefined || asked === undefined)
    return unseen("It sent no authorization request after such a challenge", []);
  const scope = valueOf(asked, "scope");
  const said = `It asked for ${scope === undefined ? "no scope" : `the scope '${scope}'`}`;
  const isRight = sameWords(scope, ["read", "write"]) || scope === "read";
  return (isRight ? passed : failed)(said, [asked]);
}

/** The path at which a resource of this path is described. @see RFC 9728 3.1 */
function isDescribing(resource: string, { url }: JournalEntry): boolean {
  const { origin, pathname } = new URL(resource);
  return url === `${origin}/.well-known/oauth-protected-resource${pathname}`;
}

/** Whether no server is asked before a description was read that is the resource's own. */
function readsFirst({ journal }: Observation): Observed {
  const told = firstFaulted(journal);
  if (told === undefined) return unseen("It never asked for the resource", []);
  const later = afterFault(journal);
  const [asked] = askedFor(later, "authorize");
  if (asked === undefined) return passed("It stopped", [told]);
  const read = askedFor(later, "resource_metadata").find((entry) => isSuccess(entry) && isDescribing(told.url, entry));
  if (read === undefined || read.n > asked.n)
    return failed("It sent an authorization request though it had read no description of this resource", [told, asked]);
  return passed("It read the description at the well-known address of the resource instead", [told, read, asked]);
}

/** Whether authorization and token request say for which resource the token is to be. */
function namesResource({ journal }: Observation): Observed {
  const resource = askedFor(journal, "resource")[0]?.url;
  const asked = [...askedFor(journal, "authorize"), ...askedFor(journal, "token")];
  if (resource === undefined || asked.length === 0) return unseen("It asked for no token", []);
  const strays = asked.filter((entry) => !valuesOf(entry, "resource").includes(resource));
  if (strays.length > 0) return failed("It did not name the resource in each request for a token", strays);
  return passed("It named the resource in its requests for a token", asked);
}

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "faults">>;

/** A case of this setup, with the fault of the same name unless it says otherwise. */
function scenario(name: string, fault: string | undefined, rest: Rest): Scenario {
  return {
    name: `resource_first_${name}`,
    setups: ["resource-first"],
    faults: fault === undefined ? [] : [{ fault }],
    ...rest,
  };
}

const NAMES =
  "Compare resource of the description with the address that was opened, character by character, before anything else of it is used.";
const NO_GUESS =
  "Say that nobody knows whose tokens the resource takes. Do not fall back to an issuer from the configuration or to the host of the resource.";
const OWN = "A client id and its secret belong to one issuer: show them to no other, and keep them apart by issuer.";
const SCOPE =
  "Ask for the scope of the challenge; where it names none, for what scopes_supported of the description lists; where that is not there, send no scope.";

const DOCUMENTS: readonly Scenario[] = [
  scenario("other_resource", "resource_metadata_other_resource", {
    title: "Description of another resource",
    rule: "RFC9728-3.3-2",
    keyword: "MUST NOT",
    says: "Use no description whose resource is not the address that was opened",
    expect: STOPS,
    mend: NAMES,
    known: ["MCP resource-mismatch"],
  }),
  scenario("other_document", "resource_challenge_other_document", {
    title: "Challenge that names the description of another resource",
    rule: "RFC9728-3.3-2",
    keyword: "MUST NOT",
    says: "Use no description whose resource is not the address that was opened, whoever named it",
    expect: observes(readsFirst),
    mend: NAMES,
  }),
  scenario("404", "resource_metadata_404", {
    title: "No description",
    rule: "RFC9728-3.3-2",
    keyword: "MUST NOT",
    says: "Stop where nothing describes the resource",
    expect: STOPS,
    mend: NO_GUESS,
  }),
  scenario("broken_json", "resource_metadata_broken_json", {
    title: "Description is broken JSON",
    rule: "RFC9728-3.3-2",
    keyword: "MUST NOT",
    says: "Stop where the description ends in the middle of its JSON",
    expect: STOPS,
    mend: NO_GUESS,
  }),
];

const SERVERS: readonly Scenario[] = [
  scenario("no_servers", "resource_metadata_no_servers", {
    title: "Description without an authorization server",
    rule: "RFC9728-5.2-1",
    keyword: "SHOULD",
    says: "Stop where the description names no authorization server",
    expect: STOPS,
    mend: NO_GUESS,
  }),
  scenario("empty_servers", "resource_metadata_empty_servers", {
    title: "Description with an empty list of authorization servers",
    rule: "RFC9728-5.2-1",
    keyword: "SHOULD",
    says: "Stop where the description names no authorization server",
    expect: STOPS,
    mend: NO_GUESS,
  }),
  scenario("stranger_first", "resource_metadata_stranger_first", {
    title: "Another authorization server before the known one",
    rule: "RFC9728-5.2-1",
    keyword: "SHOULD",
    says: "Choose the authorization server at which the client is registered, wherever it stands",
    expect: GOES_ON,
    mend: `Go through the whole list. ${OWN}`,
  }),
  scenario("moved", "resource_metadata_moved", {
    title: "Another authorization server than before",
    rule: "RFC9728-5.2-1",
    keyword: "SHOULD",
    says: "Go by the description, and not on with a server whose tokens the resource takes no more",
    expect: STOPS,
    mend: `Register at the server that the description names now, or stop. ${OWN}`,
    known: ["MCP authorization-server-migration"],
  }),
  scenario("server_slash", "resource_metadata_server_slash", {
    title: "Metadata of another issuer than the description names",
    rule: "RFC8414-3.3-3",
    keyword: "MUST",
    says: "Stop where the issuer of the metadata is not the server that the description names, down to a slash",
    expect: STOPS,
    mend: "Compare issuer of the metadata with the address in authorization_servers, character by character, before anything else of it is used.",
  }),
];

const CHALLENGES: readonly Scenario[] = [
  scenario("no_metadata", "resource_challenge_no_metadata", {
    title: "Challenge that names no description",
    rule: "RFC9728-3-3",
    keyword: "MAY",
    says: "Look for the description at the well-known address that is made of the resource's own",
    expect: accepts("resource_metadata", "authorize", "token", "resource"),
    mend: "Put /.well-known/oauth-protected-resource between the host and the path of the resource, and ask there.",
  }),
  scenario("other_host", "resource_challenge_other_host", {
    title: "Description at another host",
    rule: "RFC9728-7.7-1",
    keyword: "SHOULD",
    says: "Take care where a challenge leads, and take no server that no description of the resource names",
    expect: observes(readsFirst),
    mend: NO_GUESS,
  }),
  scenario("scope", undefined, {
    title: "Scope of the challenge",
    rule: "RFC9728-7.2-1",
    keyword: "SHOULD",
    says: "Ask for the scope that the challenge names, and not for all that the description lists",
    expect: observes(asksFor("read")),
    mend: SCOPE,
    known: ["MCP scope-from-www-authenticate"],
  }),
  scenario("no_scope", "resource_challenge_no_scope", {
    title: "Challenge without a scope",
    rule: "RFC9728-7.2-1",
    keyword: "SHOULD",
    says: "Ask for scopes that the description lists where the challenge names none",
    expect: observes(asksForListed),
    mend: SCOPE,
    known: ["MCP scope-from-scopes-supported"],
  }),
  scenario("no_scope_anywhere", undefined, {
    title: "Neither challenge nor description has a scope",
    rule: "RFC9728-7.2-1",
    keyword: "SHOULD",
    faults: [{ fault: "resource_challenge_no_scope" }, { fault: "resource_metadata_no_scopes" }],
    says: "Ask for no scope where neither the challenge nor the description names one",
    expect: observes(asksFor(undefined)),
    mend: SCOPE,
    known: ["MCP scope-omitted-when-undefined"],
  }),
  scenario("resource", undefined, {
    title: "Token for the resource",
    rule: "RFC8707-2-5",
    keyword: "SHOULD",
    says: "Name the resource in the requests for its token",
    expect: observes(namesResource),
    mend: "Send resource with the address of the resource in the authorization request and in the token request.",
  }),
  scenario("always", "resource_challenge_always", {
    title: "More scope demanded for ever",
    rule: "RFC6750-3.1-5",
    keyword: "MAY",
    says: "Give up where the resource demands more scope although it was granted",
    expect: observes(asksNoMoreThan(6, "resource", "authorize")),
    mend: "Ask for more scope once for a request; where the resource demands it again, tell the person.",
  }),
];

/** What a client makes of a resource that tells it where to begin. */
export const RESOURCE_FIRST_SCENARIOS: readonly Scenario[] = [...DOCUMENTS, ...SERVERS, ...CHALLENGES];
