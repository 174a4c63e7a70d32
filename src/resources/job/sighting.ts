/**
 * What do lists and descriptions of jobs have in common?
 */
import type { Sighting } from '../../model/resource.ts';
import type { Target } from '../../model/target.ts';
import type { Answer } from '../answer.ts';
import type { JobType } from './shape.ts';
import { JOB_APIS, typeOfArn } from './types.ts';

/** Times of one thing may be told with another precision by a list than by a description. */
export const SAME_CREATION_MS = 1_000;

/** Throws where it is about a job of another type, account or region. */
export function readSighting(answer: Answer, target: Target, type: JobType): Sighting {
  const members = JOB_APIS[type];
  const arn = answer.text(members.arn);
  const [, , , region, account] = arn.split(':');
  if (typeOfArn(arn) !== type || region !== target.region || account !== target.account)
    throw answer.unexpected(members.arn);
  const createdAt = answer.time('CreationTime');
  return {
    arn,
    name: answer.text(members.name),
    account: target.account,
    region: target.region,
    status: answer.text(members.status),
    createdAt,
    lastModifiedAt: answer.optionalTime('LastModifiedTime') ?? createdAt,
  };
}
