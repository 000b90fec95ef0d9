import { setTimeout as sleep } from "node:timers/promises";
import type { Outcome, Verdict } from "../judge/verdict.ts";
import type { ClientConfig } from "../runs/client_config.ts";
import type { BegunAttempt, NewAttempt } from "../runs/run_messages.ts";
import { addressesIn, isForBrowser, userCodeIn } from "./addresses.ts";
import { answers } from "./answers.ts";
import type { Browser, OpenBrowser, Visited } from "./browser.ts";
import { foreignAnswer } from "./foreign_answer.ts";
import type { LabClient, RunKey } from "./lab_client.ts";
import type { Lateness } from "./lateness.ts";
import type { Launch } from "./launch.ts";
import { plainLine, redactLine } from "./redact_line.ts";
import { type Channel, visits } from "./visits.ts";
import { watchAttempt } from "./watch_attempt.ts";
import { whenListening } from "./when_listening.ts";

/** Milliseconds that a client has to end once it was asked to. */
const GRACE = 3_000;
/** Milliseconds between two looks for the code of a device. */
const CODE_PAUSE = 50;

/** What an attempt is run with. */
export interface AttemptOptions {
  readonly lab: LabClient;
  readonly run: RunKey;
  readonly launch: Launch;
  readonly openBrowser: OpenBrowser;
  /** Milliseconds that a client may be silent. */
  readonly timeout: number;
  /** Milliseconds that it may take to start. */
  readonly startTimeout: number;
  /** Time that does not count. */
  readonly lateness?: Lateness;
  /** Aborted when the whole run is. */
  readonly signal: AbortSignal;
}

/** Members of the answer that are no business of the client. */
function configOf(begun: BegunAttempt): ClientConfig {
  const {
    attempt: _attempt,
    title: _title,
    acts: _acts,
    person: _person,
    patience: _patience,
    instructions: _instructions,
    ...config
  } = begun;
  return config;
}

/** Runs one attempt from its beginning to its verdict; there is none when the whole run was ended meanwhile. */
export async function runAttempt(wanted: NewAttempt, options: AttemptOptions): Promise<Verdict | undefined> {
  const { lab, run, signal } = options;
  const begun = await lab.begin(run, wanted);
  const outcome = await outcomeIn(begun, options);
  return signal.aborted ? undefined : lab.end(run, { attempt: begun.attempt, outcome });
}

async function outcomeIn(begun: BegunAttempt, options: AttemptOptions): Promise<Outcome> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, options.signal]);
  const incoming = answers();
  signal.addEventListener("abort", () => incoming.close(), { once: true });
  const codes: string[] = [];
  const browser = await options.openBrowser({
    issuer: begun.issuer,
    person: begun.person,
    denies: begun.acts.includes("deny"),
    deliversTwice: begun.acts.includes("callback_twice"),
    userCode: () => shownCode(codes, signal),
    answered: (answer) => incoming.add(answer),
    signal,
  });
  const stops: string[] = [];
  let hasShown = false;
  const open = visitor({
    begun,
    browser,
    signal,
    asked() {
      hasShown = true;
    },
    stopped: (line) => stops.push(line),
  });
  const config = configOf(begun);
  const launched = options.launch(config, {
    open: (address) => open(address, "opened"),
    print(line) {
      const plain = plainLine(line);
      const code = userCodeIn(plain);
      if (code !== undefined) codes.push(code);
      for (const address of addressesIn(plain)) open(address, "printed");
    },
    nextAnswer: () => incoming.next(),
    signal,
  });
  const watch = watchAttempt({
    ...options,
    begun,
    signal,
    hasShown: () => hasShown,
    open: (address) => open(address, "opened"),
  });
  try {
    const first = await Promise.race([launched, watch]);
    if (first !== "over") return withStops(first, stops);
    over.abort();
    const late = await Promise.race([launched, sleep(GRACE)]);
    return withStops({ ...late, timedOut: true }, stops);
  } finally {
    over.abort();
    await browser.close();
  }
}

/** Where the browser could not go on stands behind what the client printed. */
function withStops(outcome: Outcome, stops: readonly string[]): Outcome {
  return stops.length === 0 ? outcome : { ...outcome, output: [...(outcome.output ?? []), ...stops] };
}

/** The code of a device that the client shows; later than the address, perhaps. Undefined once the attempt is over. */
async function shownCode(codes: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  while (codes.length === 0 && !signal.aborted) await sleep(CODE_PAUSE);
  return codes.at(-1);
}

interface VisitorOptions {
  readonly begun: BegunAttempt;
  readonly browser: Browser;
  readonly signal: AbortSignal;
  /** Called when the client asks for a visit, whether there is one or not. */
  readonly asked: () => void;
  /** Called when the provider showed an error instead of sending the browser on. */
  readonly stopped: (line: string) => void;
}

/** Opens the addresses that are for a browser, one after the other, as many times as the client asked for each. */
function visitor({
  begun,
  browser,
  signal,
  asked,
  stopped,
}: VisitorOptions): (address: string, channel: Channel) => void {
  const wanted = visits();
  let last: Promise<unknown> = Promise.resolve();
  let isFirst = true;

  async function visit(address: string): Promise<void> {
    if (isFirst && begun.acts.includes("foreign_callback")) {
      isFirst = false;
      await browser.deliver(foreignAnswer(begun));
    }
    if (isInitiation(address, begun)) await whenListening(new URL(address), signal);
    const { status, url, title = "no title" } = await browser.visit(address);
    if (status >= 400 && isForBrowser(url, begun.issuer)) stopped(stopLine({ status, url, title }));
    wanted.ended(address);
  }

  return (address, channel) => {
    const isOurs = isForBrowser(address, begun.issuer) || isInitiation(address, begun);
    if (!isOurs) return;
    asked();
    if (begun.acts.includes("no_visit") || !wanted.begin(address, channel)) return;
    last = last.then(() => visit(address));
  };
}

function stopLine({ status, url, title }: Required<Visited>): string {
  return redactLine(`[the browser stopped at '${title}' with status ${status}: ${url}]`, []);
}

function isInitiation(address: string, { initiate_login_uri: uri }: BegunAttempt): boolean {
  return uri !== undefined && (address === uri || address.startsWith(`${uri}?`));
}
