/**
 * Which sagekeeper is this?
 */
import { readFileSync } from 'node:fs';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
/** Of the package, the same from sources and from a build. */
export const version = member('version');
/** The commit of the sources; a build that knows it writes it beside the version. */
export const buildRevision = member('revision');
/** What CloudTrail shows as the caller's user agent. */
export const userAgent = `sagekeeper/${version}`;

function member(name: string): string {
  const found = (Object(manifest) as Readonly<Record<string, unknown>>)[name];
  return typeof found === 'string' ? found : 'unknown';
}
