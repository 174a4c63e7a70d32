// What moto never says but AWS does: refusals that the recorder answers in moto's stead, in the words of AWS's own documents.
import type { Intercept } from './recorder.ts';

/** STS refuses to assume a role: it does not exist, or its trust does not name us. STS does not tell the two apart. */
export function notAssumable(account: string, role: string): Intercept {
  const arn = `arn:aws:iam::${account}:role/${role}`;
  const message = `User: arn:aws:iam::123456789012:user/hub is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
  const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>`;
  return ({ operation, input }) =>
    operation === 'AssumeRole' && input['RoleArn'] === arn ? { status: 403, body } : undefined;
}

export function refusing(
  operation: string,
  code: string,
  message: string,
  where: (region: string) => boolean,
): Intercept {
  const body = JSON.stringify({ __type: code, message });
  return (asked) => (asked.operation === operation && where(asked.region) ? { status: 400, body } : undefined);
}

/**
 * Update and the probes as AWS documents them, for one notebook that runs at first: wrong state while it runs, accepted (and, as
 * moto cannot update, without effect) while it is stopped. Stop and Start go through to moto, which carries them out at once.
 */
export function updatesWithoutEffect(name: string): Intercept {
  let runs = true;
  return ({ operation, input }) => {
    if (input['NotebookInstanceName'] !== name) return undefined;
    const wrongState = (allowed: string, to: string) => ({
      status: 400,
      body: JSON.stringify({
        __type: 'ValidationException',
        message: `Status (InService) not in ([${allowed}]). Unable to transition to (${to}) for Notebook Instance (${name})`,
      }),
    });
    if (operation === 'UpdateNotebookInstance') {
      return runs ? wrongState('Stopped', 'Updating') : { status: 200, body: '{}' };
    }
    if (operation === 'StartNotebookInstance' && runs) return wrongState('Stopped, Failed', 'Pending');
    if (operation === 'StartNotebookInstance') runs = true;
    if (operation === 'StopNotebookInstance') runs = false;
    return undefined;
  };
}
