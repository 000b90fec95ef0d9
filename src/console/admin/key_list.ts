import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import type { KeyInfo, KeyState } from "../../keys/mod.ts";
import { type RecordItem, renderRecordList } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import { second } from "../instant_text.ts";
import { searchHref, typedIn } from "./search_address.ts";

const STATES: Readonly<Record<KeyState, string>> = {
  next: "Published ahead",
  active: "In use",
  retired: "Retired",
};

const USES = { sig: "Signs", enc: "Decrypts" } as const;

function keyItem({ kid, alg, use, state, createdAt, activeFrom, goneAt }: KeyInfo, base: string): RecordItem {
  return {
    name: kid,
    badges: [STATES[state]],
    facts: [
      { name: "Algorithm", value: alg, isCode: true },
      { name: "Use", value: USES[use] },
      { name: "Made", value: second(createdAt) },
      { name: state === "next" ? "In use from" : "In use since", value: second(activeFrom) },
      ...(goneAt === undefined ? [] : [{ name: "Published until", value: second(goneAt) }]),
      ...(state === "active"
        ? [{ name: "Successor", value: "Rotate", href: searchHref(`${base}/admin/keys/rotate`, { alg }) }]
        : []),
    ],
  };
}

/** What was just done, as the address that one is sent to after it says. */
function noteOf(made: string | undefined): string | undefined {
  if (made === undefined || !/^\d{1,3}$/.test(made)) return undefined;
  if (made === "0") return "No key was made, as the next one is on its way already.";
  return made === "1" ? "A key was made." : `${made} keys were made.`;
}

function showKeys(visit: PersonalVisit): Reply {
  const { issuer, frame } = visit;
  const note = noteOf(typedIn(visit, "made"));
  return html(
    200,
    renderRecordList({
      ...frame,
      title: "Keys",
      lead:
        "A key is published ahead of its use, then signs, and is published on until the last token that it signed is dead. " +
        "Keys rotate by themselves as the settings say.",
      items: issuer.keys.list().map((key) => keyItem(key, issuer.base)),
      empty: "There is no key.",
      add: { href: `${issuer.base}/admin/keys/rotate`, text: "Rotate" },
      ...(note === undefined ? {} : { note }),
    }),
  );
}

/** The keys of the issuer: what each is for, and where it is in its life. */
export const ADMIN_KEYS = personalPage({ name: "admin_keys", path: "/admin/keys", authority: "staff", show: showKeys });
