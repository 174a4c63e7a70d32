/**
 * Two VPCs in an EC2 that shows what we wrote only later, and may lose an answer whether or not it did what was asked. What others
 * write shows at once: nobody could keep what no reading shows.
 */
import { withChanges } from '../../../src/model/iam-document-merge.ts';
import type { WrittenDocument, WrittenStatement } from '../../../src/model/iam-document.ts';
import type { AwsCall, SentCall } from '../../../src/model/resource.ts';
import type { Vpc } from '../../../src/resources/vpc/shape.ts';
import { endpointOf, vpcOf } from './readings.ts';

/** What becomes of a request: done, done and not told, not done and not told, turned away. */
export type Fate = 'done' | 'lost' | 'never arrived' | 'throttled';

interface Delivery {
  readonly fate: Fate;
  readonly at: number;
  readonly showsAt: number;
}

interface Version {
  readonly document: WrittenDocument;
  readonly showsAt: number;
}

interface Stored {
  readonly id: string;
  readonly token: string | undefined;
  readonly routeTables: readonly string[];
  readonly versions: Version[];
}

export class LateEc2 {
  readonly endpoints: Stored[] = [];
  readonly sent: { readonly call: AwsCall; readonly at: number }[] = [];
  readonly ruleSince: number[] = [];
  #made = 0;

  constructor(documents: readonly WrittenDocument[]) {
    for (const document of documents) this.#make(document, 0, undefined, ['rtb-0']);
  }

  read(now: number): Vpc {
    const shown = this.endpoints.flatMap(({ id, versions }) => {
      const document = versions.findLast(({ showsAt }) => showsAt <= now)?.document;
      return document === undefined ? [] : [endpointOf({ id }, document)];
    });
    const selfReferenced = this.ruleSince.some((at) => at <= now) ? ['sg-1'] : [];
    const jobNetworks = { dnsSupport: true, dnsHostnames: true, flowLogs: true, selfReferenced };
    return vpcOf(shown, { observedAt: now, jobNetworks });
  }

  /** The outcome as whoever sent it remembers it. */
  send(call: AwsCall, { fate, at, showsAt }: Delivery): SentCall['outcome'] {
    this.sent.push({ call, at });
    if (fate === 'throttled') return 'throttled';
    if (fate === 'never arrived') return 'ambiguous';
    const isDone = this.#carryOut(call, showsAt);
    if (fate === 'lost') return 'ambiguous';
    return isDone ? 'accepted' : 'invalid';
  }

  /** Somebody adds a statement to what is stored, or takes ours out of it. */
  edit(at: number, now: number, statement: WrittenStatement | 'ours away'): void {
    const stored = this.endpoints[at % Math.max(1, this.endpoints.length)];
    const before = stored && truth(stored);
    if (stored === undefined || before === undefined) return;
    const document =
      statement === 'ours away'
        ? { ...before, Statement: before.Statement.filter(({ Sid }) => Sid?.startsWith('Sagekeeper') !== true) }
        : withChanges(before, [{ path: `/statements/${statement.Sid ?? ''}`, want: statement }]);
    stored.versions.push({ document, showsAt: now });
  }

  #carryOut({ operation, input }: AwsCall, showsAt: number): boolean {
    const text = input['PolicyDocument'];
    const document = typeof text === 'string' ? (JSON.parse(text) as WrittenDocument) : undefined;
    if (operation === 'AuthorizeSecurityGroupIngress') this.ruleSince.push(showsAt);
    if (operation === 'ModifyVpcEndpoint' && document !== undefined)
      this.endpoints.find(({ id }) => id === input['VpcEndpointId'])?.versions.push({ document, showsAt });
    if (operation !== 'CreateVpcEndpoint' || document === undefined) return true;
    const [token, tables] = [input['ClientToken'] as string, input['RouteTableIds'] as readonly string[]];
    if (this.endpoints.some((one) => one.token === token)) return true;
    // A route table leads to one gateway endpoint of a service at most.
    if (this.endpoints.some(({ routeTables }) => routeTables.some((id) => tables.includes(id)))) return false;
    this.#make(document, showsAt, token, tables);
    return true;
  }

  #make(document: WrittenDocument, showsAt: number, token: string | undefined, routeTables: readonly string[]): void {
    this.#made += 1;
    const versions = [{ document, showsAt }];
    this.endpoints.push({ id: `vpce-${this.#made}`, token, routeTables, versions });
  }
}

export function truth({ versions }: Stored): WrittenDocument | undefined {
  return versions.at(-1)?.document;
}
