/**
 * Definitions of few steps, and what their networks are read as.
 */
import { readWithNetworks } from '../../../src/resources/pipeline/definition.ts';
import { stepNetworks } from '../../../src/resources/pipeline/shape.ts';
import type { StepNetwork } from '../../../src/resources/pipeline/shape.ts';

export const VPC = '{"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]}';
export const READ_VPC = { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] };
export const PARAMETER = '{"Get": "Parameters.P"}';

/** Throws where the text cannot be read. */
export function networks(text: string): readonly StepNetwork[] {
  const read = stepNetworks(readWithNetworks(text));
  if (read === undefined) throw new Error('unreadable');
  return read;
}

/** A step; `args` are the inside of its Arguments. */
export function one(type: string, args: string, name = 'Train'): string {
  return `{"Name": "${name}", "Type": "${type}", "Arguments": {${args}}}`;
}

export const definition = (...steps: readonly string[]): string => `{"Steps": [${steps.join(', ')}]}`;
