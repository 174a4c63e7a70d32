/**
 * Asks the running controller over its status port. On node's own client: it is there at once, where fetch takes a tenth of
 * a second to load.
 */
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { ExplainAnswer, Question } from '../daemon/explain.ts';

const TIMEOUT_MS = 5_000;
/** A policy over the largest organizations is some hundred kilobytes. */
const MAX_ANSWER_BYTES = 16 * 1_024 * 1_024;
const FOUND: ReadonlySet<unknown> = new Set(['resource', 'policy', 'several', 'nothing']);

export type Asked =
  | { readonly answer: ExplainAnswer }
  /** `isThere`: something answered, though not with an explanation. */
  | { readonly error: string; readonly isThere: boolean };

/** Never rejects. */
export async function askController(statusUrl: string, question: Question): Promise<Asked> {
  const url = URL.parse('/api/v1/explain', statusUrl);
  if (url?.protocol !== 'http:') return { error: 'an address is written http://host:port', isThere: false };
  url.search = queryOf(question).toString();
  return new Promise((resolve) => {
    const request = get(url, { timeout: TIMEOUT_MS, agent: false }, (response) => {
      void collect(response).then((body) => resolve(read(response.statusCode ?? 0, body)));
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    request.on('error', (error) => resolve({ error: error.message, isThere: error.message.startsWith('no answer') }));
  });
}

function queryOf(question: Question): URLSearchParams {
  if (question.about === 'policy') return new URLSearchParams({ policy: question.policy });
  const query = new URLSearchParams({ resource: question.resource });
  for (const account of question.accounts) query.append('account', account);
  for (const region of question.regions) query.append('region', region);
  return query;
}

/** Undefined: it broke off, or is longer than any answer. */
async function collect(response: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch (error) {
    return error === undefined ? '' : undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function read(status: number, body: string | undefined): Asked {
  const no = (error: string): Asked => ({ error, isThere: true });
  if (body === undefined) return no('the answer broke off, or is too long');
  let told: unknown;
  try {
    told = JSON.parse(body);
  } catch (error) {
    return no(`status ${status}, and no JSON: this is not sagekeeper's status port (${String(error)})`);
  }
  if (typeof told !== 'object' || told === null) return no('this is not an explanation');
  if (status === 200 && 'found' in told && FOUND.has(told.found)) return { answer: told as ExplainAnswer };
  const error = 'error' in told && typeof told.error === 'string' ? told.error : 'this is not an explanation';
  return no(status === 404 ? 'something else listens there, or an older release' : error);
}
