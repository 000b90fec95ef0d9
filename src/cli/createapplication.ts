import type { Command } from "commander";
import { understandApplication } from "./application_input.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { withStores } from "./context.ts";
import { refuseInput } from "./failure.ts";
import type { Io } from "./io.ts";
import { note } from "./output.ts";
import { printClient } from "./print_registered.ts";
import { REFUSAL, registerApplication } from "./register_application.ts";

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
