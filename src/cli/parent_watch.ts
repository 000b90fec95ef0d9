/** Milliseconds between two looks. */
const PAUSE = 1_000;

/** What a watch needs. */
export interface WatchParentOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called once, when the parent is gone. */
  readonly gone: () => void;
  /** The number of the parent process at this moment. */
  readonly parentOf?: () => number;
  /** Milliseconds between two looks. */
  readonly pause?: number;
}

/**
 * Watches the npm that started this program: when it is killed without a chance to tell, the server is not left behind.
 *
 * @returns What ends the watch.
 */
export function watchParent({
  environment,
  gone,
  parentOf = () => process.ppid,
  pause = PAUSE,
}: WatchParentOptions): () => void {
  if (environment["npm_lifecycle_event"] === undefined) return () => undefined;
  const parent = parentOf();
  const timer = setInterval(() => {
    if (parentOf() === parent) return;
    clearInterval(timer);
    gone();
  }, pause).unref();
  return () => clearInterval(timer);
}
