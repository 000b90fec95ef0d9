import type { Command } from "commander";
import type { KeyInfo, KeyState, KeyTools } from "../keys/mod.ts";
import { type CommonOptions, newCommand, newGroup } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, refuseInput } from "./failure.ts";
import type { Io } from "./io.ts";
import { keyJson, printKeys } from "./key_table.ts";
import { printAnswer } from "./output.ts";
import { findSecretKey } from "./secret_key.ts";

interface RotateOptions extends CommonOptions {
  readonly alg?: string;
  readonly now?: boolean;
}

interface RetireOptions extends CommonOptions {
  readonly force?: boolean;
}

const STATES = [
  "next: published, and signs when its time comes. active: signs. retired: signs no more, and is published until the",
  "last token that it signed is dead.",
].join("\n");

/** Shows, replaces and removes the keys of the issuer. */
export function keyCommand(io: Io): Command {
  return newGroup("key", {
    says: "Show, rotate and retire the keys with which the issuer signs and reads what is encrypted for it.",
    examples: [
      ["touchstone key list", "every key and its state"],
      ["touchstone key rotate", "new keys, which sign when everybody knows them"],
    ],
    more: "Works beside servers that run: they hear of it at once. Keys rotate by themselves (KEY_ROTATION_SECONDS).",
    commands: [listCommand(io), rotateCommand(io), retireCommand(io)],
  });
}

function listCommand(io: Io): Command {
  return newCommand("key list", {
    says: "List the keys, active ones first: name, algorithm, use, state, since when it signs, until when it is published.",
    examples: [["touchstone key list --json", "for a program; times are seconds since 1970"]],
    more: STATES,
  }).action(async (options: CommonOptions) => {
    const keys = await withStores(io, { common: options, use: listKeys });
    const text = keys.length === 0 ? "There is no key yet: the server makes them when it starts" : printKeys(keys);
    printAnswer(io, { asJson: options.json === true, text, json: keys.map(keyJson) });
  });
}

function rotateCommand(io: Io): Command {
  return newCommand("key rotate", {
    says: "Make the next key of each algorithm: published at once, and signing after KEY_PUBLISH_AHEAD_SECONDS.",
    examples: [
      ["touchstone key rotate --alg ES256", "one algorithm only"],
      ["touchstone key rotate --now", "in an emergency: the new keys sign at once"],
    ],
    more: [
      "Without --now an algorithm whose next key is on its way gets no other. With --now whoever keeps the key set may",
      "refuse new tokens until it is read again; follow it by touchstone key retire KID --force where a key leaked.",
    ].join("\n"),
  })
    .option("--alg <alg>", "one of SIGNING_ALGS, RSA-OAEP-256 or ECDH-ES; all when not given")
    .option("--now", "the new keys sign at once")
    .action(async (options: RotateOptions) => {
      const made = await withStores(io, { common: options, use: (context) => rotate(context, options) });
      const none = "Made no key: the next ones are on their way already (touchstone key list shows when they sign)";
      const text = made.length === 0 ? none : printKeys(made);
      printAnswer(io, { asJson: options.json === true, text, json: made.map(keyJson) });
    });
}

function retireCommand(io: Io): Command {
  return newCommand("key retire", {
    says: "Take a key out of the set at once; refused while it is in use, unless forced.",
    examples: [["touchstone key retire KID --force", "the key leaked: nothing that it signed is accepted any more"]],
    more: "An active key that is retired by force is replaced by a new one that signs at once.",
  })
    .argument("<KID>", "name of the key, as touchstone key list shows it")
    .option("--force", "even while it is in use")
    .action(async (kid: string, options: RetireOptions) => {
      const force = options.force === true;
      const state = await withStores(io, { common: options, use: (context) => retire(context, { kid, force }) });
      const text = `Retired the key '${kid}', which was ${state}`;
      printAnswer(io, { asJson: options.json === true, text, json: { kid, was: state } });
    });
}

/** The keys of the issuer with their states. */
export async function listKeys({ config, durable }: CommandContext): Promise<readonly KeyInfo[]> {
  const { keyInfo, keyStates } = await import("../keys/mod.ts");
  const { systemClock } = await import("../platform/mod.ts");
  const { keyPolicyOf } = await import("../server/mod.ts");
  const options = { now: systemClock.now(), keptFor: keyPolicyOf(config).keptFor };
  const order: readonly KeyState[] = ["active", "next", "retired"];
  const stated = keyStates(await durable.keys.list(), options);
  return stated.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state)).map(keyInfo);
}

/** Makes new keys and tells the servers; answers those that were made. */
export async function rotate(
  context: CommandContext,
  { alg, now }: Pick<RotateOptions, "alg" | "now">,
): Promise<readonly KeyInfo[]> {
  const { keyedAlgs, rotateKeys } = await import("../keys/mod.ts");
  const tools = await toolsOf(context);
  const known = keyedAlgs(tools.policy);
  const chosen = known.find((each) => each === alg);
  if (alg !== undefined && chosen === undefined)
    refuseInput("Cannot rotate the keys", [{ field: "--alg", says: `Give one of ${known.join(", ")}` }]);
  const made = new Set((await rotateKeys(tools, { alg: chosen, now })).map(({ kid }) => kid));
  await tell(context);
  return (await listKeys(context)).filter(({ kid }) => made.has(kid));
}

/**
 * Removes a key and tells the servers; answers what it was.
 *
 * @throws {CommandFailed} When there is no such key, or it is in use and that is not overridden.
 */
export async function retire(
  context: CommandContext,
  options: { readonly kid: string; readonly force: boolean },
): Promise<string> {
  const { retireKey } = await import("../keys/mod.ts");
  const retirement = await retireKey(await toolsOf(context), options);
  if (retirement.outcome === "unknown")
    return refuseInput("Cannot retire the key", [{ field: "KID", says: `There is no key '${options.kid}'` }]);
  if (retirement.outcome === "in_use") {
    throw new CommandFailed(`Cannot retire the key as it is in use: ${whatBreaks(retirement.state)}`, {
      exitCode: EXIT.refused,
    });
  }
  await tell(context);
  return retirement.state;
}

function whatBreaks(state: KeyState): string {
  return state === "active"
    ? "it signs now, and every token that it signed would be refused at once; rotate first, or give --force"
    : "tokens that it signed may be alive and would be refused at once; wait until it is gone by itself, or give --force";
}

async function toolsOf({ config, durable }: CommandContext): Promise<KeyTools> {
  const { systemClock, systemRandom } = await import("../platform/mod.ts");
  const { DEFAULT_ISSUER, keyPolicyOf, keySealingKey } = await import("../server/mod.ts");
  return {
    store: durable.keys,
    audit: durable.audit,
    policy: keyPolicyOf(config),
    clock: systemClock,
    random: systemRandom,
    sealKey: keySealingKey(await findSecretKey(config), DEFAULT_ISSUER),
  };
}

async function tell({ stores, log }: CommandContext): Promise<void> {
  const { tellKeysChanged } = await import("../keys/mod.ts");
  const { DEFAULT_ISSUER } = await import("../server/mod.ts");
  await tellKeysChanged({ broadcast: stores.broadcast, issuer: DEFAULT_ISSUER, log });
}
