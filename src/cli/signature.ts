import type { Command } from "commander";
import type { CheckSignatureOptions, Trial } from "../oauth1/mod.ts";
import { ask, readAll } from "./ask.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, readSettings, withStores } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, refuseInput } from "./failure.ts";
import type { Io } from "./io.ts";
import { note, printAnswer } from "./output.ts";
import { findSecretKey } from "./secret_key.ts";

interface SignatureOptions extends CommonOptions {
  readonly origin?: string;
  readonly baseString?: string;
  readonly publicKey?: string;
  readonly ask?: boolean;
}

const REFUSAL = "Cannot check the signature";
const CONSUMER_SECRET = "TOUCHSTONE_CONSUMER_SECRET";
const TOKEN_SECRET = "TOUCHSTONE_TOKEN_SECRET";

/** Says whether a request that was signed by OAuth 1.0a is signed rightly, and if not, why. */
export function signatureCommand(io: Io): Command {
  return newCommand("signature", {
    says: "Say whether a request is signed rightly by OAuth 1.0a, and what its client did wrong.",
    examples: [
      ["touchstone signature request.txt", "with the secrets of the clients of this server"],
      ["curl -v ... 2>&1 | touchstone signature --origin https://api.example.com", "what curl sent"],
      [
        "TOUCHSTONE_CONSUMER_SECRET=... TOUCHSTONE_TOKEN_SECRET=... touchstone signature request.txt",
        "with secrets of one's own: needs no database",
      ],
      ['touchstone signature request.txt --ask --base-string "$BASE"', "asks for both secrets, unseen"],
    ],
    more: [
      "The request is as it goes over the wire, or as curl -v prints it: request line, headers, an empty line, the body.",
      "Nothing is used up by it, and no secret is shown. It ends with 1 when the signature is not right.",
    ].join("\n"),
  })
    .argument("[FILE]", "the request; standard input when not given")
    .option("--origin <url>", "scheme and host by which clients know the server (when not given: as the request says)")
    .option("--base-string <text>", "what the client says that it signed, for a comparison character by character")
    .option("--public-key <file>", "the client's RSA public key as PEM: needs no database")
    .option("--ask", `asks for both secrets (also: ${CONSUMER_SECRET}, ${TOKEN_SECRET}): needs no database`)
    .action((file: string | undefined, options: SignatureOptions) => checkRequest(io, { ...options, file }));
}

type Asked = SignatureOptions & { readonly file: string | undefined };

async function checkRequest(io: Io, options: Asked): Promise<void> {
  const { checkSignature, PasteRefused, parsePasted } = await import("../oauth1/mod.ts");
  const { systemClock } = await import("../platform/mod.ts");
  const { isAllRight, printSignature } = await import("./signature_report.ts");
  const { origin, baseString } = options;
  const given = await givenKeys(io, options);
  const text = await requestText(io, options);
  const { OAUTH1_TIMESTAMP_SECONDS: window } = await readSettings(io, options);
  const common = {
    now: systemClock.now(),
    window,
    ...(baseString === undefined ? {} : { claimed: baseString }),
  };
  try {
    const pasted = parsePasted(text, origin === undefined ? {} : { origin });
    const check =
      given === undefined
        ? await withStores(io, {
            common: options,
            use: async (context) => checkSignature(pasted, { ...common, keysFor: await recordedKeys(context) }),
          })
        : await checkSignature(pasted, {
            ...common,
            keysFor: () => ({ keys: given, earlierSecrets: [], notes: [] }),
          });
    printAnswer(io, { ...printSignature(check), asJson: options.json === true });
    if (isAllRight(check)) return;
  } catch (error) {
    if (!(error instanceof PasteRefused)) throw error;
    refuseInput(REFUSAL, [{ field: options.file ?? "standard input", says: error.message }]);
  }
  throw new CommandFailed("The signature is not right", { exitCode: EXIT.failed, isAnswered: true });
}

/** What the request is verified by where the records of the server are not asked. */
async function givenKeys(io: Io, { publicKey, ask: asks = false, file }: Asked): Promise<Trial["keys"] | undefined> {
  if (publicKey !== undefined) return [await readKey(publicKey)];
  const { [CONSUMER_SECRET]: consumerSecret, [TOKEN_SECRET]: tokenSecret = "" } = io.environment;
  if (!asks) return consumerSecret === undefined ? undefined : [{ consumerSecret, tokenSecret }];
  if (file === undefined)
    throw new CommandFailed("Cannot ask for secrets while the request comes on standard input: name its file", {
      exitCode: EXIT.usage,
    });
  return [
    {
      consumerSecret: await ask(io, { text: "Consumer secret: ", hidden: true }),
      tokenSecret: await ask(io, { text: "Token secret (empty for none): ", hidden: true }),
    },
  ];
}

async function readKey(file: string) {
  const { createPublicKey } = await import("node:crypto");
  const pem = await readText(file, "--public-key");
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // Said below, and better than OpenSSL does.
  }
  return refuseInput(REFUSAL, [{ field: "--public-key", says: `'${file}' holds no RSA public key as PEM` }]);
}

async function requestText(io: Io, { file }: Asked): Promise<string> {
  if (file !== undefined) return readText(file, "FILE");
  if (io.stdin.isTTY === true) note(io, "Paste the request, then press Ctrl-D on a line of its own:");
  return readAll(io);
}

async function readText(file: string, field: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return refuseInput(REFUSAL, [
      { field, says: code === "ENOENT" ? `There is no file '${file}'` : `Cannot read the file '${file}' (${code})` },
    ]);
  }
}

/** Finds the secrets in the records of the server. */
async function recordedKeys({
  config,
  durable,
  stores,
  log,
}: CommandContext): Promise<CheckSignatureOptions["keysFor"]> {
  const { openClientKeys } = await import("../clients/mod.ts");
  const { findKeys } = await import("../oauth1/mod.ts");
  const { createSafeFetch, systemClock: clock } = await import("../platform/mod.ts");
  const { DEFAULT_ISSUER, recordSealingKey, rotationKeyOf } = await import("../server/mod.ts");
  const secretKey = await findSecretKey(config);
  const issuer = {
    durable,
    ephemeral: stores.ephemeral,
    clientKeys: openClientKeys({ fetch: createSafeFetch(), clock, log }),
    sealKey: recordSealingKey(secretKey, DEFAULT_ISSUER),
    rotationKey: rotationKeyOf(secretKey, DEFAULT_ISSUER),
    clock,
  };
  return async (signed, method) => {
    const client = await durable.clients.find(signed.consumerKey);
    if (client !== undefined) return findKeys(signed, { client, method, issuer });
    return { keys: [], earlierSecrets: [], notes: [`No client has the oauth_consumer_key '${signed.consumerKey}'`] };
  };
}
