/**
 * Which buckets of S3 does something name? Whatever calls itself `s3://<bucket>/…`: found without knowing every place where a job
 * may name one.
 */

/** Of one job or step; a job has twenty inputs and outputs at most. */
export const MAX_BUCKETS = 20;
/** Of an answer, so many values are looked at. */
const MAX_VISITED = 5_000;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const S3_URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/|$)/;

/** `whole`: a slash ends the name, so that nothing which is put behind the text makes another bucket of it. */
export function bucketOf(text: string): { readonly bucket: string; readonly whole: boolean } | undefined {
  const [, bucket, end] = S3_URI.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, whole: end === '/' };
}

/** The first ones that texts anywhere in these name, in their order. What is nested endlessly is looked at up to a bound. */
export function bucketsIn(values: readonly unknown[]): readonly string[] {
  const found = new Set<string>();
  const waiting = [...values].reverse();
  for (let visited = 0; visited < MAX_VISITED && found.size < MAX_BUCKETS; visited += 1) {
    const value = waiting.pop();
    if (typeof value === 'string') {
      const named = bucketOf(value);
      if (named !== undefined) found.add(named.bucket);
    } else if (typeof value === 'object' && value !== null) {
      const inside: readonly unknown[] = Object.values(value);
      waiting.push(...inside.slice(0, MAX_VISITED - waiting.length).reverse());
    }
    if (waiting.length === 0) break;
  }
  return [...found];
}
