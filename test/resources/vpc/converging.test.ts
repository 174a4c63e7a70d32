/**
 * Step by step to the end, whatever is lost, late or edited on the way: ours is in every document, what others wrote is still
 * there, and nothing was made twice.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_ENDPOINT_DOCUMENT, FULL_ACCESS } from '../../../src/model/iam-document-endpoint.ts';
import { changesTowards } from '../../../src/model/iam-document-merge.ts';
import { statementKey } from '../../../src/model/iam-document-meaning.ts';
import type { NamedStatement } from '../../../src/model/iam-document-merge.ts';
import type { WrittenDocument, WrittenStatement } from '../../../src/model/iam-document.ts';
import type { SentCall } from '../../../src/model/resource.ts';
import type { Difference } from '../../../src/model/verdict.ts';
import { isWithin } from '../../../src/plan/admit.ts';
import { nextStep } from '../../../src/resources/vpc/converge.ts';
import { MISSING_ENDPOINT, endpointPath, selfReferencePath } from '../../../src/resources/vpc/shape.ts';
import type { Vpc } from '../../../src/resources/vpc/shape.ts';
import { NOW, sentCall, stepContext } from './ec2.ts';
import { LateEc2, truth } from './late-ec2.ts';
import type { Fate } from './late-ec2.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Steps that any of these runs may take to its end. */
const MAX_STEPS = 1_000;

const deny = (name: string): NamedStatement => ({
  Sid: name,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${name.toLowerCase()}/*`,
});
const OURS = [deny('SagekeeperA'), deny('SagekeeperB')];

/** As policies would say it. */
function differencesOf(vpc: Vpc): readonly Difference[] {
  const found: Difference[] = [];
  const add = (path: string, present: WrittenDocument): void => {
    for (const change of changesTowards(present, OURS, 'keep'))
      found.push({ ...change, path: `${path}${change.path}` });
  };
  for (const { id, document } of vpc.endpoints)
    if (document.is === 'document') add(endpointPath(id), document.document);
  if (vpc.endpoints.length === 0) {
    const want = { serviceName: 'com.amazonaws.eu-central-1.s3', routeTableIds: ['rtb-1'] };
    found.push({ path: MISSING_ENDPOINT, have: undefined, want });
    add(MISSING_ENDPOINT, DEFAULT_ENDPOINT_DOCUMENT);
  }
  const selfReferenced = vpc.jobNetworks?.selfReferenced;
  if (Array.isArray(selfReferenced) && selfReferenced.length === 0)
    found.push({ path: selfReferencePath('sg-1'), have: undefined, want: true });
  return found;
}

interface Happening {
  readonly what: 'nothing' | 'crash' | 'edit' | 'ours away';
  readonly endpoint: number;
  readonly afterMs: number;
  readonly fate: Fate;
  readonly showsAfterMs: number;
}
const CALM: Happening = { what: 'nothing', endpoint: 0, afterMs: 0, fate: 'done', showsAfterMs: 0 };

/** What a process remembers, and a crash takes. */
class Driver {
  readonly ec2: LateEc2;
  now: number;
  #sent: readonly SentCall[] = [];
  #refusals: readonly { readonly paths: readonly string[]; readonly until: number }[] = [];

  constructor(ec2: LateEc2, now: number) {
    this.ec2 = ec2;
    this.now = now;
  }

  crash(): void {
    this.#sent = [];
    this.#refusals = [];
  }

  /** One look; whether something was sent or waited for. */
  look({ fate, showsAfterMs }: Happening): boolean {
    const vpc = this.ec2.read(this.now);
    const refused = this.#refusals.filter(({ until }) => until > this.now);
    const differences = differencesOf(vpc).filter(({ path }) => !refused.some(({ paths }) => isWithin(path, paths)));
    const step = nextStep(vpc, differences, stepContext(this.now, this.#sent));
    if (step.step === 'wait') this.now += step.recheckAfterMs;
    if (step.step !== 'call') return step.step === 'wait';
    if (step.unmet !== undefined) throw new Error(step.unmet.why);
    const { call, about = '', mends = [] } = step;
    const outcome = this.ec2.send(call, { fate, at: this.now, showsAt: this.now + showsAfterMs });
    this.now += 1;
    this.#sent = [...this.#sent, sentCall(call.operation, about, { at: this.now, outcome })];
    if (outcome === 'invalid') this.#refusals = [...refused, { paths: mends, until: this.now + HOUR_MS }];
    return true;
  }
}

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom('nothing', 'nothing', 'crash', 'edit', 'ours away'),
  endpoint: fc.nat(2),
  afterMs: fc.nat(3 * MINUTE_MS),
  fate: fc.constantFrom('done', 'done', 'lost', 'never arrived', 'throttled'),
  showsAfterMs: fc.nat(4 * MINUTE_MS),
});
const documents = fc.array(
  fc.constantFrom<WrittenDocument>(
    DEFAULT_ENDPOINT_DOCUMENT,
    { Version: '2012-10-17', Statement: [{ ...FULL_ACCESS, Sid: 'Theirs' }, deny('Other')] },
    { Version: '2012-10-17', Statement: [FULL_ACCESS, { ...deny('SagekeeperA'), Action: 's3:*' }] },
  ),
  { maxLength: 3 },
);

describe('what somebody undoes time and again', () => {
  const vpc = new LateEc2([DEFAULT_ENDPOINT_DOCUMENT, DEFAULT_ENDPOINT_DOCUMENT]).read(NOW);
  const sent = (about: string, hoursAgo: number, more: Partial<SentCall> = {}): SentCall =>
    sentCall('ModifyVpcEndpoint', about, { at: NOW - hoursAgo * HOUR_MS, ...more });

  it.each<[string, readonly SentCall[], string]>([
    ['nothing was sent', [], 'vpce-1'],
    ['the other was never sent', [sent('vpce-1', 1)], 'vpce-2'],
    ['both were sent as often', [sent('vpce-1', 1), sent('vpce-2', 2)], 'vpce-1'],
    ['the other was sent more often', [sent('vpce-1', 1), sent('vpce-2', 2), sent('vpce-2', 3)], 'vpce-1'],
    ['it may have been done', [sent('vpce-1', 1, { outcome: 'ambiguous' })], 'vpce-2'],
    ['it was not done', [sent('vpce-1', 1, { outcome: 'throttled' })], 'vpce-1'],
    ['it was long ago', [sent('vpce-1', 24)], 'vpce-1'],
    ['it was about something else', [sent('vpce-1', 1, { operation: 'CreateVpcEndpoint' })], 'vpce-1'],
  ])('comes after what was mended less often today: %s', (_what, calls, about) => {
    const differences = differencesOf(vpc).filter(({ path }) => path.startsWith('/endpoints/'));
    expect(nextStep(vpc, differences, stepContext(NOW, calls))).toMatchObject({ step: 'call', about });
  });
});

describe('a VPC on its way', () => {
  it('ends with ours in it, theirs kept, and nothing made twice', () => {
    fc.assert(
      fc.property(documents, fc.array(happening, { maxLength: 40 }), fc.nat(24 * HOUR_MS), (before, events, hour) => {
        const ec2 = new LateEc2(before);
        const driver = new Driver(ec2, NOW + hour);
        const theirs: (readonly [endpoint: string, statement: WrittenStatement])[] = [];
        let disturbances = 0;
        for (const [index, event] of events.entries()) {
          driver.now += event.afterMs;
          const target = ec2.endpoints[event.endpoint % Math.max(1, ec2.endpoints.length)];
          if (event.what === 'crash') driver.crash();
          if (event.what === 'edit' && target !== undefined) {
            const statement = deny(`Foreign${index}`);
            ec2.edit(event.endpoint, driver.now, statement);
            theirs.push([target.id, statement]);
          }
          if (event.what === 'ours away') ec2.edit(event.endpoint, driver.now, 'ours away');
          if (event.what !== 'nothing' || event.fate !== 'done') disturbances += 1;
          driver.look(event);
        }
        let steps = 0;
        while (driver.look(CALM) && steps < MAX_STEPS) steps += 1;
        driver.now += HOUR_MS;
        while (driver.look(CALM) && steps < MAX_STEPS) steps += 1;
        expect(steps).toBeLessThan(MAX_STEPS);
        expect(differencesOf(ec2.read(driver.now))).toEqual([]);
        expect(ec2.endpoints).toHaveLength(Math.max(1, before.length));
        for (const [index, stored] of ec2.endpoints.entries()) {
          const keys = (truth(stored)?.Statement ?? []).map((statement) => statementKey(statement));
          const foreign = (before[index]?.Statement ?? [FULL_ACCESS]).filter(({ Sid }) => Sid !== 'SagekeeperA');
          const added = theirs.filter(([id]) => id === stored.id).map(([, statement]) => statement);
          const wanted = [...foreign, ...added, ...OURS].map((statement) => statementKey(statement));
          expect(keys.toSorted()).toEqual(wanted.toSorted());
        }
        const wishes = ec2.sent.filter(({ call }) => call.operation === 'CreateVpcEndpoint');
        const days = new Set(wishes.map(({ at }) => Math.floor(at / (24 * HOUR_MS))));
        expect(new Set(wishes.map(({ call }) => call.input['ClientToken'])).size).toBe(days.size);
        // Without crashes, losses and edits each thing is done once; each of those costs one more of each at the most.
        const things = ec2.endpoints.length + 1;
        expect(ec2.sent.length).toBeLessThanOrEqual(things + disturbances * things);
      }),
      { verbose: true, numRuns: 500 },
    );
  });
});
