// Long-lived child of package pdf: typesets one edition per line of standard input.
// in:  {"id":1,"data":"<JSON of the document>"}     out: {"id":1,"pdf":"<base64>"} or {"id":1,"error":["…"]},
// with "moved":[…] the footnotes whose text stands on another page than their mark (typst/typst#5314).
// It ends when standard input ends, so it never outlives the program that started it.
// Arguments: folder whose node_modules hold the packages, template file, empty workspace folder.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [dir, templateFile, workspace] = process.argv.slice(2);
const { NodeCompiler } = createRequire(join(dir, 'package.json'))('@myriaddreamin/typst-ts-node-compiler');
const template = readFileSync(templateFile, 'utf8');

// The compiler carries fonts of its own; package pdf refuses a file that embeds any but these.
const fonts = [
  'noto-serif-jp/400Regular/NotoSerifJP_400Regular.ttf',
  'biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf',
  'biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf',
].map((name) => readFileSync(join(dir, 'node_modules/@expo-google-fonts', name)));

const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: fonts }] });

// Errors of the PDF writer arrive as the debug print of a Rust structure: keep the messages only.
const messages = (error) => {
  const found = [...String(error?.message ?? error).matchAll(/message: "((?:[^"\\]|\\.)*)"/g)];
  return found.length ? found.map((m) => m[1].replace(/\\(["\\])/g, '$1')) : [String(error?.message ?? error)];
};

function typeset(data) {
  const result = compiler.compile({ mainFileContent: template, inputs: { data } });
  if (result.hasError()) {
    throw { list: compiler.fetchDiagnostics(result.takeError()).map((d) => d.message) };
  }
  const warnings = result.takeWarnings();
  if (warnings) {
    const list = compiler.fetchDiagnostics(warnings).map((d) => d.message);
    if (list.length) throw { list };
  }
  const places = compiler.query(result.result, { selector: '<place>', field: 'value' });
  const mark = new Map(places.filter((p) => p.what === 'mark').map((p) => [p.id, p.page]));
  const moved = places.filter((p) => p.what === 'body' && p.page !== mark.get(p.id)).map((p) => p.id);
  return { moved, pdf: compiler.pdf(result.result, { pdfStandard: 'ua-1' }).toString('base64') };
}

const answer = (value) => process.stdout.write(JSON.stringify(value) + '\n');

createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (line) => {
  let id = 0;
  try {
    const job = JSON.parse(line);
    id = job.id;
    answer({ id, ...typeset(job.data) });
  } catch (error) {
    answer({ id, error: error.list ?? messages(error) });
  }
  compiler.evictCache(2);
});
answer({ id: 0, ready: true });
