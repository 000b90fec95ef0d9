import type { Command } from "commander";
import type { ClientInput, PreparedClient, RegistrationPolicy } from "../clients/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { detailOf, memberDetailOf, understandApplication, type UnderstoodApplication } from "./application_input.ts";
import { writeAudit } from "./audit.ts";
import { clientJson, clientRows } from "./client_view.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { type FailureDetail, refuseInput } from "./failure.ts";
import { findPerson } from "./find_person.ts";
import type { Io } from "./io.ts";
import { note, printAnswer, printRows } from "./output.ts";
import { findSecretKey } from "./secret_key.ts";
import { tellServers } from "./tell_servers.ts";

interface CreateApplicationOptions extends CommonOptions {
  readonly clientType?: string;
  readonly name?: string;
  readonly user?: string;
  readonly grantType?: readonly string[];
  readonly redirectUris?: readonly string[];
  readonly scope?: string;
  readonly defaultScope?: string;
  readonly skipAuthorization?: boolean;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** False for `--no-hash-client-secret`. */
  readonly hashClientSecret?: boolean;
  readonly authMethod?: string;
  readonly accessTokenLifetime?: string;
  readonly refreshTokenLifetime?: string;
  readonly metadata?: string;
  readonly algorithm?: string;
  readonly jwksFile?: string;
  readonly jwksUri?: string;
  readonly subjectType?: string;
  readonly postLogoutRedirectUris?: readonly string[];
  readonly signatureMethod?: readonly string[];
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(/[\s,]+/).filter((word) => word !== "")];
}

/** Registers an application, in the words of either of two well-known commands. */
export function createApplicationCommand(io: Io): Command {
  return newCommand("createapplication", {
    says: "Register an application; its secret is shown this once.",
    examples: [
      [
        'touchstone createapplication confidential authorization-code --name "My App" --redirect-uris https://app.example/cb',
        "for people who sign in with a browser",
      ],
      [
        "touchstone createapplication confidential client-credentials --scope read",
        "for a program that acts for itself",
      ],
      [
        "touchstone createapplication confidential authorization-code --algorithm HS256 --no-hash-client-secret --redirect-uris https://app.example/cb",
        "its ID tokens are signed by its secret",
      ],
      [
        "touchstone createapplication confidential oauth1 --rsa-public-key public.pem --signature-method RSA-SHA256",
        "a consumer of OAuth 1.0a that signs by a key of its own",
      ],
      ['touchstone create_oauth2_app --client-type public --name "My Script" --user alice', "in the other style"],
    ],
    more: [
      "Grant types: authorization-code, client-credentials, password, implicit, refresh-token, device-code, jwt-bearer, oauth1 (also as the specifications write them).",
      "With authorization-code or password comes refresh_token.",
      "Members of client metadata have the names of RFC 7591 and OpenID Connect Registration.",
    ].join("\n"),
  })
    .alias("create_oauth2_app")
    .argument("[CLIENT_TYPE]", "confidential or public")
    .argument("[GRANT_TYPE]", "what it may use; more with --grant-type")
    .option("--client-type <type>", "confidential or public")
    .option("--name <name>", "what people read when they consent; its client id when not given")
    .option("--user <name>", "user name or number of the person whom it belongs to")
    .option("--grant-type <type>", "what it may use; may be repeated", collect)
    .option("--redirect-uris <uris>", "where browsers are sent back to, separated by spaces; may be repeated", collect)
    .option("--scope <scopes>", "the scopes that it may ask for, separated by spaces; all when not given")
    .option("--default-scope <scopes>", "what it gets when it asks for none; as the settings say when not given")
    .option("--skip-authorization", "do not ask people for their consent")
    .option("--client-id <id>", "made up when not given")
    .option("--client-secret <secret>", "made up when not given")
    .option(
      "--no-hash-client-secret",
      "keep the secret under seal beside its digest, so that the server can read it again (for HS256); never in the clear",
    )
    .option(
      "--auth-method <method>",
      "client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt or none; one of those with a plain secret, or none, when not given",
    )
    .option("--access-token-lifetime <seconds>", "how long its access tokens live; as the settings say when not given")
    .option("--refresh-token-lifetime <seconds>", "how long its refresh tokens live unused; likewise")
    .option("--algorithm <alg>", "how its ID tokens are signed: RS256, HS256 or another that the server has a key for")
    .option(
      "--rsa-public-key, --jwks-file <file>",
      "its public keys: a file that holds a JWK Set, or a public key or a certificate as PEM, which is kept as one",
    )
    .option("--jwks-uri <url>", "where its public keys are read from")
    .option("--subject-type <type>", "public, or pairwise: it gets subject identifiers of its own")
    .option(
      "--post-logout-redirect-uris <uris>",
      "where browsers may go after a logout, separated by spaces; may be repeated",
      collect,
    )
    .option(
      "--signature-method <method>",
      "how it may sign requests of OAuth 1.0a: HMAC-SHA256 and the like; may be repeated; any way when not given",
      collect,
    )
    .option("--metadata <json>", "further members of client metadata, as a JSON object")
    .action((clientType: string | undefined, grantType: string | undefined, options: CreateApplicationOptions) =>
      createApplication(io, { ...options, words: { clientType, grantType } }),
    );
}

interface Words {
  readonly words: { readonly clientType: string | undefined; readonly grantType: string | undefined };
}

function present(values: readonly (string | undefined)[]): readonly string[] {
  return values.filter((value) => value !== undefined);
}

async function createApplication(io: Io, options: CreateApplicationOptions & Words): Promise<void> {
  const { systemRandom } = await import("../platform/mod.ts");
  const {
    words,
    clientType,
    grantType = [],
    redirectUris = [],
    clientId = systemRandom.base62(32),
    jwksFile,
    signatureMethod: signatureMethods,
    ...others
  } = options;
  if (options.hashClientSecret === false && (words.clientType ?? clientType) === "public")
    note(io, "A public client has no secret: --no-hash-client-secret is ignored");
  const jwks = jwksFile === undefined ? {} : { jwks: await readKeys(jwksFile) };
  const understood = understandApplication({
    ...others,
    ...jwks,
    ...(signatureMethods === undefined ? {} : { signatureMethods }),
    clientTypes: present([words.clientType, clientType]),
    grantTypes: [...present([words.grantType]), ...grantType],
    redirectUris,
    clientId,
  });
  const made = await withStores(io, {
    common: options,
    use: (context) =>
      registerApplication(understood, {
        ...context,
        user: options.user,
        sealsSecret: options.hashClientSecret === false,
      }),
  });
  for (const text of understood.notes) note(io, text);
  printClient(io, { ...made, user: options.user, asJson: options.json === true });
}

/** Reads a file of keys; what cannot be read is refused as other input is. */
async function readKeys(file: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  try {
    return await readFile(file, "utf8");
  } catch {
    return refuseInput(REFUSAL, [{ field: "--jwks-file", says: `Cannot read '${file}'` }]);
  }
}

/** A client that was registered, and its secret in the clear. */
export interface RegisteredClient {
  readonly client: ClientRecord;
  readonly clientSecret?: string;
}

async function policyOf({ config }: CommandContext): Promise<RegistrationPolicy> {
  const { registrationPolicy, standardFeatures } = await import("../server/mod.ts");
  return registrationPolicy(standardFeatures(config), config);
}

const REFUSAL = "Cannot register the application";

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

/** What is shown of a client that was registered, and how. */
export interface PrintClientOptions extends RegisteredClient {
  readonly user: string | undefined;
  readonly asJson: boolean;
}

/** Shows a client that was registered, with its secret, which is nowhere else. */
export function printClient(io: Io, { client, clientSecret, user, asJson }: PrintClientOptions): void {
  const none = `(none: ${client.type === "public" ? "a public client" : "it signs with its own key"})`;
  const [[name, id] = ["client_id", client.clientId], ...about] = clientRows(client);
  const rows: readonly (readonly [string, string])[] = [[name, id], ["client_secret", clientSecret ?? none], ...about];
  const how = client.secrets[0]?.sealed === undefined ? "as a digest" : "as a digest and under seal";
  const once =
    clientSecret === undefined ? "" : `\nKeep the secret now: it is stored ${how} and cannot be shown again.`;
  printAnswer(io, {
    asJson,
    text: `Registered the application\n${printRows(rows, "  ")}${once}`,
    json: {
      ...clientJson(client),
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
      user: user ?? null,
    },
  });
}
