/**
 * What to allow each team where a control policy denies the names of others: statements for the roles that its jobs are created
 * with, one document for each team. They allow, and so except nobody. Pure.
 */
import { iamDocument, minified } from '../model/iam-document.ts';
import type { Statement } from '../model/iam-document.ts';
import type { DesiredState } from '../model/desired-state.ts';
import { POLICY_KINDS } from '../policies/index.ts';
import { MAX_NAME_CHARACTERS } from './guardrail.ts';
import type { GuardrailDocument, GuardrailExport, GuardrailOptions } from './guardrail.ts';
import { reachOf } from './reach.ts';
import type { Reach } from './reach.ts';

export interface TeamDocument extends GuardrailDocument {
  readonly team: string;
}

interface Team {
  readonly policies: Set<string>;
  /** By their text: two policies that approve one prefix say the same. */
  readonly statements: Map<string, Statement>;
}

/** Wherever a prefix is approved, it is the same team's: no place narrows these. */
const EVERYWHERE: Reach = { include: undefined, exclude: [], regions: undefined };

export function teamGuardrails(
  state: DesiredState,
  { includeAudit, policies: chosen, maxCharacters }: GuardrailOptions,
): Omit<GuardrailExport, 'documents'> & { readonly documents: readonly TeamDocument[] } {
  const teams = new Map<string, Team>();
  const auditOnly: string[] = [];
  for (const policy of state.policies) {
    if (chosen.length > 0 && !chosen.includes(policy.name)) continue;
    const identity = POLICY_KINDS.get(policy.kind)?.guardrail?.(policy.want).identity ?? [];
    if (identity.length === 0) continue;
    if (reachOf(policy, includeAudit) === undefined) {
      auditOnly.push(policy.name);
      continue;
    }
    for (const { team, statements } of identity) {
      const known = teams.get(team) ?? { policies: new Set(), statements: new Map() };
      known.policies.add(policy.name);
      for (const statement of statements) known.statements.set(JSON.stringify(statement), statement);
      teams.set(team, known);
    }
  }
  const documents = [...teams].map(([team, known]) => documentOf(team, known));
  const fits = ({ characters }: TeamDocument): boolean => characters <= maxCharacters;
  return {
    documents: documents.filter(fits),
    rollout: [],
    notPrevented: documents
      .filter((document) => !fits(document))
      .map(
        ({ team }) => `${team}: its statements alone are longer than a document may be (${maxCharacters} characters)`,
      ),
    auditOnly,
  };
}

function documentOf(team: string, { policies, statements }: Team): TeamDocument {
  const sids = new Map<string, number>();
  const named = [...statements.values()].map((statement): Statement => {
    const sid = statement.Sid ?? 'Sagekeeper';
    const count = (sids.get(sid) ?? 0) + 1;
    sids.set(sid, count);
    return { ...statement, Sid: count === 1 ? sid : `${sid}${count}` };
  });
  const document = iamDocument(named);
  return {
    team,
    name: `sagekeeper-team-${team}`.slice(0, MAX_NAME_CHARACTERS),
    policies: [...policies],
    reach: EVERYWHERE,
    document,
    characters: minified(document).length,
  };
}
