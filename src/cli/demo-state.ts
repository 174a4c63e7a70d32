/**
 * The desired state of the demo: a copy of the real documents in a temporary directory, with a rhythm that a newcomer has the
 * patience for. The files are edited as text, so that everything else in them stays what it is.
 */
import { cpSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Every five seconds a pass begins, and a reading is believed two seconds later: AWS needs the caution, the simulator does not. */
const RHYTHM: Readonly<Record<string, string>> = { schedule: '"*/5 * * * * *"', settle: '2s' };
const MAX_FILES = 10_000;

/** The path of a new directory; whoever asks for it removes it. */
export function copyForDemo(directory: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'sagekeeper-demo-'));
  cpSync(directory, copy, { recursive: true, dereference: true });
  const files = readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter((path) => /\.ya?ml$/.test(path));
  for (const path of files.slice(0, MAX_FILES)) {
    const file = join(copy, path);
    const text = readFileSync(file, 'utf8');
    const hurried = hurry(text);
    if (hurried !== text) writeFileSync(file, hurried);
  }
  return copy;
}

/** The text of a file with the rhythm of its Organization document replaced; other documents stay untouched. */
export function hurry(text: string): string {
  return text
    .split(/^(?=---)/m)
    .map((document) => (/^kind: *["']?Organization["']? *(#.*)?$/m.test(document) ? withRhythm(document) : document))
    .join('');
}

function withRhythm(document: string): string {
  return Object.entries(RHYTHM).reduce((text, [key, value]) => {
    const line = new RegExp(`^( +)${key}:.*$`, 'm');
    if (line.test(text)) return text.replace(line, `$1${key}: ${value}`);
    // Under spec, indented as its first member is.
    return text.replace(/^spec:.*\n(?=(?: *(?:#.*)?\n)*( +)\S)/m, `$&$1${key}: ${value}\n`);
  }, document);
}
