// The API's page for people, and the console's page of tokens.
import { look, lookBoth } from "../lib/look.mjs";
import { expect, step } from "../lib/score.mjs";
import { Visitor } from "../lib/visitor.mjs";

// described looks at the page that tells the API.
export async function described(browser, desk) {
  const v = await Visitor.arrive(browser, desk, { lang: "ja" });
  await step("api: described in both languages", async () => {
    await v.open(`${desk.portal}/api/v1/`);
    await lookBoth(v, "api");
  });
  const wrong = await v.leave();
  expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
}

// tokens makes a token and revokes it, as an administrator who is signed in.
export async function tokens(v, desk) {
  await step("console: a token made, shown once, revoked", async () => {
    await v.open(`${desk.console}/tokens`);
    await lookBoth(v, "console tokens");
    await v.page.fill("#name", "架空SOC");
    await v.page.check('input[name="scopes"][value="report.file"]');
    await v.press('form[action="/tokens"] button');
    const token = await v.text("#token");
    expect(token.startsWith("todoke-"), "the new token");
    v.secrets.add(token);
    await look(v, "console token made");
    await v.open(`${desk.console}/tokens`);
    expect(!(await v.page.content()).includes(token), "the token to be shown once");
    await v.press('form[action^="/tokens/"] button');
    await look(v, "console token revoked");
  });
}
