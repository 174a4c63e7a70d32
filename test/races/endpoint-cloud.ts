/**
 * A few VPCs as EC2's reference describes them, and no more of EC2 than that: the last writer wins, a reading may be minutes old and is
 * spelled in EC2's own way, a client's token makes one endpoint. Written from the documentation, and from nothing of ours.
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
import { TransportFailure } from '../../src/aws/transport.ts';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface VpcSpec {
  /** `a` stands for vpc-a, subnet-a and rtb-a. */
  readonly name: string;
  /** Network interfaces of other people. */
  readonly neighbours?: number;
  readonly endpoints: readonly EndpointSpec[];
}

export interface EndpointSpec {
  readonly id: string;
  readonly type?: 'Gateway' | 'Interface';
  readonly document: string;
  readonly requesterManaged?: boolean;
}

interface Endpoint {
  readonly id: string;
  readonly vpc: string;
  readonly type: string;
  readonly requesterManaged: boolean;
  readonly routeTableIds: readonly string[];
  readonly tags: readonly unknown[];
  readonly token: unknown;
  readonly parameters: string;
  /** Oldest first; the first is when it was made. */
  readonly history: { readonly at: number; readonly text: string; readonly by: 'owner' | 'us' }[];
}

type Input = Readonly<Record<string, unknown>>;

export const DEFAULT_DOCUMENT = documentOf([{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }]);

export function documentOf(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export class Ec2Model {
  readonly endpoints: Endpoint[] = [];
  /** Every request for a new endpoint, whatever became of it. */
  readonly wishes: { readonly vpc: string; readonly token: unknown }[] = [];
  readonly #vpcs: readonly VpcSpec[];
  readonly #account: string;
  readonly #region: string;
  #spelled = 0;

  constructor(vpcs: readonly VpcSpec[], account: string, region: string) {
    [this.#vpcs, this.#account, this.#region] = [vpcs, account, region];
    for (const { name, endpoints } of vpcs) {
      for (const { id, type = 'Gateway', document, requesterManaged = false } of endpoints) {
        const history = [{ at: -Infinity, text: document, by: 'owner' as const }];
        const routeTableIds = type === 'Gateway' ? [`rtb-${name}`] : [];
        const rest = { requesterManaged, routeTableIds, tags: [], token: undefined, parameters: '', history };
        this.endpoints.push({ id, vpc: `vpc-${name}`, type, ...rest });
      }
    }
  }

  /** @param asOf how old what is read may be; writes know the truth. Throws what EC2 refuses. */
  call(operation: string, input: Input, now: number, asOf: number): unknown {
    switch (operation) {
      case 'DescribeVpcEndpoints':
        return { VpcEndpoints: this.#seen(asOf).filter((one) => passes(one, input, 'VpcEndpointId')) };
      case 'DescribeVpcs':
        return { Vpcs: this.#vpcs.map(({ name }) => this.#vpc(name)).filter((one) => passes(one, input, 'VpcId')) };
      case 'DescribeSubnets':
        return {
          Subnets: this.#vpcs.map(({ name }) => this.#subnet(name)).filter((one) => passes(one, input, 'SubnetId')),
        };
      case 'DescribeRouteTables':
        return {
          RouteTables: this.#vpcs
            .map(({ name }) => this.#table(name))
            .filter((one) => passes(one, input, 'RouteTableId')),
        };
      case 'DescribeNetworkInterfaces':
        return { NetworkInterfaces: this.#interfaces().filter((one) => passes(one, input, 'NetworkInterfaceId')) };
      case 'ModifyVpcEndpoint':
        return this.#modify(input, now);
      case 'CreateVpcEndpoint':
        return this.#create(input, now);
      default:
        throw new Error(`the model knows no ${operation}`);
    }
  }

  text(id: string): string {
    return this.#find(id)?.history.at(-1)?.text ?? '';
  }

  /** An owner stores a document, whatever it is. */
  store(id: string, text: string, now: number): void {
    this.#find(id)?.history.push({ at: now, text, by: 'owner' });
  }

  #find(id: string): Endpoint | undefined {
    return this.endpoints.find((one) => one.id === id);
  }

  #seen(asOf: number): readonly Input[] {
    return this.endpoints.flatMap((endpoint) => {
      const { id, vpc, type, requesterManaged, routeTableIds, tags, history } = endpoint;
      const version = history.findLast(({ at }) => at <= asOf);
      if (version === undefined) return [];
      return [
        {
          VpcEndpointId: id,
          VpcEndpointType: type,
          VpcId: vpc,
          ServiceName: `com.amazonaws.${this.#region}.s3`,
          State: 'available',
          PolicyDocument: respelled(version.text, (this.#spelled += 1)),
          RouteTableIds: routeTableIds,
          SubnetIds: type === 'Interface' ? [`subnet-${vpc.slice(4)}`] : [],
          PrivateDnsEnabled: false,
          RequesterManaged: requesterManaged,
          OwnerId: this.#account,
          Tags: tags,
        },
      ];
    });
  }

  #vpc(name: string): Input {
    return { VpcId: `vpc-${name}`, OwnerId: this.#account, State: 'available', IsDefault: false, Tags: [] };
  }

  #subnet(name: string): Input {
    const place = { VpcId: `vpc-${name}`, OwnerId: this.#account, State: 'available' };
    return { SubnetId: `subnet-${name}`, ...place, AvailableIpAddressCount: 200, Tags: [] };
  }

  #table(name: string): Input {
    const association = { Main: true, RouteTableId: `rtb-${name}`, AssociationState: { State: 'associated' } };
    const routes = [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }];
    const place = { VpcId: `vpc-${name}`, OwnerId: this.#account };
    return { RouteTableId: `rtb-${name}`, ...place, Associations: [association], Routes: routes, Tags: [] };
  }

  #interfaces(): readonly Input[] {
    return this.#vpcs.flatMap(({ name, neighbours = 0 }) =>
      Array.from({ length: neighbours }, (_, index) => ({
        NetworkInterfaceId: `eni-${name}-${index}`,
        VpcId: `vpc-${name}`,
        SubnetId: `subnet-${name}`,
        OwnerId: this.#account,
        InterfaceType: 'interface',
        Description: '',
        RequesterManaged: false,
        Status: 'in-use',
        Attachment: { InstanceId: `i-${index}`, InstanceOwnerId: this.#account, Status: 'attached' },
      })),
    );
  }

  #modify({ VpcEndpointId: id, PolicyDocument: text, ...others }: Input, now: number): unknown {
    if (Object.keys(others).length > 0) throw refused('UnknownParameter', Object.keys(others).join(', '));
    const endpoint = this.#find(String(id));
    if (endpoint === undefined)
      throw refused('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${String(id)}' does not exist`);
    endpoint.history.push({ at: now, text: checked(text), by: 'us' });
    return { Return: true };
  }

  #create({ ClientToken: token, ...input }: Input, now: number): unknown {
    const parameters = JSON.stringify(input);
    this.wishes.push({ vpc: String(input['VpcId']), token });
    const before = this.endpoints.find((one) => token !== undefined && one.token === token);
    if (before !== undefined && before.parameters !== parameters)
      throw refused('IdempotentParameterMismatch', 'The client token was used with other parameters');
    if (before !== undefined)
      return { VpcEndpoint: { VpcEndpointId: before.id, VpcId: before.vpc }, ClientToken: token };
    const [vpc, routeTableIds] = [String(input['VpcId']), input['RouteTableIds'] as readonly string[]];
    const taken = this.endpoints.some((one) => one.routeTableIds.some((table) => routeTableIds.includes(table)));
    if (taken) throw refused('RouteAlreadyExists', 'the route table already has a route to the service');
    const id = `vpce-made-${this.endpoints.length}`;
    const tags = (input['TagSpecifications'] as readonly { readonly Tags?: readonly unknown[] }[] | undefined) ?? [];
    const history = [{ at: now, text: checked(input['PolicyDocument']), by: 'us' as const }];
    const rest = { requesterManaged: false, routeTableIds, tags: tags.flatMap(({ Tags }) => Tags ?? []), history };
    this.endpoints.push({
      id,
      vpc,
      type: 'Gateway',
      token,
      parameters,
      ...rest,
    });
    return { VpcEndpoint: { VpcEndpointId: id, VpcId: vpc, VpcEndpointType: 'Gateway' }, ClientToken: token };
  }
}

export function refused(code: string, message: string, status = 400): TransportFailure {
  return new TransportFailure({ code, message, status, delivery: 'answered' });
}

function checked(text: unknown): string {
  if (typeof text !== 'string' || text.length > 20_480) throw refused('InvalidParameter', 'the document');
  JSON.parse(text);
  return text;
}

/** Filters and ids, as far as they are about what the model has. */
function passes(one: Input, input: Input, id: string): boolean {
  const ids = input[`${id}s`];
  const filters = (input['Filters'] ?? []) as readonly { readonly Name: string; readonly Values: readonly string[] }[];
  const values: Readonly<Record<string, unknown>> = {
    'vpc-id': one['VpcId'],
    'vpc-endpoint-id': one['VpcEndpointId'],
    'service-name': one['ServiceName'],
    'subnet-id': one['SubnetId'],
    'owner-id': one['OwnerId'],
    state: one['State'],
  };
  if (Array.isArray(ids) && !ids.includes(one[id])) return false;
  return filters.every(({ Name: name, Values: wanted }) => {
    if (!Object.hasOwn(values, name)) throw refused('InvalidParameterValue', `The filter '${name}' is invalid`);
    return wanted.includes(String(values[name]));
  });
}

/** The same document in other words, each time in others: order, lists of one, everybody. What is no document stays. */
function respelled(text: string, turn: number): string {
  const document = parsed(text);
  if (document === undefined) return text;
  const shift = turn % document.Statement.length;
  const statements = [...document.Statement.slice(shift), ...document.Statement.slice(0, shift)];
  const list = (value: string | readonly string[]): unknown => {
    const values = [value].flat();
    return values.length === 1 && turn % 2 === 0 ? values[0] : values.toReversed();
  };
  const spelled = statements.map(({ Action: action, Resource: resource, Principal: principal, ...rest }) => ({
    ...rest,
    Resource: list(resource),
    Action: list(action),
    Principal: JSON.stringify(principal).includes('"*"') ? (turn % 3 === 0 ? { AWS: '*' } : '*') : principal,
  }));
  return JSON.stringify({ Statement: spelled, Version: document.Version });
}

/** Undefined: it is no document. */
export function parsed(
  text: string,
): { readonly Version?: string; readonly Statement: readonly Statement[] } | undefined {
  try {
    const document = JSON.parse(text) as { readonly Statement?: unknown };
    return Array.isArray(document.Statement) ? (document as never) : undefined;
  } catch {
    return undefined;
  }
}

/** What a statement means, as far as these tests spell it differently. */
export function meaning({ Sid: sid, Effect: effect, Principal: principal, ...rest }: Statement): string {
  const set = (value: string | readonly string[]): readonly string[] => [...new Set([value].flat())].toSorted();
  const who = JSON.stringify(principal).includes('"*"') ? '*' : principal;
  const [actions, resources] = [set(rest.Action).map((one) => one.toLowerCase()), set(rest.Resource)];
  return JSON.stringify([sid, effect, who, actions, resources, rest.Condition ?? {}]);
}
