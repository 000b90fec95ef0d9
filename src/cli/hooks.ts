import type { Command } from "commander";
import type { Feature, Hooks } from "../engine/mod.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { readSettings } from "./context.ts";
import type { Io } from "./io.ts";
import { printAnswer, printRows } from "./output.ts";

/** Every hook with its shape, in the order in which a flow meets them. */
const SHAPES: Readonly<Record<keyof Hooks, string>> = {
  metadata: "gather",
  authorizeParams: "refine",
  permissions: "refine",
  permissionSentence: "refine",
  remembered: "refine",
  deviceParams: "refine",
  checkAuthorize: "check",
  bindToCode: "gather",
  bindToToken: "gather",
  authorizeReply: "refine",
  proveSender: "gather",
  carriedToken: "refine",
  checkAccessToken: "check",
  checkRedemption: "check",
  accessToken: "refine",
  tokenReply: "refine",
  idTokenClaims: "refine",
  userinfo: "refine",
  logoutToken: "refine",
  answerJwt: "refine",
  logoutFrames: "gather",
  introspection: "refine",
  errorReply: "refine",
  reply: "refine",
  happened: "observe",
};

/** A function that runs at a hook. */
export interface HookedFunction {
  readonly feature: string;
  readonly spec: string;
  /** Name of the function. */
  readonly name: string;
}

/** A hook, and what runs there, in order. */
export interface ListedHook {
  readonly hook: string;
  readonly shape: string;
  readonly functions: readonly HookedFunction[];
}

/** Which function of which feature runs at which hook. */
export function listHooks(features: readonly Feature[]): readonly ListedHook[] {
  return Object.entries(SHAPES).map(([hook, shape]) => ({
    hook,
    shape,
    functions: features.flatMap(({ name: feature, spec, hooks = {} }) => {
      const hooked = Object.entries(hooks).find(([name]) => name === hook)?.[1];
      return hooked === undefined ? [] : [{ feature, spec, name: hooked.name }];
    }),
  }));
}

/** The list for a terminal. */
export function printHooks(list: readonly ListedHook[]): string {
  return list
    .map(({ hook, shape, functions }) => {
      const rows = functions.map(({ feature, spec, name }) => [feature, `${name} (${spec})`] as const);
      return `${hook} (${shape})\n${rows.length === 0 ? "  (nothing)" : printRows(rows, "  ")}`;
    })
    .join("\n");
}

/** Says what runs where. */
export function hooksCommand(io: Io): Command {
  return newCommand("hooks", {
    says: "Show which function of which feature runs at which hook of the issuer, in order.",
    examples: [["touchstone hooks", "with the settings of the environment"]],
  }).action(async (options: CommonOptions) => {
    const config = await readSettings(io, options);
    const { standardFeatures } = await import("../server/mod.ts");
    const list = listHooks(standardFeatures(config));
    printAnswer(io, { asJson: options.json === true, text: printHooks(list), json: list });
  });
}
