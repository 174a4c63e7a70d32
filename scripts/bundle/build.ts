/**
 * What is shipped instead of node_modules? The daemon and the thread that reads the desired state, each with what it imports,
 * as a handful of modules: half the memory and half the start time of the packages as installed. Nothing is written here.
 */
import { build } from 'esbuild';
import type { Metafile } from 'esbuild';
import { droppableSchemas } from './droppable-schemas.ts';

export interface BundledFile {
  /** Relative to the folder of the bundle. */
  readonly name: string;
  readonly contents: Uint8Array;
}

export interface Bundle {
  /** By name. */
  readonly files: readonly BundledFile[];
  readonly metafile: Metafile;
}

/** The second is a worker that `src/desired-state/worker.ts` looks for beside the module it is in. */
const ENTRIES = { main: 'src/main.ts', 'load-thread': 'src/desired-state/load-thread.ts' };
/** Relative to the checkout; the version is read from two folders above it (`src/daemon/version.ts`). */
export const BUNDLE_FOLDER = 'dist/bundle';
/** CommonJS packages ask for Node's own modules by `require`, which an ES module has to make. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * The same bytes for the same sources and lock file, wherever the checkout is: paths are relative to it, and nothing tells the
 * time. Not minified, because a stack trace has to be readable; lines lead back through the maps, which hold no sources.
 *
 * @param root The checkout, with its packages installed.
 */
export async function buildBundle(root: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: BUNDLE_FOLDER,
    bundle: true,
    // A verb's own modules are loaded when it is asked for; so they stay modules of their own.
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // `module` first: what the AWS SDK has for `main` cannot be shaken, and doubles the size.
    mainFields: ['module', 'main'],
    plugins: [droppableSchemas],
    banner: { js: REQUIRE },
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const prefix = `${root}/${BUNDLE_FOLDER}/`;
  const files = outputFiles.map(({ path, contents }) => ({ name: path.slice(prefix.length), contents }));
  return { files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)), metafile };
}
