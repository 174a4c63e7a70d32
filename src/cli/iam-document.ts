/**
 * `sagekeeper iam-document diff`: do two files mean the same to AWS, and if not, in what do they differ? Reads files only.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { differenceOf, isSame } from '../model/iam-document-difference.ts';
import type { DocumentDifference } from '../model/iam-document-difference.ts';
import { MAX_DOCUMENT_CHARACTERS, readIamDocument } from '../model/iam-document-read.ts';
import type { DocumentReading } from '../model/iam-document-read.ts';
import { EXIT } from './exit-code.ts';
import { iamDifferenceHuman } from './iam-document-human.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

export interface IamDocumentDiffOptions {
  readonly partition: string;
  readonly output: 'human' | 'json';
}

interface FileProblem {
  readonly file: string;
  readonly message: string;
  readonly isUnread: boolean;
}

/** The most bytes that a document of as many characters can have. */
const MAX_FILE_BYTES = MAX_DOCUMENT_CHARACTERS * 3;
const BYTE_ORDER_MARK = /^\u{FEFF}/u;

/** @returns 0 the same meaning, 1 different, 2 not two documents. */
export function iamDocumentDiff(
  files: readonly [before: string, after: string],
  { partition, output }: IamDocumentDiffOptions,
  terminal: Terminal,
): number {
  const readings = files.map((file) => ({ file, reading: read(file) }));
  const problems = readings.flatMap(({ file, reading }) =>
    reading.is === 'document' ? [] : [{ file, message: reading.why, isUnread: reading.is === 'unread' }],
  );
  const [have, want] = readings.flatMap(({ reading }) => (reading.is === 'document' ? [reading.document] : []));
  if (have === undefined || want === undefined) {
    if (output === 'json') terminal.out(json(undefined, problems));
    for (const { file, message, isUnread } of problems) {
      const what = isUnread ? 'cannot be read' : 'is not an IAM document';
      terminal.err(`error: ${printable(file)} ${what}: ${printable(message, 500)}\n`);
    }
    return EXIT.couldNotRun;
  }
  const difference = differenceOf(have, want, partition);
  terminal.out(output === 'json' ? json(difference, []) : iamDifferenceHuman(difference, terminal.paint));
  return isSame(difference) ? EXIT.fine : EXIT.differs;
}

/** `same` is null where it cannot be told. */
function json(difference: DocumentDifference | undefined, problems: readonly FileProblem[]): string {
  const same = difference === undefined ? null : isSame(difference);
  const differences =
    difference === undefined
      ? []
      : [...difference.values.map((value) => ({ ...value, members: [] })), ...difference.statements];
  const told = differences.map(({ path, have = null, want = null, members }) => ({
    path,
    have,
    want,
    members: members.map((one) => ({ member: one.member, have: one.have ?? null, want: one.want ?? null })),
  }));
  return `${JSON.stringify({ same, differences: told, problems: problems.map(({ file, message }) => ({ file, message })) }, null, 2)}\n`;
}

function read(file: string): DocumentReading | { readonly is: 'unread'; readonly why: string } {
  let text: string;
  try {
    text = boundedText(file);
  } catch (error) {
    return { is: 'unread', why: error instanceof Error ? error.message : String(error) };
  }
  return readIamDocument(text.replace(BYTE_ORDER_MARK, ''));
}

/** Also of a pipe, whose size nobody knows before: what goes beyond the bound is not read, and too long in any case. */
function boundedText(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(MAX_FILE_BYTES + 1);
    let length = 0;
    for (;;) {
      const got = readSync(descriptor, bytes, length, bytes.length - length, null);
      length += got;
      if (got === 0 || length === bytes.length) return bytes.toString('utf8', 0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
