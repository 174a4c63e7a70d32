/**
 * What is taken from the environment, and what is told instead of obeyed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parseListen, readConfig } from '../../src/daemon/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'sagekeeper-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is not obeyed', () => {
  it('is told: variables and the lines of the shared configuration that name endpoints', () => {
    const path = join(folder, 'config');
    writeFileSync(
      path,
      '[default]\nregion = eu-central-1\nendpoint_url = http://x\n[services a]\nsts =\n  endpoint_url = y\n',
    );
    const { warnings } = readConfig({}, { AWS_CONFIG_FILE: path, AWS_ENDPOINT_URL_STS: 'http://z' });
    expect(warnings.map((warning) => warning.replace(folder, ''))).toEqual([
      'AWS_ENDPOINT_URL_STS is set and not obeyed; use --endpoint-url to send requests elsewhere',
      '/config:3: endpoint_url is set and not obeyed; use --endpoint-url to send requests elsewhere',
      '/config:6: endpoint_url is set and not obeyed; use --endpoint-url to send requests elsewhere',
    ]);
  });

  it('is nothing where there is no shared configuration', () => {
    expect(readConfig({}, { HOME: folder }).warnings).toEqual([]);
  });
});

describe('the environment', () => {
  it('stands in for options that were not given', () => {
    const environment = { HOME: folder, SAGEKEEPER_LISTEN: '127.0.0.1:1', SAGEKEEPER_DESIRED_STATE: 'there' };
    expect(readConfig({}, environment)).toMatchObject({ listen: '127.0.0.1:1', desiredState: 'there' });
    expect(readConfig({ listen: ':2' }, environment)).toMatchObject({ listen: ':2' });
  });

  it('may say where to listen in each form', () => {
    expect(parseListen('[::1]:9464')).toEqual({ host: '::1', port: 9464 });
    expect(parseListen(':0')).toEqual({ host: '0.0.0.0', port: 0 });
    expect(parseListen('nowhere')).toBeUndefined();
    expect(parseListen('h:70000')).toBeUndefined();
  });
});
