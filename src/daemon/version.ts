/**
 * Which sagekeeper is this?
 */
import { readFileSync } from 'node:fs';

/** Of the package, the same from sources and from a build. */
export const version = readVersion();
/** Of the sources; a build that knows it says so. */
export const buildRevision = 'unknown';
/** What CloudTrail shows as the caller's user agent. */
export const userAgent = `sagekeeper/${version}`;

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof found === 'string' ? found : 'unknown';
}
