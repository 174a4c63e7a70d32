/** A machine on which no name of a host means anything: what would ask for one outside is told so at once, and it is kept which it was. */
import dns from 'node:dns';
import { jest } from '@jest/globals';

/** The names that were asked for from now on. `jest.restoreAllMocks` gives the real resolver back. */
export function withoutNames(): readonly string[] {
  const asked: string[] = [];
  const lookup = (name: string, _options: object, told: (error: Error) => void): void => {
    asked.push(name);
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    process.nextTick(told, error);
  };
  jest.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);
  return asked;
}
