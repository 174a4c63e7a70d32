/**
 * How AWS says no, in the words of each service: the same refusal has another code and another status in Organizations than
 * in SageMaker or STS.
 */

/** An error that AWS answers with; `status` is the HTTP status. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  /** Of a bucket that is asked for in another region. */
  readonly home: string | undefined;

  constructor(code: string, message: string, status = 400, home?: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
    this.home = home;
  }
}

/** A call that got no answer from AWS: `code` is the one that Node's sockets or parsers would give. */
export class TransportFailure extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 0) {
    super(message);
    this.name = 'TransportFailure';
    this.code = code;
    this.status = status;
  }
}

type Said = readonly [code: string, status: number];

interface Dialect {
  readonly invalid: Said;
  readonly throttled: Said;
  readonly denied: Said;
  readonly expired: Said;
  readonly unknownClient: Said;
  readonly unknownOperation: Said;
}

const JSON_DIALECT: Dialect = {
  invalid: ['ValidationException', 400],
  throttled: ['ThrottlingException', 400],
  denied: ['AccessDeniedException', 400],
  expired: ['ExpiredTokenException', 400],
  unknownClient: ['UnrecognizedClientException', 400],
  unknownOperation: ['UnknownOperationException', 400],
};

const QUERY_DIALECT: Dialect = {
  invalid: ['ValidationError', 400],
  throttled: ['Throttling', 400],
  denied: ['AccessDenied', 403],
  expired: ['ExpiredToken', 403],
  unknownClient: ['InvalidClientTokenId', 403],
  unknownOperation: ['InvalidAction', 400],
};

const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ['sagemaker', JSON_DIALECT],
  [
    'organizations',
    { ...JSON_DIALECT, invalid: ['InvalidInputException', 400], throttled: ['TooManyRequestsException', 400] },
  ],
  ['tagging', { ...JSON_DIALECT, invalid: ['InvalidParameterException', 400], throttled: ['ThrottledException', 400] }],
  [
    'account',
    {
      ...JSON_DIALECT,
      throttled: ['TooManyRequestsException', 429],
      denied: ['AccessDeniedException', 403],
      expired: ['ExpiredTokenException', 403],
      unknownClient: ['UnrecognizedClientException', 403],
      unknownOperation: ['UnknownOperationException', 404],
    },
  ],
  ['sts', QUERY_DIALECT],
  ['iam', QUERY_DIALECT],
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  [
    's3',
    {
      invalid: ['InvalidArgument', 400],
      throttled: ['SlowDown', 503],
      denied: ['AccessDenied', 403],
      expired: ['ExpiredToken', 400],
      unknownClient: ['InvalidAccessKeyId', 403],
      unknownOperation: ['NotImplemented', 501],
    },
  ],
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  [
    'ec2',
    {
      invalid: ['InvalidParameterValue', 400],
      throttled: ['RequestLimitExceeded', 503],
      denied: ['UnauthorizedOperation', 403],
      expired: ['RequestExpired', 400],
      unknownClient: ['AuthFailure', 401],
      unknownOperation: ['InvalidAction', 400],
    },
  ],
]);

/** The refusal of that kind as the service words it. */
export function refuse(service: string, kind: keyof Dialect, message: string): Refusal {
  const [code, status] = (DIALECTS.get(service) ?? JSON_DIALECT)[kind];
  return new Refusal(code, message, status);
}

export const EXPIRED_TEXT = 'The security token included in the request is expired';
export const UNKNOWN_CLIENT_TEXT = 'The security token included in the request is invalid.';
