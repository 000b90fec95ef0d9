/** What the program ends with; each `--help` tells them. */
export const EXIT = {
  /** It did what was asked. */
  fine: 0,
  /** It tried and could not: a port is taken, a server is away. */
  failed: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** A setting is wrong or missing. */
  configuration: 3,
  /** What was given breaks a rule: a redirect URI, a user name that is taken. */
  refused: 4,
  /** Nothing failed, but a client under test could not be judged in some case. */
  inconclusive: 5,
  /** Ctrl-C while it asked something, a second one while it stopped, or a question that was answered with no. */
  interrupted: 130,
} as const;

/** One of the numbers that the program ends with. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What `--help` says of them. */
export const EXIT_CODES_HELP = `Exit codes:
  0    fine
  1    it failed: the reason is on standard error; doctor found something to mend, a signature is wrong, a client failed
  2    the command line makes no sense
  3    the configuration is refused
  4    the input is refused
  5    nothing failed, but some case of a client could not be judged
  130  interrupted, or a question was answered with no`;
