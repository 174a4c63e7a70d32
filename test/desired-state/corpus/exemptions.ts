/**
 * Bad documents, each with every place, message and hint that people are to see: exemptions.
 */
import type { Corpus } from '../corpus.ts';
import { doc, inOneFile, POLICY } from '../writing.ts';

const REST = '\nowner: o\nreason: r\n';
const END = 'expiresAt: 2027-03-31T00:00:00Z';
const beside = (spec: string): string => inOneFile(POLICY, doc('Exemption', 'e', spec));
export const EXEMPTIONS: Corpus = {
  'no end': {
    text: beside('policies: [imds]\nscope: {include: [ou/A]}' + REST.trimEnd()),
    problems: ['10:1 spec.expiresAt is missing -> write one such as expiresAt: 2027-03-31T00:00:00Z'],
  },
  'an end more than a year away': {
    text: beside('policies: [imds]\nscope: {include: [ou/A]}' + REST + 'expiresAt: 2027-12-01T00:00:00Z'),
    problems: [
      '15:14 an exemption lasts at most a year -> write 2027-11-22T00:00:00Z or earlier, and renew it when it ends',
    ],
  },
  'an end without a time': {
    text: beside('policies: [imds]\nscope: {include: [ou/A]}' + REST + 'expiresAt: 2027-03-31'),
    problems: ['15:14 "2027-03-31" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z'],
  },
  'an end without a zone': {
    text: beside('policies: [imds]\nscope: {include: [ou/A]}' + REST + 'expiresAt: 2027-03-31T00:00:00'),
    problems: [
      '15:14 "2027-03-31T00:00:00" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z',
    ],
  },
  'a day that does not exist': {
    text: beside('policies: [imds]\nscope: {include: [ou/A]}' + REST + 'expiresAt: 2027-02-30T00:00:00Z'),
    problems: [
      '15:14 "2027-02-30T00:00:00Z" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z',
    ],
  },
  never: {
    text: beside('policies: [imds]\nscope: {include: [ou/A]}' + REST + 'expiresAt: never'),
    problems: ['15:14 "never" is not an instant -> write day, time and zone, such as 2027-03-31T00:00:00Z'],
  },
  'a pattern without createdBefore': {
    text: beside(
      'policies: [imds]\nresources: ["arn:aws:sagemaker:*:111122223333:notebook-instance/a-*"]' + REST + END,
    ),
    problems: [
      '12:15 a pattern needs createdBefore: without it a new resource can name itself into the exemption -> add createdBefore, or name the ARNs',
    ],
  },
  'neither resources nor scope': {
    text: beside('policies: [imds]' + REST + END),
    problems: ['10:1 it does not say whom it excuses -> give resources or a scope'],
  },
  'no policies': {
    text: beside('policies: []\nscope: {include: [ou/A]}' + REST + END),
    problems: ['11:13 an exemption from nothing excuses nobody -> name at least one policy'],
  },
  'no owner and no reason': {
    text: beside('policies: [imds]\nscope: {include: [ou/A]}\nexpiresAt: 2027-03-31T00:00:00Z'),
    problems: ['10:1 spec.owner is missing', '10:1 spec.reason is missing'],
  },
  'an empty reason': {
    text: beside('policies: [imds]\nscope: {include: [ou/A]}\nowner: o\nreason: " "\nexpiresAt: 2027-03-31T00:00:00Z'),
    problems: ['14:11 spec.reason: it is empty'],
  },
  'a resource that is no ARN': {
    text: beside('policies: [imds]\nresources: [my-notebook]' + REST + END),
    problems: [
      '12:15 "my-notebook" is not an ARN -> write one such as arn:aws:sagemaker:*:111122223333:notebook-instance/legacy-*',
    ],
  },
  'a resource of another service': {
    text: beside('policies: [imds]\nresources: ["arn:aws:s3:::bucket"]' + REST + END),
    problems: [
      '12:15 "arn:aws:s3:::bucket" is no resource of SageMaker -> write one such as arn:aws:sagemaker:*:111122223333:notebook-instance/legacy-*',
    ],
  },
  'an endpoint instead of its VPC': {
    text: beside(
      'policies: [imds]\nresources: ["arn:aws:ec2:eu-central-1:111122223333:vpc-endpoint/vpce-1"]' + REST + END,
    ),
    problems: [
      '12:15 "arn:aws:ec2:eu-central-1:111122223333:vpc-endpoint/vpce-1" is no VPC: its endpoints and groups are excused with it -> write one with its whole id, such as arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-0123456789abcdef0',
    ],
  },
  'VPCs by a pattern': {
    text: beside(
      'policies: [imds]\ncreatedBefore: 2026-11-01T00:00:00Z\nresources: ["arn:aws:ec2:eu-central-1:111122223333:vpc/*"]' +
        REST +
        END,
    ),
    problems: [
      '13:15 "arn:aws:ec2:eu-central-1:111122223333:vpc/*" is no VPC: its endpoints and groups are excused with it -> write one with its whole id, such as arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-0123456789abcdef0',
    ],
  },
  'an ARN whose account id lost its zero': {
    text: beside(
      'policies: [imds]\nresources: ["arn:aws:sagemaker:eu-central-1:12345678901:notebook-instance/a"]' + REST + END,
    ),
    problems: [
      '12:15 an account id has 12 digits, and "12345678901" is none -> an id that begins with zeros loses them where it is not quoted',
    ],
  },
  'a question mark as a wildcard': {
    text: beside(
      'policies: [imds]\nresources: ["arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a?"]' + REST + END,
    ),
    problems: [
      '12:15 "arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/a?" is not an ARN -> write one such as arn:aws:sagemaker:*:111122223333:notebook-instance/legacy-*',
    ],
  },
  'a misspelt policy': {
    text: beside('policies: [idms]\nscope: {include: [ou/A]}' + REST + END),
    problems: ['11:14 there is no policy named "idms" -> did you mean imds?'],
  },
};
