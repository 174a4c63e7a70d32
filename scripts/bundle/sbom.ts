/**
 * Which parts of npm's list of everything that is installed are shipped? `npm sbom --omit dev` cannot be asked: it leaves out what
 * a development package needs as well (npm 11.19.1: bowser, debug, @aws-sdk/core). So its complete list is cut down to the bundle.
 */
import type { BundledPackage } from './licences.ts';

/** CycloneDX 1.5, as far as it is looked at here; the rest stays as it is. */
export interface Sbom {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly { readonly 'bom-ref': string; readonly purl: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** Throws where npm does not know a package that is in the bundle. */
export function shippedOnly(everything: Sbom, packages: readonly BundledPackage[]): Sbom {
  const shipped = new Set(packages.map(({ name, version }) => `pkg:npm/${name}@${version}`));
  const components = everything.components.filter(({ purl }) => shipped.has(decodeURIComponent(purl)));
  const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
  const missing = [...shipped].filter((purl) => !listed.has(purl));
  if (missing.length > 0) throw new Error(`not in npm's list: ${missing.join(', ')}`);
  const kept = new Set([...components, everything.metadata.component].map((component) => component['bom-ref']));
  const dependencies = everything.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map((dependency) => ({
      ...dependency,
      dependsOn: (dependency.dependsOn ?? []).filter((ref) => kept.has(ref)),
    }));
  return { ...everything, components, dependencies };
}
