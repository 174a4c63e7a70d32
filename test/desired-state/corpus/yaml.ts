/**
 * Bad documents, each with every place, message and hint that people are to see: what YAML itself gets wrong, or what is refused of it.
 */
import type { Corpus } from '../corpus.ts';
import { doc, WANT } from '../writing.ts';

export const YAML: Corpus = {
  'an unclosed quote': {
    text: 'kind: "Organization\n',
    problems: [
      '2:1 not valid YAML: Missing closing "quote -> close the quote where the text ends',
      'organization.yaml:2:7 there is another Organization at case.yaml:1:1 -> there must be exactly one: delete one of the two',
    ],
  },
  'a tab as indentation': {
    text: 'kind: Organization\nspec:\n\tregions: []\n',
    problems: [
      '3:1 not valid YAML: Tabs are not allowed as indentation -> indent with blanks',
      'organization.yaml:2:7 there is another Organization at case.yaml:1:1 -> there must be exactly one: delete one of the two',
    ],
  },
  'an unclosed list': {
    text: 'kind: Organization\nspec: [\n',
    problems: [
      '3:1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] -> close the list with ]',
      'organization.yaml:2:7 there is another Organization at case.yaml:1:1 -> there must be exactly one: delete one of the two',
    ],
  },
  'a key given twice': {
    text: 'apiVersion: sagekeeper.dev/v1alpha1\nkind: NotebookImds\nmetadata: {name: a}\nspec:\n  mode: audit\n  mode: enforce\n  want: {minimumInstanceMetadataServiceVersion: "2"}\n',
    problems: ['6:3 the key "mode" is given twice -> delete one of the two'],
  },
  'a key given twice in a flow mapping': {
    text: 'apiVersion: sagekeeper.dev/v1alpha1\nkind: NotebookImds\nmetadata: {name: a, name: b}\nspec: {want: {minimumInstanceMetadataServiceVersion: "2"}}\n',
    problems: ['3:21 the key "name" is given twice -> delete one of the two'],
  },
  'an anchor and its alias': {
    text: doc('NotebookImds', 'a', 'scope: &s {include: [ou/A]}\nenforceIn: *s\n' + WANT),
    problems: [
      '5:10 an anchor is not understood here -> write the value out where it is needed',
      '6:14 an alias is not understood here -> write the value out where it is needed',
    ],
  },
  'a merge key': {
    text: doc('NotebookImds', 'a', '<<: {mode: enforce}\n' + WANT),
    problems: ['5:3 merging with << is not understood here -> write the keys out'],
  },
  'a merge of an alias': {
    text: doc('NotebookImds', 'a', 'scope: &s {include: [ou/A]}\nenforceIn:\n  <<: *s\n' + WANT),
    problems: [
      '5:10 an anchor is not understood here -> write the value out where it is needed',
      '7:5 merging with << is not understood here -> write the keys out',
      '7:9 an alias is not understood here -> write the value out where it is needed',
    ],
  },
  'a tag of its own': {
    text: doc('NotebookImds', 'a', 'mode: !vault audit\n' + WANT),
    problems: ['5:9 a tag is not understood here -> quote what is to be text, and leave the tag out'],
  },
  'a tag of YAML': {
    text: doc('NotebookImds', 'a', 'scope: {include: [!!str 12]}\n' + WANT),
    problems: ['5:21 a tag is not understood here -> quote what is to be text, and leave the tag out'],
  },
  'a binary tag': {
    text: doc('NotebookImds', 'a', 'mode: !!binary aGVsbG8=\n' + WANT),
    problems: ['5:9 a tag is not understood here -> quote what is to be text, and leave the tag out'],
  },
  'a directive of YAML 1.1': {
    text: '%YAML 1.1\n---\n' + doc('NotebookImds', 'a', WANT),
    problems: ['1:1 a directive is not understood here: this is YAML 1.2 -> delete the line'],
  },
  'a tag directive': {
    text: '%TAG ! tag:example.org,2026:\n---\n' + doc('NotebookImds', 'a', WANT),
    problems: ['1:1 a directive is not understood here: this is YAML 1.2 -> delete the line'],
  },
  'a prototype key': {
    text: doc('NotebookImds', 'a', '__proto__: {mode: enforce}\n' + WANT),
    problems: ['5:3 the key __proto__ is not allowed -> delete it'],
  },
  'a constructor key': {
    text: doc('NotebookImds', 'a', 'scope: {constructor: {}}\n' + WANT),
    problems: ['5:11 the key constructor is not allowed -> delete it'],
  },
  'a prototype key, quoted': {
    text: doc('NotebookImds', 'a', '"prototype": 1\n' + WANT),
    problems: ['5:3 the key prototype is not allowed -> delete it'],
  },
  'a number as a key': {
    text: doc('NotebookImds', 'a', '12: 1\n' + WANT),
    problems: ['5:3 a key must be text -> quote it'],
  },
  'a list as a key': {
    text: doc('NotebookImds', 'a', '? [a]\n: 1\n' + WANT),
    problems: ['5:5 a key must be text -> quote it'],
  },
  'an empty key': { text: doc('NotebookImds', 'a', ': 1\n' + WANT), problems: ['5:3 a key must be text -> quote it'] },
  'nesting like a bomb': { text: 'a: ' + '['.repeat(70), problems: ['1:68 nested deeper than 64 levels'] },
  'block nesting like a bomb': { text: '- '.repeat(70) + 'a', problems: ['1:131 nested deeper than 64 levels'] },
  'a list instead of a document': {
    text: '- kind: Organization\n',
    problems: ['1:1 a document is a mapping with apiVersion, kind, metadata and spec'],
  },
  'text instead of a document': {
    text: 'hello\n',
    problems: ['1:1 a document is a mapping with apiVersion, kind, metadata and spec'],
  },
  'a number instead of a document': {
    text: '---\n42\n',
    problems: ['2:1 a document is a mapping with apiVersion, kind, metadata and spec'],
  },
  'a broken second document': {
    text: doc('NotebookImds', 'a', WANT) + '---\nkind: [\n',
    problems: [
      '8:1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] -> close the list with ]',
    ],
  },
  'text after a value': {
    text: 'kind: "a" "b"\n',
    problems: ['1:11 not valid YAML: Unexpected double-quoted-scalar at node end -> quote the whole value, once'],
  },
  'bad indentation': {
    text: 'spec:\n   a: 1\n  b: 2\n',
    problems: [
      '3:1 not valid YAML: All mapping items must start at the same column -> indent the keys of one mapping alike',
    ],
  },
};
