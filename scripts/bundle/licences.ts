/**
 * Whose work is in the bundle, and under which licence? Taken from what esbuild really put in, not from what is installed; with
 * the texts, because most licences ask that their text goes along.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As the package says it; `unknown` where it says nothing. */
  readonly licence: string;
  /** Bytes of the bundle that came from it. */
  readonly bytes: number;
  /** Of its licence and notice files, as they are. */
  readonly texts: readonly string[];
}

/** May be shipped inside an Apache-2.0 program without conditions beyond naming the authors. */
export const PERMITTED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
];

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE_FILE = /^(licen[cs]e|notice|copying)/i;

/** By name, then version. */
export function bundledPackages(root: string, { outputs }: Metafile): readonly BundledPackage[] {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = PACKAGE_FOLDER.exec(path)?.[0];
      if (folder !== undefined) bytes.set(folder, (bytes.get(folder) ?? 0) + bytesInOutput);
    }
  }
  const packages = [...bytes].map(([folder, size]) => readPackage(join(root, folder), size));
  return packages.toSorted((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

/** Those of which nobody said that they may be shipped like this. */
export function notPermitted(packages: readonly BundledPackage[]): readonly BundledPackage[] {
  return packages.filter(({ licence }) => !alternatives(licence).some((name) => PERMITTED.includes(name)));
}

/** The file that goes along with the bundle. */
export function licenceReport(packages: readonly BundledPackage[]): string {
  const list = packages.map(({ name, version, licence }) => `${name} ${version}: ${licence}`);
  const texts = packages.map(({ name, version, licence, texts: own }) => {
    const text = own.length === 0 ? `(The package has no licence file; it declares ${licence}.)` : own.join('\n\n');
    return `${'-'.repeat(80)}\n${name} ${version}\n\n${text.trim()}\n`;
  });
  return `This program contains the following packages.\n\n${list.join('\n')}\n\n${texts.join('\n')}`;
}

/** `(MIT OR Apache-2.0)` leaves the choice; `A AND B` is one licence that nobody has permitted. */
function alternatives(licence: string): readonly string[] {
  return licence.replace(/^\(|\)$/g, '').split(/ OR /);
}

function readPackage(folder: string, bytes: number): BundledPackage {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map((entry) => entry.name)
    .toSorted(compare)
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  return {
    name: textOf(manifest, 'name'),
    version: textOf(manifest, 'version'),
    licence: textOf(manifest, 'license'),
    bytes,
    texts,
  };
}

function textOf(manifest: unknown, key: string): string {
  if (typeof manifest !== 'object' || manifest === null) return 'unknown';
  const value: unknown = Reflect.get(manifest, key);
  return typeof value === 'string' ? value : 'unknown';
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
