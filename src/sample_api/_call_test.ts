import { client, person } from "../../test/support/cast.ts";
import {
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "../../test/support/issuer_under_test.ts";
import { Params, type Scope } from "../protocol/mod.ts";
import type { TokenAccess } from "../resource_server/mod.ts";
import type { AccountRecord, ClientRecord } from "../stores/mod.ts";
import type { ApiCall } from "./endpoint.ts";
import type { Members } from "./members.ts";

/** An issuer whose API is called by values: no socket, no router, no token that is parsed. */
export interface ApiBench extends IssuerUnderTest {
  readonly ann: AccountRecord;
  readonly bob: AccountRecord;
  readonly staff: AccountRecord;
  readonly app: ClientRecord;
  /** One call; by Ann's token unless said otherwise. */
  call(said?: CallParts): ApiCall;
}

/** What a call is made of. */
export interface CallParts {
  /** Null = the token of a client itself. */
  readonly by?: AccountRecord | null;
  readonly scope?: Scope;
  readonly id?: string | number;
  readonly query?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly root?: string;
}

/** Opens an issuer with three people for a test. */
export async function apiBench(options: IssuerUnderTestOptions = {}): Promise<ApiBench> {
  const under = await issuerUnderTest(options);
  const { issuer, clock } = under;
  const ann = await person(issuer, { email: "ann@people.test", firstName: "Ann", lastName: "Oak" });
  const app = await client(issuer, { name: "The app" });

  function accessOf({ by = ann, scope = ["read", "write"] }: CallParts): TokenAccess {
    const subject = by === null ? {} : { subject: { sub: by.sub, username: by.username } };
    const token = {
      tokenType: "Bearer",
      scope,
      clientId: app.clientId,
      expiresAt: clock.now() + 60,
      ...subject,
    } as const;
    return { kind: "token", token, account: async () => by ?? undefined };
  }

  return {
    ...under,
    ann,
    app,
    bob: await person(issuer),
    staff: await person(issuer, { isStaff: true }),
    call(said = {}) {
      const { id = "", query = "", body = {}, root = "/api" } = said;
      return {
        issuer,
        root,
        access: accessOf(said),
        account: async () => (said.by === null ? undefined : (said.by ?? ann)),
        id: String(id),
        query: () => Params.parse(query),
        members: async () => membersOf(body),
      };
    },
  };
}

/** Members of a body. */
export function membersOf(body: Readonly<Record<string, unknown>>): Members {
  return new Map(Object.entries(body));
}
