/**
 * Every bad document with the places, messages and hints that people are to see, by what is wrong with it.
 */
import { CALENDARS } from './corpus/calendars.ts';
import { DISRUPTIONS } from './corpus/disruptions.ts';
import { SELECTORS } from './corpus/selectors.ts';
import { ENVELOPE } from './corpus/envelope.ts';
import { EXEMPTIONS } from './corpus/exemptions.ts';
import { ORGANIZATION } from './corpus/organization.ts';
import { POLICIES } from './corpus/policies.ts';
import { REFERENCES } from './corpus/references.ts';
import { SCOPES_AND_BUDGETS } from './corpus/scopes-and-budgets.ts';
import { WINDOWS } from './corpus/windows.ts';
import { YAML } from './corpus/yaml.ts';

export interface BadDocument {
  readonly text: string;
  /** As `line` of writing.ts tells them, in order. */
  readonly problems: readonly string[];
}

export type Corpus = Readonly<Record<string, BadDocument>>;

export interface Chapter {
  readonly about: string;
  readonly documents: Corpus;
  /** What stands beside each of them; undefined: a good Organization. */
  readonly beside?: string;
}

export const CHAPTERS: readonly Chapter[] = [
  { about: 'what YAML itself gets wrong, or what is refused of it', documents: YAML },
  { about: 'what every document has', documents: ENVELOPE },
  { about: 'the Organization', documents: ORGANIZATION, beside: '' },
  { about: 'windows, enforcing and wants of policies', documents: POLICIES },
  { about: 'scopes, budgets and keys of policies', documents: SCOPES_AND_BUDGETS },
  { about: 'slips of the pen in scopes and modes', documents: SELECTORS },
  { about: 'slips of the pen in disruption and wants', documents: DISRUPTIONS },
  { about: 'schedules, zones, lengths and ends', documents: CALENDARS },
  { about: 'maintenance windows', documents: WINDOWS },
  { about: 'exemptions', documents: EXEMPTIONS },
  { about: 'documents that do not fit together', documents: REFERENCES },
];
