// The image that people run: built from the Dockerfile with nothing but npm's registry, small, the same bundle as built here, and
// running as its own user on a read-only root against the simulator. Skips aloud where images cannot be built.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BUNDLE_FOLDER, buildBundle } from '../../scripts/bundle/build.ts';
import { copyForDemo } from '../../src/cli/demo-state.ts';
import { demoWorld } from '../../src/simulator/demo-world.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import {
  buildImage,
  configOf,
  killContainers,
  mountImage,
  run,
  startContainer,
  whatIsMissing,
} from './support/container.ts';
import type { ImageConfig } from './support/container.ts';
import { eventually, readyAt } from './support/daemon-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const APPLICATION = 'opt/sagekeeper';
const MAX_ADDED_BYTES = 15_000_000;
/** The contract of SIGTERM. */
const MAX_ENDING_MS = 10_000;
const BUILD_MS = 1_200_000;
const READY_MS = 180_000;

const missing = await whatIsMissing();

describe('the Dockerfile', () => {
  const hadolint = [join(ROOT, '.tools/bin/hadolint'), '/usr/local/bin/hadolint'].find((path) => existsSync(path));
  if (hadolint === undefined) {
    console.warn('skipped: hadolint is not in .tools/bin');
    it('skipped: hadolint is not here', () => {
      expect(hadolint).toBeUndefined();
    });
  } else {
    it('leaves hadolint nothing to say', () => {
      expect(execFileSync(hadolint, ['--failure-threshold', 'style', 'Dockerfile'], { cwd: ROOT }).toString()).toBe('');
    });
  }
});

if (missing !== undefined) {
  console.warn(`skipped: no image can be built here (${missing})`);
  describe('the image', () => {
    it('skipped: no image can be built here', () => {
      expect(missing).toBeDefined();
    });
  });
} else {
  describe('the image', () => {
    let config: ImageConfig;
    let root: string;
    let drop: () => Promise<void>;
    let state: string;

    beforeAll(async () => {
      const image = await buildImage('0123abcd');
      config = await configOf(image);
      ({ root, drop } = await mountImage(image));
      state = copyForDemo(join(ROOT, 'desired-state'));
      // Its user is nobody that owns anything here.
      execFileSync('chmod', ['-R', 'a+rX', state]);
    }, BUILD_MS);

    afterAll(async () => {
      killContainers();
      await drop();
      rmSync(state, { recursive: true, force: true });
    });

    it('says what it is, and how it wants to be run', () => {
      expect(config.User).toMatch(/^[1-9]\d{4,}:[1-9]\d{4,}$/);
      expect(config.StopSignal).toBe('SIGTERM');
      expect(config.Cmd).toEqual(['run']);
      expect(config.Labels).toMatchObject({
        'org.opencontainers.image.title': 'sagekeeper',
        'org.opencontainers.image.version': '1.2.3',
        'org.opencontainers.image.revision': '0123abcd',
      });
    });

    it('starts Node.js with the flags that were measured', () => {
      const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
        readonly scripts: { readonly sagekeeper: string };
      };
      const flags = manifest.scripts.sagekeeper.split(' ').filter((word) => word.startsWith('--'));
      expect(flags.length).toBeGreaterThan(0);
      expect(config.Entrypoint).toEqual(expect.arrayContaining(['node', ...flags, '--enable-source-maps']));
    });

    it('adds little to its base, and neither a shell nor node_modules', async () => {
      const added = files(join(root, APPLICATION)).reduce((sum, path) => sum + statSync(path).size, 0);
      console.info(`the image adds ${(added / 1_000_000).toFixed(1)} MB to its base`);
      expect(added).toBeLessThan(MAX_ADDED_BYTES);
      expect(await run('find', [root, '-name', 'node_modules', '-o', '-name', 'sh', '-o', '-name', 'npm'])).toBe('');
    });

    it('holds, byte for byte, the bundle that is made from these sources here', async () => {
      const here = await buildBundle(ROOT);
      const there = join(root, APPLICATION, BUNDLE_FOLDER);
      const shipped = readdirSync(there).filter((name) => name !== 'THIRD-PARTY-LICENSES.txt');
      expect(shipped.toSorted()).toEqual(here.files.map(({ name }) => name).toSorted());
      const different = here.files.filter(({ name, contents }) => !readFileSync(join(there, name)).equals(contents));
      expect(different.map(({ name }) => name)).toEqual([]);
      expect(readFileSync(join(there, 'THIRD-PARTY-LICENSES.txt'), 'utf8')).toContain('zod');
    });

    it('works on a read-only root as its own user, and ends within ten seconds of SIGTERM', async () => {
      const simulator = await startSimulator({ world: demoWorld(), latencyScale: 0.01 });
      const began = Date.now();
      const daemon = startContainer({
        root,
        config,
        desiredState: state,
        environment: {
          SAGEKEEPER_ENDPOINT_URL: simulator.url,
          SAGEKEEPER_LISTEN: '127.0.0.1:0',
          SAGEKEEPER_STATUS_LISTEN: '127.0.0.1:0',
          AWS_ACCESS_KEY_ID: 'AKIASIMULATORHUB',
          AWS_SECRET_ACCESS_KEY: 'simulator',
          AWS_EC2_METADATA_DISABLED: 'true',
        },
      });
      try {
        const address = await eventually('ready', async () => readyAt(daemon.output()), READY_MS).catch(
          (error: unknown) => {
            throw new Error(`it said: ${daemon.output()}`, { cause: error });
          },
        );
        console.info(`from its start to ready: ${Date.now() - began} ms`);
        const status = await daemon.exec(['/usr/local/bin/node', '-e', ASK_WHO]);
        expect(JSON.parse(status)).toEqual({ uid: '65532', write: 'EROFS', pid1: 'node' });
        await eventually(
          'a notebook is changed',
          async () => {
            const page = await (await fetch(`${address}/metrics`)).text();
            return /sagekeeper_actions_total\{[^}]*UpdateNotebookInstance[^}]*\} [1-9]/.test(page) ? true : undefined;
          },
          READY_MS,
        );
        expect(await daemon.exec(['/usr/local/bin/sagekeeper', 'validate'])).toMatch(/ is good: \d+ policies/);
        const asked = Date.now();
        daemon.signal('SIGTERM');
        expect(await daemon.ended).toBe(0);
        console.info(`from SIGTERM to its end: ${Date.now() - asked} ms`);
        expect(Date.now() - asked).toBeLessThan(MAX_ENDING_MS);
      } finally {
        killContainers();
        await simulator.close();
      }
    });

    it('answers its own health check on its default address, and only while it lives', async () => {
      const daemon = startContainer({ root, config, desiredState: state, alone: true });
      const [kind, ...check] = config.Healthcheck.Test;
      expect(kind).toBe('CMD');
      const healthy = async (): Promise<boolean> =>
        daemon.exec(['/usr/local/bin/node', ...check.slice(1)]).then(
          () => true,
          () => false,
        );
      await eventually('healthy', async () => ((await healthy()) ? true : undefined), READY_MS, 500);
      daemon.signal('SIGTERM');
      await daemon.ended;
      expect(await healthy()).toBe(false);
    });
  });
}

/** What process 1 is, and whether anything can be written, as seen from inside. */
const ASK_WHO = `
const { readFileSync, writeFileSync } = require('node:fs');
const uid = /^Uid:\\s+(\\d+)/m.exec(readFileSync('/proc/1/status', 'utf8'))[1];
let write = 'written';
try { writeFileSync('/opt/sagekeeper/x', ''); } catch (error) { write = error.code; }
const pid1 = readFileSync('/proc/1/cmdline', 'utf8').split('\\0')[0];
console.log(JSON.stringify({ uid, write, pid1 }));`;

function files(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
