import type { Issuer } from "../../engine/mod.ts";
import type { RecordItem } from "../../pages/mod.ts";
import { searchHref } from "./search_address.ts";

const DAY = 86_400;
/** As many are counted. */
const MOST = 100;

/** Events of which staff should know, and what they mean. */
const EVENTS: readonly (readonly [event: string, means: string])[] = [
  ["refresh.replayed", "A refresh token was used again: somebody may have a copy"],
  ["code.replayed", "A code was redeemed twice: somebody may have read it on its way"],
  ["assertion.replayed", "A client's assertion was sent twice"],
  ["device.replayed", "A device's code was redeemed twice"],
  ["logout.failed", "An application could not be told that a session has ended"],
];
/** So many wrong passwords in a day are more than people who forget. */
const MANY_FAILURES = 50;

/** A number that was counted up to a limit: `100 or more`. */
export function countText(count: number, limit: number): string {
  return count < limit ? count.toLocaleString("en") : `${limit.toLocaleString("en")} or more`;
}

function eventItem(
  [event, name]: readonly [string, string],
  { count, base }: { readonly count: number; readonly base: string },
): RecordItem {
  return {
    name,
    href: searchHref(`${base}/admin/audit`, { event }),
    facts: [{ name: "In the last day", value: countText(count, MOST) }],
  };
}

/** What staff should look at; empty on a quiet day. */
export async function attentionItems({ base, durable, clock }: Issuer): Promise<readonly RecordItem[]> {
  const from = clock.now() - DAY;
  const [staff, failures, ...counts] = await Promise.all([
    durable.accounts.count({ isStaff: true, isActive: true, limit: 2 }),
    ...["login.failed", ...EVENTS.map(([event]) => event)].map(
      async (event) => (await durable.audit.search({ event, from, limit: MOST })).length,
    ),
  ]);
  const alone: RecordItem = {
    name: "Only one person may administer",
    href: searchHref(`${base}/admin/users`, { kind: "staff" }),
    facts: [
      { name: "Advice", value: "Make somebody else staff as well, for the day on which they lose their password" },
    ],
  };
  const guesses: RecordItem = eventItem(["login.failed", "Many passwords were wrong"], { count: failures ?? 0, base });
  return [
    ...EVENTS.flatMap((event, index) => {
      const count = counts[index] ?? 0;
      return count === 0 ? [] : [eventItem(event, { count, base })];
    }),
    ...(failures !== undefined && failures >= MANY_FAILURES ? [guesses] : []),
    ...(staff < 2 ? [alone] : []),
  ];
}
