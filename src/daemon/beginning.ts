/**
 * With which desired state does a process begin? The one on disk, if it is good; else the last good one, only to bring home
 * what was begun under it; else none. Pure.
 */
import type { Loaded } from '../desired-state/read.ts';
import type { DesiredState, Problem } from '../model/desired-state.ts';
import type { LastGood } from './last-good.ts';

export type Beginning =
  | {
      readonly with: 'state';
      readonly inForce: DesiredState;
      /** It is to come into force as an edit of the other would: if it does not suddenly cover much less or more. */
      readonly proposed: DesiredState | undefined;
    }
  | {
      readonly with: 'restoreOnly';
      readonly inForce: DesiredState;
      readonly problems: readonly Problem[];
      readonly why: string;
    }
  | { readonly with: 'nothing'; readonly problems: readonly Problem[] };

export function beginning(loaded: Loaded, lastGood: LastGood): Beginning {
  if ('state' in loaded) {
    const { state } = loaded;
    if (lastGood.is !== 'state' || lastGood.state.revision === state.revision) {
      return { with: 'state', inForce: state, proposed: undefined };
    }
    return { with: 'state', inForce: lastGood.state, proposed: state };
  }
  const { problems } = loaded;
  if (lastGood.is !== 'state') return { with: 'nothing', problems };
  const [first] = problems;
  const where = first === undefined ? '' : ` (${first.file}:${first.line}:${first.column}: ${first.message})`;
  const why = `the desired state does not load${where}: what was begun is brought back, and nothing new begins`;
  return { with: 'restoreOnly', inForce: lastGood.state, problems, why };
}
