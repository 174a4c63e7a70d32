/**
 * An expression may stand on every level on the way to a network: what it will be nobody knows before the pipeline runs.
 */
import { describe, expect, it } from '@jest/globals';
import { PARAMETER, READ_VPC, VPC, definition, networks, one } from './step-networks.ts';

const unknown = (why: string) => ({ is: 'unknown', why: expect.stringContaining(why) });
const literal = (value: unknown) => ({ is: 'literal', value });

/** Types of steps, and members on the way to the network, from the arguments on. */
const LEVELS: readonly (readonly [type: string, ...keys: string[]])[] = [
  ['Training'],
  ['Training', 'VpcConfig'],
  ['Processing'],
  ['Processing', 'NetworkConfig'],
  ['Processing', 'NetworkConfig', 'VpcConfig'],
  ['QualityCheck'],
  ['QualityCheck', 'NetworkConfig'],
  ['ClarifyCheck'],
  ['ClarifyCheck', 'NetworkConfig', 'VpcConfig'],
  ['Tuning'],
  ['Tuning', 'TrainingJobDefinition'],
  ['Tuning', 'TrainingJobDefinition', 'VpcConfig'],
  ['Tuning', 'TrainingJobDefinitions'],
  ['AutoML'],
  ['AutoML', 'AutoMLJobConfig'],
  ['AutoML', 'AutoMLJobConfig', 'SecurityConfig'],
  ['AutoML', 'AutoMLJobConfig', 'SecurityConfig', 'VpcConfig'],
  ['Model'],
  ['Model', 'VpcConfig'],
  ['Transform'],
  ['Job'],
];
const EXPRESSIONS: readonly (readonly [expression: string, why: string])[] = [
  [PARAMETER, 'the parameter P'],
  ['{"Get": "Steps.A.B"}', 'Steps.A.B is only known'],
  ['{"Std:Join": {"On": "", "Values": []}}', 'Std:Join is only known'],
  ['{"Std:JsonGet": {"PropertyFile": {"Get": "Steps.A.PropertyFiles.B"}, "Path": "C"}}', 'Std:JsonGet is only known'],
  ['{"\\u0047et": "Steps.A.B"}', 'Steps.A.B is only known'],
];

describe('the network of a step', () => {
  it.each(
    LEVELS.flatMap(([type, ...keys]) =>
      EXPRESSIONS.map(([said, why]) => [[type, 'Arguments', ...keys].join(' '), said, type, keys, why] as const),
    ),
  )('is not known where %s is %s', (_what, said, type, keys, why) => {
    const args = keys.reduceRight((inside, key) => `{"${key}": ${inside}}`, said);
    const found = networks(`{"Steps": [{"Name": "A", "Type": "${type}", "Arguments": ${args}}]}`);
    const told = keys.includes('TrainingJobDefinitions') ? 'TrainingJobDefinitions cannot be read' : why;
    expect(found).toMatchObject([{ step: 'A', settings: { vpc: unknown(told) } }]);
  });

  it('is not known of one of several training definitions that is an expression', () => {
    const args = `"TrainingJobDefinitions": [${PARAMETER}, {"VpcConfig": ${VPC}}]`;
    expect(networks(definition(one('Tuning', args)))).toMatchObject([
      { open: expect.stringContaining('the parameter P'), settings: { vpc: unknown('the parameter P') } },
      { settings: { vpc: literal(READ_VPC) } },
    ]);
  });

  it('of steps within a branch whose arguments are an expression is not known, nor whether there are any', () => {
    for (const type of ['Condition', 'ForEach'])
      expect(networks(`{"Steps": [{"Name": "A", "Type": "${type}", "Arguments": ${PARAMETER}}]}`)).toMatchObject([
        { step: 'A', pointer: '/Steps/0/Arguments', settings: { vpc: unknown('the parameter P') } },
      ]);
  });
});
