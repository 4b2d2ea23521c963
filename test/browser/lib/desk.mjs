// Reads what `todoke demo` printed: three addresses and a one-time code for each role.
import { readFileSync } from "node:fs";

export function readDesk(file) {
  const said = readFileSync(file, "utf8");
  const url = (face) => {
    const found = said.match(new RegExp(`^  ${face}\\s+(http://\\S+?)/\\s`, "m"));
    if (!found) throw new Error(`the desk printed no address for ${face}`);
    return found[1];
  };
  const codes = {};
  for (const [, role, code] of said.matchAll(/^ {4}(\w+)\s+\w+\s+([0-9A-Z]+(?:-[0-9A-Z]+)+)$/gm)) codes[role] = code;
  return { portal: url("portal"), site: url("site"), console: url("console"), codes };
}
