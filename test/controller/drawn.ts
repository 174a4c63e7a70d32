/**
 * Worlds and desired states by chance, as fast-check draws them, and one that is always tried.
 */
import fc from 'fast-check';
import type { Policy } from '../../src/model/desired-state.ts';
import { EVERYWHERE } from '../../src/model/scope.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { NotebookSeed } from '../../src/simulator/world-shape.ts';
import { policy } from '../crash/situations.ts';

export const REGIONS = ['eu-central-1', 'us-east-1'];
export const ACCOUNTS = ['111122223333', '012345678901', '444455556666'];

export interface Drawn {
  readonly notebooks: readonly (Omit<NotebookSeed, 'name'> & { readonly account: string })[];
  readonly policies: readonly Policy[];
  /** The notebook of this number is excused from this policy. */
  readonly excused: { readonly notebook: number; readonly policy: string } | undefined;
  /** Shares of requests that are lost on the way out, and on the way back. */
  readonly dropped: number;
  readonly lost: number;
  /** Milliseconds after the start at which the process dies, and at which everything is frozen for ten minutes. */
  readonly crashAt: number | undefined;
  readonly freezeAt: number | undefined;
  readonly seed: number;
}

const RUNNING = ['InService', 'InService'] as const;

const notebooks = fc.record({
  // Most of them share an account, so that they get into each other's budgets.
  account: fc.constantFrom(ACCOUNTS[1] ?? '', ACCOUNTS[1] ?? '', ...ACCOUNTS),
  region: fc.constantFrom(...REGIONS),
  status: fc.constantFrom(...RUNNING, ...RUNNING, 'Stopped' as const, 'Failed' as const),
  imds: fc.constantFrom('1' as const, '1' as const, '2' as const, undefined),
  rootAccess: fc.constantFrom('Enabled' as const, 'Disabled' as const),
  platform: fc.constantFrom('notebook-al2023-v1', 'notebook-al2023-v1', 'notebook-al2-v3', 'notebook-al1-v1'),
});

const scopes: fc.Arbitrary<Scope> = fc.constantFrom<Scope>(
  EVERYWHERE,
  { ...EVERYWHERE, exclude: [{ by: 'account', account: ACCOUNTS[0] ?? '' }] },
  { ...EVERYWHERE, include: [{ by: 'account', account: ACCOUNTS[1] ?? '' }] },
  { ...EVERYWHERE, regions: ['us-east-1'] },
);

const policies: fc.Arbitrary<readonly Policy[]> = fc
  .record({
    scope: scopes,
    imds: fc.constantFrom('enforce' as const, 'enforce' as const, 'audit' as const),
    root: fc.constantFrom('enforce' as const, 'audit' as const, undefined),
    retiredPlatforms: fc.constantFrom('hold', 'migrate'),
    budgets: fc.constantFrom<Policy['disruption']['budgets']>(
      [{ per: 'account', max: { count: 1 } }],
      [
        { per: 'account', max: { count: 2 } },
        { per: 'organization', max: { count: 2 } },
      ],
      [{ per: 'organization', max: { percent: 34 } }],
      [],
    ),
  })
  .map(({ scope, imds, root, retiredPlatforms, budgets }) => {
    const disruption = { windows: 'anyTime' as const, budgets, haltAbove: 100 };
    const versions = { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms };
    const first = policy('imds', 'NotebookImds', versions, { scope, mode: imds, disruption });
    if (root === undefined) return [first];
    return [
      first,
      policy('no-root', 'NotebookHardening', { rootAccess: 'Disabled' }, { scope, mode: root, disruption }),
    ];
  });

export const drawn: fc.Arbitrary<Drawn> = fc.record({
  notebooks: fc.array(notebooks, { minLength: 1, maxLength: 7 }),
  policies,
  excused: fc.option(fc.record({ notebook: fc.nat(6), policy: fc.constantFrom('imds', 'no-root') }), {
    nil: undefined,
  }),
  dropped: fc.constantFrom(0, 0, 0.05),
  lost: fc.constantFrom(0, 0, 0.05),
  crashAt: fc.option(fc.integer({ min: 100, max: 60_000 }), { nil: undefined }),
  freezeAt: fc.option(fc.integer({ min: 100, max: 60_000 }), { nil: undefined }),
  seed: fc.nat(),
});

/**
 * Four running notebooks of one account in two regions, of which one at a time may be disturbed, and a process that dies in the
 * middle of the first: what chance may not find is always tried.
 */
export const CROWDED: Drawn = {
  notebooks: [0, 1, 2, 3].map((index) => ({
    account: ACCOUNTS[1] ?? '',
    region: REGIONS[index % 2] ?? '',
    status: 'InService',
    imds: '1',
  })),
  policies: [
    policy(
      'imds',
      'NotebookImds',
      { minimumInstanceMetadataServiceVersion: '2', retiredPlatforms: 'hold' },
      { disruption: { windows: 'anyTime', budgets: [{ per: 'account', max: { count: 1 } }], haltAbove: 100 } },
    ),
  ],
  excused: undefined,
  dropped: 0,
  lost: 0,
  crashAt: 2_000,
  freezeAt: undefined,
  seed: 1,
};
