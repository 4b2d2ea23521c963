// Working without a mouse: what can be reached and done with the keyboard alone.

export async function type(v, ...keys) {
  for (const key of keys) await v.page.keyboard.press(key);
}

// tabTo presses Tab until the focus is on what the selector names; a control that no number of presses reaches is a failure.
export async function tabTo(v, selector) {
  const there = () => v.page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector);
  for (let i = 0; i < 250; i++) {
    if (await there()) return;
    await v.page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${selector}`);
}

// pick chooses an option of the list in focus with the arrow keys.
export async function pick(v, value) {
  const now = () => v.page.evaluate(() => document.activeElement.value);
  for (const key of ["Home", ...Array(40).fill("ArrowDown")]) {
    if ((await now()) === value) return;
    await v.page.keyboard.press(key);
  }
  throw new Error(`the arrow keys never choose ${value}`);
}
