/**
 * Which regions has an account enabled? Asked to look for what an earlier run began outside the regions that are
 * wanted now, and where it is doubted that one is not enabled. https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 */
import { AwsError } from '../model/aws-error.ts';
import type { Region, Target } from '../model/target.ts';
import type { Reader } from '../model/world.ts';

/** AWS has some forty; an answer with more is not believed. */
const MAX_REGIONS = 200;
const ENABLED: ReadonlySet<unknown> = new Set(['ENABLED', 'ENABLED_BY_DEFAULT']);

/** Throws AwsError where the account may not be asked, or answers something else than documented. */
export async function enabledRegions(aws: Reader, target: Target): Promise<readonly Region[]> {
  const regions: Region[] = [];
  for await (const page of aws.pages('ListRegions', { MaxResults: 50 })) {
    for (const row of page) {
      const { RegionName, RegionOptStatus } = row as Readonly<Record<string, unknown>>;
      if (typeof RegionName !== 'string' || regions.length >= MAX_REGIONS) throw unexpected(target);
      if (ENABLED.has(RegionOptStatus)) regions.push(RegionName);
    }
  }
  return regions;
}

function unexpected(target: Target): AwsError {
  return new AwsError({
    reason: 'unavailable',
    code: 'UnexpectedAnswer',
    message: 'RegionName is missing or has another form than documented',
    operation: 'ListRegions',
    target,
    delivery: 'answered',
  });
}
