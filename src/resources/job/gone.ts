/**
 * In which ways does AWS say that there is no such job or model?
 */
import { AwsError } from '../../model/aws-error.ts';
import { unlessGone } from '../answer.ts';

/** For jobs and models that do not exist AWS may answer ValidationException, which only its words tell from other mistakes. */
const ABSENT = /not find|not found|does not exist/i;

/** What AWS answers about a job or model; undefined: there is none. Rejects with an AwsError where it does not tell. */
export async function unlessAbsent(reading: Promise<unknown>): Promise<unknown> {
  try {
    return await unlessGone(reading);
  } catch (error) {
    if (!(error instanceof AwsError) || error.facts.code !== 'ValidationException') throw error;
    if (ABSENT.test(error.message)) return undefined;
    throw error;
  }
}
