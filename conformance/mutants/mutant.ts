import type { IncomingMessage } from "node:http";
import type { Endpoint, Feature, Grant, Hooks, Issuer, ResponseWord } from "../../src/engine/mod.ts";
import type { Reply } from "../../src/protocol/mod.ts";

/** A list of features, changed. */
export type ChangeFeatures = (standard: readonly Feature[]) => readonly Feature[];

/** A server that is wrong in one way, and the tests that must notice. */
export interface Mutant {
  /** In words: what it does that it must not. */
  readonly name: string;
  /** Id of the rule that it breaks; one of the tests that notice cites it. */
  readonly rule: string;
  /** File of the suite that must notice. */
  readonly file: string;
  /** The tests of the file that fail, all of them, by their sentences; where something is missing altogether, every one. */
  readonly noticed: readonly string[] | "every test";
  /** Those that do not fail, though it is "every test" that notices. */
  readonly butNot?: readonly string[];
  /** How its features differ from the standard ones. */
  readonly features?: ChangeFeatures;
  /** How it differs once it is composed. */
  readonly issuer?: (issuer: Issuer) => Issuer;
  /** What becomes of a request before anything reads it. */
  readonly incoming?: (request: IncomingMessage, issuer: Issuer) => void;
}

/** Leaves a feature out. */
export function without(name: string): ChangeFeatures {
  return (standard) => standard.filter((feature) => feature.name !== name);
}

/** Puts a feature in the place of the one of the same name. */
export function instead(feature: Feature): ChangeFeatures {
  return (standard) => standard.map((one) => (one.name === feature.name ? feature : one));
}

/** Adds hooks that run after all others. */
export function alsoHook(hooks: Partial<Hooks>): ChangeFeatures {
  return (standard) => [...standard, { name: "mutant", spec: "none", hooks }];
}

/** Changes the hooks of a feature. */
export function changeHooks(name: string, change: (hooks: Partial<Hooks>) => Partial<Hooks>): ChangeFeatures {
  return (standard) => standard.map((one) => (one.name === name ? { ...one, hooks: change(one.hooks ?? {}) } : one));
}

/** Changes one grant. */
export function changeGrant(type: string, change: (grant: Grant) => Grant): ChangeFeatures {
  return (standard) =>
    standard.map((one) => ({
      ...one,
      grants: (one.grants ?? []).map((grant) => (grant.type === type ? change(grant) : grant)),
    }));
}

/** Changes one word of `response_type`. */
export function changeWord(name: string, change: (word: ResponseWord) => ResponseWord): ChangeFeatures {
  return (standard) =>
    standard.map((one) => ({
      ...one,
      responseWords: (one.responseWords ?? []).map((word) => (word.name === name ? change(word) : word)),
    }));
}

/** Changes the handler of one endpoint. */
export function changeEndpoint(
  name: string,
  change: (handle: Endpoint["handle"]) => Endpoint["handle"],
): ChangeFeatures {
  function changed(endpoint: Endpoint): Endpoint {
    return endpoint.name === name ? { ...endpoint, handle: change(endpoint.handle) } : endpoint;
  }
  return (standard) => standard.map((one) => ({ ...one, endpoints: (one.endpoints ?? []).map(changed) }));
}

/** Changes what clients are found by their id. */
export function changeClients(
  change: (client: NonNullable<Awaited<ReturnType<Issuer["clients"]["find"]>>>) => typeof client,
): (issuer: Issuer) => Issuer {
  return (issuer) => ({
    ...issuer,
    clients: {
      ...issuer.clients,
      async find(clientId) {
        const found = await issuer.clients.find(clientId);
        return found === undefined ? undefined : change(found);
      },
    },
  });
}

/** Takes each client for one that registered all but one member of its metadata. */
export function lacking(name: string): (issuer: Issuer) => Issuer {
  return changeClients((client) => {
    const { [name]: _member, ...metadata } = client.metadata;
    return { ...client, metadata };
  });
}

/** Changes the members of a JSON answer; others stay as they are. */
export function withBody(
  reply: Reply,
  change: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Reply {
  if (reply.kind !== "json" || typeof reply.body !== "object" || reply.body === null) return reply;
  const { text: _text, ...rest } = reply;
  return { ...rest, body: change({ ...reply.body }) };
}
