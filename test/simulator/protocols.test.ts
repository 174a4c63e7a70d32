// The wire itself: what is no request of AWS's, what nobody offers, and how each protocol says so.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ask, askSts, authorization, HUB, simulatorOf, type Watched, worldOf } from './ask.ts';

let simulator: Watched;
beforeEach(async () => {
  simulator = await simulatorOf(worldOf());
});
afterEach(() => simulator.close());

async function post(headers: Readonly<Record<string, string>>, body: string, path = '/') {
  const response = await fetch(`${simulator.url}${path}`, { method: 'POST', headers, body });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

it('asks for a signature', async () => {
  const json = await post({ 'x-amz-target': 'SageMaker.ListNotebookInstances' }, '{}');
  expect([json.status, json.type]).toEqual([403, 'application/x-amz-json-1.1']);
  expect(JSON.parse(json.text)).toEqual({
    __type: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  });
  const form = await post(
    { 'content-type': 'application/x-www-form-urlencoded' },
    'Action=GetCallerIdentity&Version=2011-06-15',
  );
  expect([form.status, form.type]).toEqual([403, 'text/xml']);
  expect(form.text).toContain('<Code>MissingAuthenticationToken</Code>');
  const basic = await post({ authorization: 'Basic YTpi', 'x-amz-target': 'SageMaker.ListNotebookInstances' }, '{}');
  expect(basic.status).toBe(403);
});

it('wants the scope of the service that is asked', async () => {
  const reply = await post(
    { authorization: authorization(HUB, 'organizations'), 'x-amz-target': 'SageMaker.ListTags' },
    '{}',
  );
  expect(JSON.parse(reply.text)).toMatchObject({ __type: 'InvalidSignatureException' });
});

it('knows no such operation, and remembers that it was asked', async () => {
  expect(await ask(simulator, HUB, 'sagemaker.CreateHubContent')).toMatchObject({
    status: 400,
    code: 'UnknownOperationException',
  });
  const form = await askSts(simulator, HUB, { Action: 'GetFederationToken' });
  expect([form.status, form.tag('Code'), form.tag('Message')]).toEqual([
    400,
    'InvalidAction',
    'Could not find operation GetFederationToken',
  ]);
  const other = await post(
    { authorization: authorization(HUB, 'dynamodb'), 'x-amz-target': 'DynamoDB_20120810.Scan' },
    '{}',
  );
  expect(JSON.parse(other.text)).toMatchObject({ __type: 'UnknownOperationException' });
  const seen = simulator.journal
    .after(0)
    .flatMap((entry) => (entry.kind === 'request' ? `${entry.service}.${entry.operation} ${entry.outcome}` : []));
  expect(seen).toEqual([
    'sagemaker.CreateHubContent UnknownOperationException',
    'sts.GetFederationToken InvalidAction',
    'dynamodb.Scan UnknownOperationException',
  ]);
});

it.each(['{', '[]', '"text"', 'null'])('cannot read %s', async (body) => {
  const reply = await post(
    { authorization: authorization(HUB, 'organizations'), 'x-amz-target': 'AWSOrganizationsV20161128.ListRoots' },
    body,
  );
  expect([reply.status, JSON.parse(reply.text)]).toMatchObject([400, { __type: 'SerializationException' }]);
});

it('takes no body that is larger than AWS would', async () => {
  const reply = await post({ authorization: authorization(HUB, 'organizations') }, ' '.repeat(8 * 1_048_576 + 1));
  expect(reply.status).toBe(413);
});

it('escapes what it puts into XML, and survives hostile forms', async () => {
  const answer = await askSts(simulator, HUB, {
    Action: 'AssumeRole',
    RoleArn: `arn:aws:iam::012345678901:role/<&">`,
    RoleSessionName: 'ok',
  });
  expect(answer.xml).toContain('role/&lt;&amp;&quot;&gt;');
  const hostile = await askSts(simulator, HUB, {
    Action: 'GetCallerIdentity',
    '__proto__.polluted': 'yes',
    'constructor.prototype.polluted': 'yes',
    [`${'a.'.repeat(500)}a`]: 'deep',
  });
  expect(hostile.status).toBe(200);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it('reads lists and structures from forms', async () => {
  await askSts(simulator, HUB, {
    Action: 'AssumeRole',
    RoleArn: 'arn:aws:iam::012345678901:role/SagekeeperRead',
    RoleSessionName: 'ok',
    DurationSeconds: '900',
    'PolicyArns.member.2.arn': 'b',
    'PolicyArns.member.1.arn': 'a',
  });
  expect(simulator.journal.after(0).at(-1)).toMatchObject({
    input: { DurationSeconds: 900, PolicyArns: [{ arn: 'a' }, { arn: 'b' }] },
  });
});

it('speaks REST-JSON for Account Management', async () => {
  const reply = await ask(simulator, HUB, 'account.ListRegions');
  expect(reply).toMatchObject({ status: 403, code: 'AccessDeniedException' });
  expect(reply.body).not.toHaveProperty('__type');
});
