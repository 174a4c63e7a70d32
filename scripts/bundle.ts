/**
 * Writes `dist/bundle`: what a container image holds besides Node.js. Refuses to write a bundle with a package in it that may
 * not be shipped. `--revision <commit>` names the sources; without it git is asked.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLE_FOLDER, buildBundle } from './bundle/build.ts';
import { bundledPackages, licenceReport, notPermitted } from './bundle/licences.ts';

const ROOT = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { revision: { type: 'string' } } });

const { files, metafile } = await buildBundle(ROOT);
const packages = bundledPackages(ROOT, metafile);
const refused = notPermitted(packages);
if (refused.length > 0) {
  const list = refused.map(({ name, version, licence }) => `${name} ${version} (${licence})`).join(', ');
  throw new Error(`not to be shipped under its licence: ${list}`);
}
const folder = join(ROOT, BUNDLE_FOLDER);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { name, contents } of files) writeFileSync(join(folder, name), contents);
writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licenceReport(packages));
// Beside the bundle stands only what it asks of its package: which version it is, from which sources, and that it is ES modules.
writeFileSync(join(ROOT, 'dist/package.json'), `${JSON.stringify(shippedManifest(), undefined, 2)}\n`);

const code = files.filter(({ name }) => name.endsWith('.js'));
const kib = (list: typeof files): number =>
  Math.round(list.reduce((sum, { contents }) => sum + contents.length, 0) / 1_024);
process.stdout.write(
  `${BUNDLE_FOLDER}: ${code.length} modules, ${kib(code)} KiB, with maps ${kib(files)} KiB, from ${packages.length} packages\n`,
);

function shippedManifest(): Readonly<Record<string, string>> {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null) throw new Error('package.json is not an object');
  const kept = ['version', 'description', 'license', 'type'] as const;
  const own = Object.fromEntries(kept.map((key) => [key, String(Reflect.get(manifest, key))]));
  return { ...own, revision: values.revision ?? gitRevision() };
}

function gitRevision(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // An archive of the sources has no history; then the bundle does not know either.
    return 'unknown';
  }
}
