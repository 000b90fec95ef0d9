import { assert } from "chai";
import { browserName } from "./browser_name.ts";

const LINUX = "Mozilla/5.0 (X11; Linux x86_64)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

describe("browserName()", () => {
  for (const [agent, expected] of [
    [`${LINUX.slice(0, -1)}; rv:128.0) Gecko/20100101 Firefox/128.0`, "Firefox on Linux"],
    [`${LINUX} ${WEBKIT} Chrome/126.0.0.0 Safari/537.36`, "Chrome on Linux"],
    [`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15`, "Safari on Mac"],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/126.0 Safari/537.36 Edg/126.0`, "Edge on Windows"],
    [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${WEBKIT} Chrome/126.0 Mobile Safari/537.36`, "Chrome on Android"],
    [`${LINUX} ${WEBKIT} Chrome/126.0.0.0 Safari/537.36 OPR/112.0`, "Opera on Linux"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 FxiOS/127.0 Safari/605.1.15",
      "Firefox on iPhone",
    ],
    ["Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) something", "A browser on ChromeOS"],
    [`${LINUX} ${WEBKIT} HeadlessChrome/126.0 Safari/537.36`, "Chrome on Linux"],
    ["Firefox/1.0", "Firefox"],
    ["curl/8.5.0", "A browser"],
    ["<script>alert(1)</script>", "A browser"],
    ["", "A browser"],
    [undefined, "A browser"],
  ] as const) {
    it(`says '${expected}' of ${String(agent).slice(0, 70)}`, () => assert.equal(browserName(agent), expected));
  }
});
