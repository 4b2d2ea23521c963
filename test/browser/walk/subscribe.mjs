// Notices of publications by mail: a reader subscribes, confirms, changes and ends it, in both languages; staff see numbers and erase an address. A demonstration
// shows the mail it would have sent.
import { tabTo, type } from "../lib/keys.mjs";
import { look, lookBoth } from "../lib/look.mjs";
import { expect, step } from "../lib/score.mjs";
import { phone, screen, Visitor } from "../lib/visitor.mjs";

const words = {
  ja: { sent: "確認のメールを送ります", begun: "購読を始めました", saved: "購読の内容を保存しました", ended: "購読をやめました" },
  en: { sent: "An email is on its way", begun: "Your subscription has begun", saved: "Your choices were saved", ended: "You are unsubscribed" },
};

// readers is the whole way of a reader, with a finger in Japanese and with the keyboard alone in English.
export async function readers(browser, desk) {
  for (const [lang, size] of [["ja", phone], ["en", screen]]) {
    await step(`portal: subscribed by mail, changed and ended (${lang})`, async () => {
      const v = await Visitor.arrive(browser, desk, { lang, size });
      await v.open(`${desk.site}/${lang === "en" ? "en/" : ""}feeds/index.html`);
      await v.press('a[href*="/subscribe?lang="]');
      await look(v, "portal subscribe");
      const address = `himitsu-${lang}-${Date.now()}@reader.example`;
      v.secrets.add("himitsu");
      await v.page.uncheck('input[value="advisories"]');
      await v.page.fill("#mail", "himitsu@reader");
      await v.press("main form button");
      await look(v, "portal subscribe, no address", { status: 422 });
      expect((await v.page.inputValue("#mail")) === "himitsu@reader" && !(await v.page.isChecked('input[value="advisories"]')), "everything typed to be there");
      if (lang === "en") {
        await tabTo(v, "#mail");
        await type(v, "Control+a");
        await v.page.keyboard.type(address);
        await tabTo(v, 'input[name="categories"]');
        await type(v, "Space");
        await tabTo(v, "main form button");
        await v.go(() => type(v, "Enter"));
      } else {
        await v.page.fill("#mail", address);
        await v.page.check('input[name="categories"]');
        await v.press("main form button");
      }
      expect((await v.text()).includes(words[lang].sent), "the mail to be announced");
      expect(!(await v.text()).includes(address), "the address not to come back");
      await look(v, "portal subscribe, sent");
      const link = await v.page.getAttribute('main a[href*="/subscribe/confirm/"]', "href");
      await v.open(link);
      await look(v, "portal subscribe, to confirm");
      await v.press("main form button");
      expect((await v.text()).includes(words[lang].begun), "the subscription to begin");
      await look(v, "portal subscribe, begun");
      await v.press('a[href*="/subscribe/change/"]');
      expect(await v.page.isChecked('input[name="categories"]'), "what was chosen to be ticked");
      await look(v, "portal subscribe, change");
      for (const box of await v.page.locator('input[name="topics"]').all()) await box.uncheck();
      await v.press("main form button");
      await look(v, "portal subscribe, nothing chosen", { status: 422 });
      await v.page.check('input[value="advisories"]');
      await v.press("main form button");
      expect((await v.text()).includes(words[lang].saved), "the choices to be saved");
      await look(v, "portal subscribe, changed");
      await v.press('a[href*="/subscribe/stop/"]');
      await look(v, "portal subscribe, to end");
      await v.press("main form button");
      expect((await v.text()).includes(words[lang].ended), "the subscription to end");
      await look(v, "portal subscribe, ended");
      await v.open(link);
      await look(v, "portal subscribe, an old link", { status: 404 });
      const wrong = await v.leave();
      expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
    });
  }
  await step("portal: subscribed without script", async () => {
    const v = await Visitor.arrive(browser, desk, { lang: "ja", size: phone, scripts: false });
    await v.open(`${desk.portal}/subscribe`);
    await v.page.fill("#mail", "stays@reader.example");
    await v.press("main form button");
    await look(v, "portal subscribe, sent without script", { rules: false });
    await v.open(await v.page.getAttribute('main a[href*="/subscribe/confirm/"]', "href"));
    await v.press("main form button");
    expect((await v.text()).includes(words.ja.begun), "the subscription to begin");
    await v.leave();
  });
}

// staff is the administrator's page; v is the administrator, and somebody subscribed before.
export async function staff(v, desk) {
  await step("console: subscribers in numbers, an address erased", async () => {
    await v.open(`${desk.console}/subscribers`);
    expect(!(await v.page.content()).includes("stays@"), "no address to be shown");
    await lookBoth(v, "console subscribers");
    await v.page.fill("#mail", "nobody@reader.example");
    await v.page.fill("#reason", "本人から電話で頼まれた");
    await v.press("main form button.danger");
    await look(v, "console subscribers, not there", { status: 422 });
    expect((await v.page.inputValue("#reason")).includes("電話"), "the reason to be there still");
    await v.page.fill("#mail", "STAYS@reader.example");
    await v.press("main form button.danger");
    expect((await v.text()).includes("購読を消去しました"), "the address to be erased");
    await look(v, "console subscribers, erased");
  });
}
