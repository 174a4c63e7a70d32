/**
 * Networks as people write them in a world's YAML. Strict, like the rest of it.
 */
import { z } from 'zod';
import type { VpcSeed } from './ec2-seed.ts';
import type { Json } from './world-shape.ts';

const MAX_PARTS = 2_000;

const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[a-z0-9-]{1,60}$`), `an id looks like ${prefix}-1a2b3c`);
const account = z.string().regex(/^\d{12}$/, 'an account id is twelve digits, in quotes');
const tags = z.record(z.string(), z.string()).optional();
const flag = z.boolean().optional();
const text = z.string().optional();
const names = z.array(z.string()).max(MAX_PARTS).optional();
const port = z.int().min(-1).max(65_535).optional();
const json = z.json() as z.ZodType<Json>;

export const ruleSchema = z.strictObject({
  egress: flag,
  protocol: text,
  fromPort: port,
  toPort: port,
  group: text,
  cidr: text,
});

/** Without its id, which stands elsewhere where people make one. */
export const endpointSchema = z.strictObject({
  service: text,
  type: z.enum(['Gateway', 'Interface']).optional(),
  state: text,
  policy: json.optional(),
  routeTables: names,
  subnets: names,
  groups: names,
  privateDns: flag,
  requesterManaged: flag,
  owner: account.optional(),
  tags,
  createdAt: z.iso.datetime({ offset: true }).optional(),
});

export const interfaceSchema = z.strictObject({
  id: id('eni'),
  subnet: id('subnet'),
  type: text,
  description: text,
  owner: account.optional(),
  requester: text,
  requesterManaged: flag,
  groups: names,
  instance: text,
  instanceOwner: text,
});

export const vpcSchema = z.strictObject({
  id: id('vpc'),
  region: z.string(),
  cidr: text,
  default: flag,
  dnsSupport: flag,
  dnsHostnames: flag,
  tags,
  sharedWith: z.array(account).optional(),
  subnets: parts({
    id: id('subnet'),
    cidr: text,
    availabilityZone: text,
    freeAddresses: z.int().min(0).max(65_536).optional(),
    routeTable: id('rtb').optional(),
    tags,
  }),
  routeTables: parts({ id: id('rtb'), main: flag, routes: z.record(z.string(), z.string()).optional() }),
  securityGroups: parts({ id: id('sg'), name: text, rules: z.array(ruleSchema).max(MAX_PARTS).optional(), tags }),
  networkInterfaces: parts(interfaceSchema.shape),
  flowLogs: parts({ id: id('fl'), resource: text, status: text }),
  endpoints: parts({ id: id('vpce'), ...endpointSchema.shape }),
}) satisfies z.ZodType<VpcSeed>;

function parts<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.array(z.strictObject(shape)).max(MAX_PARTS).optional();
}
