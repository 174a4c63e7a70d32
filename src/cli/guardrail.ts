/**
 * `sagekeeper guardrail export`: the control policies that prevent what the desired state corrects, for people to attach. Reads
 * files only. Standard output is nothing but the documents, one a line; what to know about them is said beside.
 */
import { systemClock } from '../daemon/clock.ts';
import { readConfig } from '../daemon/config.ts';
import { load } from '../desired-state/load.ts';
import { MAX_CONTROL_POLICY_CHARACTERS, MAX_MANAGED_POLICY_CHARACTERS, minified } from '../model/iam-document.ts';
import { guardrails } from '../permissions/guardrail.ts';
import { teamGuardrails } from '../permissions/guardrail-teams.ts';
import { guardrailTerraform } from '../permissions/guardrail-terraform.ts';
import { attachCommands, documentWords, exportWords } from '../permissions/guardrail-words.ts';
import type { Form } from '../permissions/guardrail-words.ts';
import { EXIT } from './exit-code.ts';
import { problemsHuman } from './problems.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { linesOfFiles } from './validate.ts';

export interface GuardrailOptions {
  readonly desiredState?: string;
  readonly policy?: readonly string[];
  readonly format: 'json' | 'terraform';
  readonly for: Form;
  readonly includeAudit?: boolean;
  readonly attachHint?: boolean;
}

export async function guardrailExport(options: GuardrailOptions, terminal: Terminal): Promise<number> {
  const { desiredState, policy: policies = [], format, for: form, includeAudit = false, attachHint = false } = options;
  const config = readConfig(desiredState === undefined ? {} : { desiredState });
  const loaded = await load(config.desiredState, systemClock.now());
  if ('problems' in loaded) {
    terminal.err(problemsHuman(loaded.problems, linesOfFiles(), terminal.paint));
    return EXIT.couldNotRun;
  }
  const { state } = loaded;
  const unknown = policies.filter((name) => !state.policies.some((policy) => policy.name === name));
  if (unknown.length > 0) return refuse(`no such policy: ${unknown.join(', ')}`, terminal);
  const maxCharacters = form === 'control-policy' ? MAX_CONTROL_POLICY_CHARACTERS : MAX_MANAGED_POLICY_CHARACTERS;
  const exported = (form === 'team' ? teamGuardrails : guardrails)(state, { includeAudit, policies, maxCharacters });
  const { documents } = exported;
  const say = (text: string): void => terminal.err(`${printable(text, 1_000)}\n`);
  if (documents.length > 0) {
    terminal.out(
      format === 'terraform'
        ? guardrailTerraform(documents, form)
        : documents.map(({ document }) => `${minified(document)}\n`).join(''),
    );
  }
  for (const document of documents) {
    say(`${document.name}:`);
    for (const line of documentWords(document, state, { form, maxCharacters })) say(`  ${line}`);
    if (attachHint && form === 'control-policy') for (const line of attachCommands(document)) say(`  $ ${line}`);
  }
  for (const line of exportWords(exported, state, form)) say(line);
  return documents.length === 0 ? refuse('nothing to export', terminal) : EXIT.fine;
}

function refuse(why: string, terminal: Terminal): number {
  terminal.err(`sagekeeper: ${printable(why, 2_000)}\n`);
  return EXIT.couldNotRun;
}
