/**
 * A running controller explains what looking explains, and says who it is.
 */
import { describe, expect, it } from '@jest/globals';
import type { ExplainAnswer } from '../../src/daemon/explain.ts';
import { eventually, startDaemon } from '../heavy/support/daemon-process.ts';
import { sagekeeper } from './simulated.ts';
import { FRAUD, HIDDEN, arn, desired, lookJson, simulator } from './explained-world.ts';

/** What hangs on when and by whom it was looked at, and on tags that the controller reads only before it acts. */
function timeless(answer: ExplainAnswer): unknown {
  const moments = new Set(['at', 'basis', 'lastCompleteAt', 'tagsRead', 'sent']);
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) => {
    if (moments.has(key)) return undefined;
    const isContested = typeof value === 'object' && value !== null && 'gate' in value && value.gate === 'contested';
    if (isContested) return 'contested';
    return typeof value === 'string' ? value.replace(/\(request [\w-]+\)/, '') : value;
  });
}

describe('explaining from a running controller', () => {
  it('gives the same answer as looking, and says who gave it', async () => {
    const daemon = startDaemon({ endpointUrl: simulator.url, desiredState: desired.directory });
    const { status, metrics } = await daemon.addresses();
    const ask = async (subject: string) => sagekeeper(['explain', subject, '--status-url', status, '--output', 'json']);
    await eventually('everything was read once', async () => {
      const { complete } = (await (await fetch(`${status}/api/v1/status`)).json()) as { readonly complete?: boolean };
      return complete === true ? true : undefined;
    });
    const subjects = ['fine', 'legacy-vendor', 'Runs', 'broken', 'twin', 'nobody'].map((name) => arn(FRAUD, name));
    for (const subject of [...subjects, arn(HIDDEN, 'unseen'), 'TWIN', 'policy/nobody', 'unseen']) {
      const asked = await ask(subject);
      const looked = await lookJson(subject);
      expect([subject, timeless(JSON.parse(asked.out) as ExplainAnswer)]).toEqual([subject, timeless(looked.answer)]);
      expect([subject, asked.exitCode]).toEqual([subject, looked.exitCode]);
    }
    const human = await sagekeeper(['explain', arn(FRAUD, 'runs'), '--status-url', status]);
    expect(human.out).toContain(`Told by the running controller at ${status}, desired state `);
    // The environment says where the controller of this machine listens.
    const port = new URL(status).port;
    const found = await sagekeeper(['explain', arn(FRAUD, 'runs')], { SAGEKEEPER_STATUS_LISTEN: `0.0.0.0:${port}` });
    expect([found.exitCode, found.out.includes(`at http://127.0.0.1:${port}`)]).toEqual([0, true]);
    const wrong = await sagekeeper(['explain', 'runs', '--status-url', metrics]);
    expect([wrong.exitCode, wrong.err]).toEqual([2, expect.stringContaining('something else listens there')]);
    const bad = await fetch(`${status}/api/v1/explain?resource=a&policy=b`);
    expect(bad.status).toBe(400);
    expect((await fetch(`${status}/api/v1/explain`, { method: 'POST' })).status).toBe(405);
    daemon.signal('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0 });
    // Where it was, somebody else may listen by now; here nobody ever does.
    const gone = await sagekeeper(['explain', 'runs', '--status-url', 'http://127.0.0.1:1']);
    expect([gone.exitCode, gone.err]).toEqual([2, expect.stringContaining('ECONNREFUSED')]);
  }, 60_000);
});
