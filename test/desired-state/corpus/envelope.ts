/**
 * Bad documents, each with every place, message and hint that people are to see: what every document has.
 */
import type { Corpus } from '../corpus.ts';
import { HEAD, WANT } from '../writing.ts';

export const ENVELOPE: Corpus = {
  'no kind': {
    text: HEAD + 'metadata: {name: a}\nspec: {}\n',
    problems: [
      '1:1 kind is missing -> write one of Organization, MaintenanceWindow, Exemption, JobNetwork, NotebookHardening, NotebookImds, PipelineJobPrefix, S3EndpointPolicy',
    ],
  },
  'a mapping that has a length where a text should stand': {
    text: HEAD + `kind: NotebookImds\nmetadata: {name: {length: {}}}\nspec: {${WANT}}\n`,
    problems: ['3:19 metadata.name.length: unknown key -> remove it'],
  },
  'an unknown kind, nearly right': {
    text: HEAD + 'kind: NotebookIMDS\nmetadata: {name: a}\nspec: {}\n',
    problems: ['2:7 there is no kind "NotebookIMDS" -> did you mean NotebookImds?'],
  },
  'an unknown kind': {
    text: HEAD + 'kind: Deployment\nmetadata: {name: a}\nspec: {}\n',
    problems: [
      '2:7 there is no kind "Deployment" -> choose among Organization, MaintenanceWindow, Exemption, JobNetwork, NotebookHardening, NotebookImds, PipelineJobPrefix, S3EndpointPolicy',
    ],
  },
  'a kind that is no text': {
    text: HEAD + 'kind: 12\n',
    problems: [
      '2:7 kind must be text -> write one of Organization, MaintenanceWindow, Exemption, JobNetwork, NotebookHardening, NotebookImds, PipelineJobPrefix, S3EndpointPolicy',
    ],
  },
  'a kind without a value': {
    text: HEAD + 'kind:\n',
    problems: [
      '2:6 kind must be text -> write one of Organization, MaintenanceWindow, Exemption, JobNetwork, NotebookHardening, NotebookImds, PipelineJobPrefix, S3EndpointPolicy',
    ],
  },
  'a foreign document': {
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    problems: ['1:13 apiVersion: "v1" is not ours -> write sagekeeper.dev/v1alpha1, or keep the document elsewhere'],
  },
  'another version of ours': {
    text: 'apiVersion: sagekeeper.dev/v1\nkind: NotebookImds\nmetadata: {name: a}\nspec:\n  ' + WANT + '\n',
    problems: ['1:13 apiVersion: "sagekeeper.dev/v1" is not possible here -> write sagekeeper.dev/v1alpha1'],
  },
  'no apiVersion': {
    text: 'kind: NotebookImds\nmetadata: {name: a}\nspec:\n  ' + WANT + '\n',
    problems: ['1:1 apiVersion is missing -> write sagekeeper.dev/v1alpha1'],
  },
  'no metadata': { text: HEAD + 'kind: NotebookImds\nspec:\n  ' + WANT + '\n', problems: ['1:1 metadata is missing'] },
  'no name': {
    text: HEAD + 'kind: NotebookImds\nmetadata: {}\nspec:\n  ' + WANT + '\n',
    problems: ['3:1 metadata.name is missing'],
  },
  'no spec': { text: HEAD + 'kind: NotebookImds\nmetadata: {name: a}\n', problems: ['1:1 spec is missing'] },
  'a spec without a value': {
    text: HEAD + 'kind: NotebookImds\nmetadata: {name: a}\nspec:\n',
    problems: ['4:6 spec has no value -> give it one, or delete the key'],
  },
  'a spec that is a list': {
    text: HEAD + 'kind: NotebookImds\nmetadata: {name: a}\nspec: []\n',
    problems: ['4:7 spec: expected a mapping, found a list'],
  },
  'an unknown key at the top': {
    text: HEAD + 'kind: NotebookImds\nmetadata: {name: a}\nstatus: {}\nspec:\n  ' + WANT + '\n',
    problems: ['4:1 status: unknown key -> choose among apiVersion, kind, metadata, spec'],
  },
  'an unknown key in metadata': {
    text: HEAD + 'kind: NotebookImds\nmetadata:\n  name: a\n  lables: {}\nspec:\n  ' + WANT + '\n',
    problems: ['5:3 metadata.lables: unknown key -> did you mean labels?'],
  },
  'a label that is no text': {
    text: HEAD + 'kind: NotebookImds\nmetadata:\n  name: a\n  labels: {tier: 1}\nspec:\n  ' + WANT + '\n',
    problems: ['5:18 metadata.labels.tier: expected text, found the number 1 -> quote it: "1"'],
  },
  'a name in upper case': {
    text: HEAD + 'kind: NotebookImds\nmetadata: {name: IMDS}\nspec:\n  ' + WANT + '\n',
    problems: [
      '3:18 "IMDS" is not a name -> lower-case letters, digits and dashes, with a letter or digit at both ends',
    ],
  },
  'a name that is a number': {
    text: HEAD + 'kind: NotebookImds\nmetadata: {name: 007}\nspec:\n  ' + WANT + '\n',
    problems: ['3:18 metadata.name: expected text, found the number 7 (written 007) -> quote it: "007"'],
  },
  'a name that is too long': {
    text: HEAD + 'kind: NotebookImds\nmetadata: {name: ' + 'a'.repeat(64) + '}\nspec:\n  ' + WANT + '\n',
    problems: ['3:18 metadata.name: at most 63 characters'],
  },
  'a name with a blank': {
    text: HEAD + 'kind: NotebookImds\nmetadata: {name: "a b"}\nspec:\n  ' + WANT + '\n',
    problems: [
      '3:18 "a b" is not a name -> lower-case letters, digits and dashes, with a letter or digit at both ends',
    ],
  },
};
