/**
 * A bundle where nothing else is: as in the image, no node_modules anywhere above it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE_FOLDER } from '../../scripts/bundle/build.ts';
import type { Bundle } from '../../scripts/bundle/build.ts';

export const PLACED_VERSION = '9.8.7';

/** The path of its main module. */
export function writeBundle({ files }: Bundle, place: string): { readonly main: string } {
  const folder = join(place, BUNDLE_FOLDER);
  mkdirSync(folder, { recursive: true });
  for (const { name, contents } of files) writeFileSync(join(folder, name), contents);
  writeFileSync(join(place, 'package.json'), JSON.stringify({ version: PLACED_VERSION, type: 'module' }));
  return { main: join(folder, 'main.js') };
}
