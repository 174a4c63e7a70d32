/**
 * What the service's model says of an operation's members, as far as a wrong request can be told by it, and the refusals that
 * follow. Unknown members are ignored, as AWS's JSON services do.
 */

export type Input = Readonly<Record<string, unknown>>;

interface Rule {
  readonly type: 'string' | 'number' | 'boolean' | 'list' | 'structure';
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
}

export type Members = Readonly<Record<string, Rule>>;

export function text(rule: Omit<Rule, 'type'> = {}): Rule {
  return { type: 'string', ...rule };
}

export function oneOf(...values: readonly string[]): Rule {
  return { type: 'string', values };
}

export function whole(min: number, max: number): Rule {
  return { type: 'number', min, max };
}

export function list(rule: Omit<Rule, 'type'> = {}): Rule {
  return { type: 'list', ...rule };
}

export function moment(): Rule {
  return { type: 'number' };
}

export function flag(): Rule {
  return { type: 'boolean' };
}

export function structure(rule: Omit<Rule, 'type'> = {}): Rule {
  return { type: 'structure', ...rule };
}

/** What is wrong with the input in AWS's words; undefined when nothing is. */
export function faultOf(members: Members, input: Input): string | undefined {
  const complaints: string[] = [];
  for (const [member, rule] of Object.entries(members)) {
    const complaint = complaintOf(lowerFirst(member), rule, input[member] ?? undefined);
    if (complaint !== undefined) {
      complaints.push(complaint);
    }
  }
  if (complaints.length === 0) {
    return undefined;
  }
  const errors = complaints.length === 1 ? '1 validation error' : `${complaints.length} validation errors`;
  return `${errors} detected: ${complaints.join('; ')}`;
}

export function str(input: Input, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' ? value : undefined;
}

export function num(input: Input, member: string): number | undefined {
  const value = input[member];
  return typeof value === 'number' ? value : undefined;
}

/** The strings of a list; anything else in it is left out. */
export function strings(input: Input, member: string): readonly string[] | undefined {
  const value: unknown = input[member];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;
}

/** The structures of a list; anything else in it is left out. */
export function structures(input: Input, member: string): readonly Input[] {
  const value: unknown = input[member];
  return Array.isArray(value)
    ? value.filter((item): item is Input => typeof item === 'object' && item !== null && !Array.isArray(item))
    : [];
}

export function nested(input: Input, member: string): Input | undefined {
  const value: unknown = input[member];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Input) : undefined;
}

function complaintOf(member: string, rule: Rule, value: unknown): string | undefined {
  if (value === undefined) {
    return rule.required === true
      ? `Value null at '${member}' failed to satisfy constraint: Member must not be null`
      : undefined;
  }
  const constraint = constraintOf(rule, value);
  if (constraint === undefined) {
    return undefined;
  }
  const shown = typeof value === 'string' || typeof value === 'number' ? `${value}` : JSON.stringify(value);
  return `Value '${shown.slice(0, 200)}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;
}

function constraintOf(rule: Rule, value: unknown): string | undefined {
  const type = Array.isArray(value) ? 'list' : value !== null && typeof value === 'object' ? 'structure' : typeof value;
  if (type !== rule.type) {
    return `be a ${rule.type}`;
  }
  const measure =
    typeof value === 'number' ? value : typeof value === 'string' || Array.isArray(value) ? value.length : 0;
  const what = rule.type === 'number' ? 'value' : 'length';
  if (rule.max !== undefined && measure > rule.max) {
    return `have ${what} less than or equal to ${rule.max}`;
  }
  if (rule.min !== undefined && measure < rule.min) {
    return `have ${what} greater than or equal to ${rule.min}`;
  }
  if (rule.type === 'number' && rule.max !== undefined && !Number.isInteger(value)) {
    return 'be an integer';
  }
  if (typeof value === 'string' && rule.values !== undefined && !rule.values.includes(value)) {
    return `satisfy enum value set: [${rule.values.join(', ')}]`;
  }
  if (typeof value === 'string' && rule.pattern !== undefined && !rule.pattern.test(value)) {
    return `satisfy regular expression pattern: ${rule.pattern.source}`;
  }
  return undefined;
}

function lowerFirst(member: string): string {
  return member.slice(0, 1).toLowerCase() + member.slice(1);
}
