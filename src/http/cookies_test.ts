import { assert } from "chai";
import type { SetCookie } from "../protocol/mod.ts";
import { cookiesOf, printSetCookie } from "./cookies.ts";

describe("cookiesOf()", () => {
  const READ: readonly (readonly [string, string | undefined, boolean, Readonly<Record<string, string>>])[] = [
    ["nothing of no header", undefined, true, {}],
    ["nothing of an empty header", "", false, {}],
    ["plain names over http", "sid=1; b=2", false, { sid: "1", b: "2" }],
    ["names without their prefix over https", "__Host-sid=1; __Host-b=2", true, { sid: "1", b: "2" }],
    ["nothing without the prefix over https", "sid=1; b=2", true, {}],
    ["the one with the prefix, whatever a neighbour planted", "sid=theirs; __Host-sid=ours", true, { sid: "ours" }],
    ["the prefix in its own letters alone", "__host-sid=1; __HOST-b=2", true, {}],
    ["no weaker prefix", "__Secure-sid=1", true, {}],
    ["the prefix once", "__Host-__Host-sid=1", true, { "__Host-sid": "1" }],
    ["no prefix over http, where it would promise what is not kept", "__Host-sid=1", false, { "__Host-sid": "1" }],
    ["neither of two that are called the same", "__Host-sid=1; __Host-sid=2", true, {}],
  ];

  for (const [name, header, secure, expected] of READ) {
    it(`reads ${name}`, () => assert.deepEqual(Object.fromEntries(cookiesOf(header, secure)), expected));
  }
});

describe("printSetCookie()", () => {
  const PRINTED: readonly (readonly [string, SetCookie, boolean, string])[] = [
    [
      "over https with the prefix",
      { name: "sid", value: "v" },
      true,
      "__Host-sid=v; Path=/; HttpOnly; SameSite=Lax; Secure",
    ],
    ["over http without it", { name: "sid", value: "v" }, false, "sid=v; Path=/; HttpOnly; SameSite=Lax"],
    [
      "with an age",
      { name: "sid", value: "v", maxAge: 60 },
      false,
      "sid=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60",
    ],
    ["strictly", { name: "sid", value: "v", sameSite: "strict" }, false, "sid=v; Path=/; HttpOnly; SameSite=Strict"],
    [
      "for frames in pages of other sites, over https",
      { name: "bs", value: "v", sameSite: "none" },
      true,
      "__Host-bs=v; Path=/; HttpOnly; SameSite=None; Secure",
    ],
    [
      "for frames in pages of the same site, where browsers refuse SameSite=None",
      { name: "bs", value: "v", sameSite: "none" },
      false,
      "bs=v; Path=/; HttpOnly; SameSite=Lax",
    ],
    ["for scripts", { name: "bs", value: "v", readable: true }, false, "bs=v; Path=/; SameSite=Lax"],
    [
      "to be forgotten, with neither value nor age",
      { name: "sid", value: "v", maxAge: 60, clear: true },
      true,
      "__Host-sid=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0",
    ],
  ];

  for (const [name, cookie, secure, expected] of PRINTED) {
    it(`prints a cookie ${name}`, () => assert.equal(printSetCookie(cookie, secure), expected));
  }

  for (const secure of [true, false]) {
    it(`prints what comes back as it was, ${secure ? "over https" : "over http"}`, () => {
      const [pair] = printSetCookie({ name: "sid", value: "a-b_c" }, secure).split(";");
      assert.equal(cookiesOf(pair, secure).get("sid"), "a-b_c");
    });
  }
});
