/**
 * Which document does an endpoint get, so that the differences of all policies are mended in one call? Pure; and never one that
 * would block everything, or that AWS refuses.
 */
import { DEFAULT_ENDPOINT_DOCUMENT, documentFaults, statementFaults } from '../../model/iam-document-endpoint.ts';
import { VERSION_KEEPS_TEXT, withChanges, withVersion } from '../../model/iam-document-merge.ts';
import { isStatement } from '../../model/iam-document-read.ts';
import { minified } from '../../model/iam-document.ts';
import type { WrittenDocument, WrittenStatement } from '../../model/iam-document.ts';
import type { Difference, Path } from '../../model/verdict.ts';
import { MISSING_ENDPOINT, endpointPath } from './shape.ts';
import type { S3Endpoint } from './shape.ts';

export type DocumentAfter =
  /** Nothing in it is to be changed. */
  | { readonly is: 'same' }
  | { readonly is: 'document'; readonly document: WrittenDocument; readonly text: string }
  | { readonly is: 'refused'; readonly reason: string; readonly why: string };

/** @param differences of the whole VPC; those of other endpoints are passed over. */
export function documentAfter(endpoint: S3Endpoint, differences: readonly Difference[]): DocumentAfter {
  return afterDifferences(endpointPath(endpoint.id), endpoint, differences);
}

/** The document that a gateway endpoint is made with: what it would have anyhow, with all that is wanted of it. */
export function documentOfNew(differences: readonly Difference[]): DocumentAfter {
  const document = { is: 'document', document: DEFAULT_ENDPOINT_DOCUMENT } as const;
  return afterDifferences(MISSING_ENDPOINT, { type: 'Gateway', document }, differences);
}

function afterDifferences(
  path: Path,
  endpoint: Pick<S3Endpoint, 'type' | 'document'>,
  differences: readonly Difference[],
): DocumentAfter {
  const ours = differences.filter((one) => one.path.startsWith(`${path}/statements/`));
  if (ours.length === 0) return { is: 'same' };
  const { document: reading } = endpoint;
  if (reading.is === 'unknown') return refused('DocumentUnknown', `its document cannot be read: ${reading.why}`);
  const changes: { path: string; want: WrittenStatement | undefined }[] = [];
  for (const { path: at, want } of ours) {
    const faults: string[] = [];
    if (want !== undefined && !isStatement(want, faults))
      return refused('StatementUnknown', `${at}: ${faults.join('; ')}`);
    changes.push({ path: at.slice(path.length), want });
  }
  const document = withVersion(withChanges(reading.document, changes));
  if (document === undefined) return refused('VersionKeepsText', VERSION_KEEPS_TEXT);
  const wanted = changes.flatMap(({ want }) => want ?? []);
  const text = minified(document);
  const faults = [...documentFaults(document, text), ...wanted.flatMap((one) => statementFaults(one, endpoint.type))];
  const [fault] = faults;
  if (fault !== undefined) return refused(fault.reason, faults.map(({ message }) => message).join('; '));
  return { is: 'document', document, text };
}

function refused(reason: string, why: string): DocumentAfter {
  return { is: 'refused', reason, why };
}
