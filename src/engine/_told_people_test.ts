import { client, person } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import type { Feature } from "./feature.ts";
import type { Happening } from "./happening.ts";

/** Ann, who has two sessions, a token of one and one that outlives them; Bob, who has a session; and what is told. */
export async function toldPeople() {
  const told: Happening[] = [];
  const ear: Feature = { name: "ear", spec: "test", hooks: { happened: (happening) => void told.push(happening) } };
  const under = await issuerUnderTest({ features: (standard) => [...standard, ear] });
  const { issuer } = under;
  const { durable, sessions } = issuer;
  const [ann, bob, app] = [await person(issuer), await person(issuer), await client(issuer)];
  const { session } = await sessions.start(ann);
  await sessions.start(ann);
  await sessions.start(bob);
  await sessions.join(session, app.id);
  const family = { client: app.id, accountId: ann.id, grantType: "authorization_code", scope: ["read"], bindings: {} };
  const born = { ...family, generation: 0, createdAt: under.clock.now() };
  await durable.families.open({ ...born, tag: "insession", session: session.sid });
  await durable.families.open({ ...born, tag: "offline00" });
  async function lives(tag: string): Promise<boolean> {
    return (await durable.families.find(tag))?.revokedAt === undefined;
  }
  return { ...under, told, ann, bob, app, session, lives, exchange: exchangeAt(issuer) };
}

/** What was told of a name. */
export function toldOf(told: readonly Happening[], name: Happening["name"]): readonly Happening[] {
  return told.filter((happening) => happening.name === name);
}
