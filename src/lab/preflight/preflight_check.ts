import type { Keyword } from "../scenarios/scenario.ts";
import type { SetupName } from "../scenarios/setup.ts";
import type { DescribedClient } from "./described_client.ts";

/** Something that can be said of a client before it ever runs: data, and a pure function. */
export interface PreflightCheck {
  /** `redirect_uri_fragment`. */
  readonly name: string;
  /** Member of the document that it is about. */
  readonly member: string;
  readonly rule: string;
  readonly keyword: Keyword;
  /** The setups for which it holds; all when not given. */
  readonly setups?: readonly SetupName[];
  /** What is wrong, in a sentence without a full stop; undefined = nothing. */
  readonly look: (client: DescribedClient, setup: SetupName) => string | undefined;
  /** What to change. */
  readonly mend: string;
  /** True: nothing of the setup can be run at all before this is mended. */
  readonly stops?: true;
}
