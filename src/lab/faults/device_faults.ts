import { isPoll } from "./_grant.ts";
import { asError, sameButRaw, withMembers, withoutMember } from "./_reply.ts";
import type { Fault } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** Says something else in the answer that begins the flow. */
function begun(name: string, says: string, change: (members: Members) => Members): Fault {
  return { name: `device_${name}`, place: "device_authorization", says, reply: (reply) => withMembers(reply, change) };
}

function interval(name: string, says: string, value: unknown): Fault {
  return begun(`interval_${name}`, says, (members) => ({ ...members, interval: value }));
}

/** Answers a poll with an error, and the device code is as good as before. */
function polled(name: string, says: string, reply: NonNullable<Fault["reply"]>): Fault {
  return { name: `device_${name}`, place: "token", says, when: isPoll, keeps: true, reply };
}

function refused(error: string): Fault {
  return polled(error, `A poll is answered ${error}`, () => asError(400, { error }));
}

const BEGUN: readonly Fault[] = [
  begun("no_interval", "The device is told no interval", (members) => withoutMember(members, "interval")),
  interval("word", "The device is told the interval 'abc'", "abc"),
  interval("negative", "The device is told the interval -1", -1),
  interval("zero", "The device is told the interval 0", 0),
  interval("text", "The device is told the interval as a text", "2"),
  interval("large", "The device is told an interval of ten seconds", 10),
  begun("no_complete_uri", "The device is told no verification_uri_complete", (members) =>
    withoutMember(members, "verification_uri_complete"),
  ),
  begun("no_device_code", "The device is told no code to poll with", (members) =>
    withoutMember(members, "device_code"),
  ),
  begun("no_expires_in", "The device is not told when its code expires", (members) =>
    withoutMember(members, "expires_in"),
  ),
  begun("short_lived", "The device is told that its code lives for three seconds", (members) => ({
    ...members,
    expires_in: 3,
  })),
];

const POLLED: readonly Fault[] = [
  refused("authorization_pending"),
  refused("slow_down"),
  refused("expired_token"),
  polled("unknown_error", "A poll is answered with an error that no specification knows", () =>
    asError(400, { error: "out_of_cheese" }),
  ),
  polled("429_retry_after", "A poll is answered 429, to be tried again after two seconds", () =>
    asError(429, { error: "temporarily_unavailable" }, { "Retry-After": "2" }),
  ),
  polled("dropped", "The connection of a poll is dropped without an answer", (reply) =>
    sameButRaw(reply, { drops: "before_head" }),
  ),
];

/** What can be wrong while a device waits for its person. */
export const DEVICE_FAULTS: readonly Fault[] = [...BEGUN, ...POLLED];
