import { assert } from "chai";
import { authorize } from "../support/journey.ts";
import { beyond } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";

suite("response modes", (open) => {
  for (const mode of ["query", "fragment", "form_post"]) {
    beyond("RFC6749-4.1.2-1", `sends the code by ${mode}`, async function () {
      const { config, sentTo } = await authorize(await open(), { change: { response_mode: mode } });
      need(
        this,
        config.serverMetadata().response_modes_supported?.find((one) => one === mode),
        `response mode ${mode}`,
      );
      const answer = mode === "fragment" ? new URLSearchParams(sentTo?.hash.slice(1)) : sentTo?.searchParams;
      assert.isString(answer?.get("code"));
      assert.isString(answer?.get("state"));
    });
  }
});
