/**
 * Prints what is shipped as a CycloneDX document: npm's own, of what is in the bundle.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { buildBundle } from './bundle/build.ts';
import { bundledPackages } from './bundle/licences.ts';
import { shippedOnly } from './bundle/sbom.ts';
import type { Sbom } from './bundle/sbom.ts';

const ROOT = join(import.meta.dirname, '..');
const MAX_BYTES = 64 * 1_024 * 1_024;

const told = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: MAX_BYTES,
});
const packages = bundledPackages(ROOT, (await buildBundle(ROOT)).metafile);
process.stdout.write(`${JSON.stringify(shippedOnly(JSON.parse(told) as Sbom, packages), undefined, 2)}\n`);
