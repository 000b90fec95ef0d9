import { assert } from "chai";
import { fieldsOf, findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { DEVICE_CONFIRM } from "./_sample_pages_test.ts";
import { renderDeviceConfirm } from "./mod.ts";

describe("renderDeviceConfirm()", () => {
  it("posts the token, the code and the ticked scopes", () => {
    assert.deepEqual(fieldsOf(renderDeviceConfirm(DEVICE_CONFIRM), "/tenant/device/decision"), [
      ["csrf", "seal"],
      ["user_code", "WDJB-MJHT"],
      ["scope", "read"],
    ]);
  });

  it("shows the code to compare, large", () => {
    assert.equal(textOf(findOne(renderDeviceConfirm(DEVICE_CONFIRM), "strong", { class: "letters" })), "WDJB-MJHT");
  });

  it("denies when Enter is pressed, as that button comes first", () => {
    const buttons = findAll(renderDeviceConfirm(DEVICE_CONFIRM), "button", { name: "action" });
    assert.deepEqual(
      buttons.map(({ attributes }) => attributes.get("value")),
      ["deny", "allow"],
    );
  });

  for (const { says, words, model } of [
    { says: "who asks", words: "Connect Television on your device", model: {} },
    { says: "by which id", words: "television", model: {} },
    { says: "that nobody has checked it", words: "Nobody here has checked", model: { isUnverified: true } },
    { says: "who registered it", words: "registered by Bob", model: { ownerName: "Bob" } },
    { says: "whose account it is", words: "You are logged in as alice", model: {} },
    { says: "for what", words: "See your photos", model: {} },
    { says: "that nothing is asked for", words: "no permission beyond", model: { scopes: [] } },
    { says: "since when", words: "2 minutes ago", model: {} },
    { says: "that it is near", words: "from the network that you use now", model: {} },
    { says: "that it is elsewhere", words: "another network than the one", model: { sameNetwork: false } },
    { says: "where that is", words: "203.0.113.7", model: { sameNetwork: false } },
    { says: "for how long without renewal", words: "10 minutes, then it has to ask again", model: {} },
    { says: "for how long with renewal", words: "30 days, also while", model: { refreshLifetime: "30 days" } },
    { says: "what a phisher does", words: "If somebody sent you the code or a link", model: {} },
    { says: "when to allow it", words: "on a device in front of you", model: {} },
    { says: "what was wrong", words: "Tick one", model: { problem: "Tick one" } },
  ]) {
    it(`says ${says}`, () => {
      const text = mainText(renderDeviceConfirm({ ...DEVICE_CONFIRM, ...model })).replaceAll(/\s+/g, " ");
      assert.include(text, words);
    });
  }

  it("shows no address of the person's own network, and names nobody who is not known", () => {
    const text = mainText(renderDeviceConfirm(DEVICE_CONFIRM));
    assert.notInclude(text, "203.0.113.7");
    assert.notInclude(text, "registered by");
  });
});
