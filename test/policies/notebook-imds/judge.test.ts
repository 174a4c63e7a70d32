/**
 * When does a notebook comply with NotebookImds? Version and platform decide, and what is not known is never compliant.
 */
import { describe, expect, it } from '@jest/globals';
import { judgeNotebookImds } from '../../../src/policies/notebook-imds/judge.ts';
import type { NotebookConfiguration } from '../../../src/resources/notebook-instance/shape.ts';
import { configured, notebook } from '../../resources/notebook-instance/notebooks.ts';

const IMDS = (have: string | undefined) => ({ path: '/minimumInstanceMetadataServiceVersion', have, want: '2' });
const MOVE = (have: string) => ({ path: '/platformIdentifier', have, want: 'notebook-al2023-v1' });

interface Case {
  readonly have: Partial<NotebookConfiguration>;
  readonly retiredPlatforms?: 'hold' | 'migrate';
  readonly differences: readonly unknown[];
  readonly notes?: readonly string[];
  readonly unknown?: readonly string[];
}

const on = (platformIdentifier: string | undefined, version: string | undefined) => ({
  platformIdentifier,
  minimumInstanceMetadataServiceVersion: version,
});

const CASES: Readonly<Record<string, Case>> = {
  'version 2': { have: on('notebook-al2023-v1', '2'), differences: [] },
  'version 1': { have: on('notebook-al2023-v1', '1'), differences: [IMDS('1')] },
  'no version at all, which is 1': { have: on('notebook-al2023-v1', undefined), differences: [IMDS(undefined)] },
  'a version that nobody knows': {
    have: on('notebook-al2023-v1', '3'),
    differences: [],
    unknown: ['ImdsVersionUnknown'],
  },
  'a version spelled otherwise': {
    have: on('notebook-al2023-v1', 'v2'),
    differences: [],
    unknown: ['ImdsVersionUnknown'],
  },
  'a retired platform that is to stay': {
    have: on('notebook-al2-v3', '1'),
    differences: [IMDS('1')],
    notes: ['PlatformRetired'],
  },
  'a retired platform that is to move': {
    have: on('notebook-al2-v1', '1'),
    retiredPlatforms: 'migrate',
    differences: [IMDS('1'), MOVE('notebook-al2-v1')],
    notes: ['PlatformRetired'],
  },
  'AL1, which has no way in place': {
    have: on('notebook-al1-v1', '1'),
    retiredPlatforms: 'migrate',
    differences: [IMDS('1')],
    notes: ['PlatformRetired'],
  },
  'a retired platform on version 2, which is no reason to move': {
    have: on('notebook-al2-v2', '2'),
    retiredPlatforms: 'migrate',
    differences: [],
    notes: ['PlatformRetired'],
  },
  'a platform that nobody knows': {
    have: on('notebook-al2023-v2', '1'),
    retiredPlatforms: 'migrate',
    differences: [IMDS('1')],
  },
  'a platform that is not told': { have: on(undefined, '1'), retiredPlatforms: 'migrate', differences: [IMDS('1')] },
};

describe('NotebookImds', () => {
  it.each(Object.entries(CASES))(
    'judges %s',
    (_name, { have, retiredPlatforms = 'hold', differences, notes, unknown }) => {
      const want = { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms } as const;
      const verdict = judgeNotebookImds(want, notebook({ configuration: configured(have) }));
      expect(verdict).toMatchObject({ applicable: true, differences });
      expect(verdict.applicable && verdict.notes.map(({ reason }) => reason)).toEqual(notes ?? []);
      expect(verdict.applicable && verdict.unknown.map(({ reason }) => reason)).toEqual(unknown ?? []);
    },
  );

  it.each(['InService', 'Stopped', 'Failed', 'Pending', 'Updating', 'InMaintenance', 'Hibernating'])(
    'applies in status %s',
    (status) => {
      const want = { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms: 'hold' } as const;
      expect(judgeNotebookImds(want, notebook({ status })).applicable).toBe(true);
    },
  );

  it('does not apply to what is being deleted', () => {
    const want = { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms: 'hold' } as const;
    expect(judgeNotebookImds(want, notebook({ status: 'Deleting' }))).toMatchObject({ applicable: false });
  });
});
