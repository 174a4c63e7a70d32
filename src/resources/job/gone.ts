/**
 * In which words does AWS say that there is no such job or model?
 */
import { AwsError } from '../../model/aws-error.ts';

/** Undefined where AWS answers ValidationException, in words of their own, for jobs and models that do not exist. */
export async function unlessUnknown(reading: Promise<unknown>): Promise<unknown> {
  try {
    return await reading;
  } catch (error) {
    const isGone =
      error instanceof AwsError &&
      error.facts.code === 'ValidationException' &&
      /not find|not found|does not exist/i.test(error.message);
    if (isGone) return undefined;
    throw error;
  }
}
