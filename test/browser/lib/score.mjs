// Counts what passed and what failed, one line each, so that a reader of the output can follow the walk.
let passed = 0;
let failed = 0;

export function ok(name) {
  passed++;
  console.log(`ok    ${name}`);
}

export function fail(name, reason) {
  failed++;
  console.log(`FAIL  ${name}\n${String(reason).replace(/^/gm, "      ")}`);
}

// step runs one station of the walk; what follows rests on it, so its failure is thrown on after it is counted.
export async function step(name, work) {
  try {
    const result = await work();
    ok(name);
    return result;
  } catch (error) {
    fail(name, error.stack ?? error);
    throw new Counted(name);
  }
}

// Counted is a failure that has its line already.
export class Counted extends Error {}

export function expect(value, what) {
  if (!value) throw new Error(`expected ${what}`);
}

export function close() {
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
