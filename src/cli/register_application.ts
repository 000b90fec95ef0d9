import type { ClientInput, PreparedClient, RegistrationPolicy } from "../clients/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { detailOf, memberDetailOf, type UnderstoodApplication } from "./application_input.ts";
import { writeAudit } from "./audit.ts";
import type { CommandContext } from "./context.ts";
import { type FailureDetail, refuseInput } from "./failure.ts";
import { findPerson } from "./find_person.ts";
import { findSecretKey } from "./secret_key.ts";
import { tellServers } from "./tell_servers.ts";

/** A client that was registered, and its secret in the clear. */
export interface RegisteredClient {
  readonly client: ClientRecord;
  readonly clientSecret?: string;
}

async function policyOf({ config }: CommandContext): Promise<RegistrationPolicy> {
  const { registrationPolicy, standardFeatures } = await import("../server/mod.ts");
  return registrationPolicy(standardFeatures(config), config);
}

/** What every refusal of an application begins with. */
export const REFUSAL = "Cannot register the application";

interface JudgedMembers {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly details: readonly FailureDetail[];
}

/** Judges the members of client metadata as the server would that is asked to register them. */
async function judgeMembers(
  { input, members }: Pick<UnderstoodApplication, "input" | "members">,
  { config }: CommandContext,
): Promise<JudgedMembers> {
  if (Object.keys(members).length === 0) return { metadata: {}, details: [] };
  const { readMetadata } = await import("../engine/mod.ts");
  const { registrationGround, standardFeatures } = await import("../server/mod.ts");
  const { fields, ground } = registrationGround(standardFeatures(config), config);
  const document = { ...members, grant_types: input.grantTypes, redirect_uris: input.redirectUris };
  const context = { ...ground, document, clientType: input.type };
  const { held, refused } = await readMetadata({ fields, context, standards: false });
  const unknown = Object.keys(members).filter((name) => !fields.has(name.replace(/#.*$/s, "")));
  return {
    metadata: held,
    details: [
      ...refused.map(({ name, error }) => memberDetailOf(name, error.description, { members })),
      ...unknown.map((name) => memberDetailOf(name, `There is no member '${name}'`, { members })),
    ],
  };
}

/** The key under which a secret is kept that has to be read again; made only where one is. */
async function sealKeyFor(
  input: ClientInput,
  { config, sealsSecret }: RegistrationContext,
): Promise<Uint8Array | undefined> {
  const { keyed, needsSecretItself } = await import("../clients/mod.ts");
  const isKey = needsSecretItself(keyed(input));
  if (!isKey && sealsSecret !== true) return undefined;
  const { DEFAULT_ISSUER, recordSealingKey } = await import("../server/mod.ts");
  return recordSealingKey(await findSecretKey(config), DEFAULT_ISSUER);
}

/** What registering an application works with. */
export interface RegistrationContext extends CommandContext {
  /** User name or number of the person whom it belongs to. */
  readonly user: string | undefined;
  /** Whether its secret is kept under seal, though nothing needs it yet. */
  readonly sealsSecret?: boolean;
}

/**
 * Registers an application.
 *
 * @throws {CommandFailed} With everything that is wrong with it at once.
 */
export async function registerApplication(
  understood: Pick<UnderstoodApplication, "input" | "details"> & Partial<Pick<UnderstoodApplication, "members">>,
  context: RegistrationContext,
): Promise<RegisteredClient> {
  const { complaintsOf, prepareClient } = await import("../clients/mod.ts");
  const { argon2SlowHash, systemClock, systemRandom } = await import("../platform/mod.ts");
  const { durable, user } = context;
  const { details, members = {} } = understood;
  const judged = await judgeMembers({ input: understood.input, members }, context);
  const input: ClientInput = { ...understood.input, metadata: judged.metadata };
  const policy = await policyOf(context);
  const owner = user === undefined ? undefined : await findPerson(user, durable);
  const wrong: FailureDetail[] = [...details, ...judged.details];
  // Where a grant was named that is not offered, "name a grant" would be said of the same word twice.
  const complaints = complaintsOf(input, policy).filter(
    ({ member }) => member !== "grantTypes" || input.grantTypes.length > 0 || details.length === 0,
  );
  // So it would of keys that cannot be read.
  const unread = new Set(judged.details.map(({ field }) => field));
  wrong.push(...complaints.map(detailOf).filter(({ field }) => field !== "--jwks-file" || !unread.has(field)));
  if (user !== undefined && owner === undefined) wrong.push({ field: "--user", says: `There is no user '${user}'` });
  if (input.clientId !== undefined && (await durable.clients.find(input.clientId)) !== undefined) {
    wrong.push({ field: "--client-id", says: `'${input.clientId}' is taken` });
  }
  if (wrong.length > 0) refuseInput(REFUSAL, wrong);
  const sealKey = await sealKeyFor(input, context);
  const prepared: PreparedClient = await prepareClient(
    { ...input, ...(owner === undefined ? {} : { ownerId: owner.id }) },
    {
      policy,
      random: systemRandom,
      slowHash: argon2SlowHash(),
      now: systemClock.now(),
      ...(sealKey === undefined ? {} : { sealKey }),
    },
  );
  const client = await add(await sealed(prepared, { sealKey }), context);
  return prepared.clientSecret === undefined ? { client } : { client, clientSecret: prepared.clientSecret };
}

/** A secret that is a key is under seal already; another one comes under seal where that was asked for. */
async function sealed(
  prepared: PreparedClient,
  { sealKey: key }: { readonly sealKey: Uint8Array | undefined },
): Promise<PreparedClient> {
  const { client, clientSecret } = prepared;
  const [secret, ...others] = client.secrets;
  if (key === undefined || clientSecret === undefined || secret === undefined || secret.sealed !== undefined)
    return prepared;
  const { withSealedSecret } = await import("../clients/mod.ts");
  const { systemRandom: random } = await import("../platform/mod.ts");
  const secrets = [withSealedSecret(secret, clientSecret, { key, random }), ...others];
  return { ...prepared, client: { ...client, secrets } };
}

async function add({ client }: PreparedClient, context: CommandContext): Promise<ClientRecord> {
  let added: ClientRecord;
  try {
    added = await context.durable.clients.add(client);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "AlreadyTaken") throw error;
    return refuseInput(REFUSAL, [{ field: "--client-id", says: `'${client.clientId}' is taken` }]);
  }
  await writeAudit(context, { event: "client.registered", client: added.id, detail: { client_id: added.clientId } });
  await tellServers(added, context);
  return added;
}
