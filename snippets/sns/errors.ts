/** What the bus has and SNS has not: said when a subscription or a message is made, and mostly by the types before. */
export class NotOnSnsError extends Error {
  override name = 'NotOnSnsError'
}

/** A message of more bytes than SNS takes: nothing was published. */
export class PayloadTooLargeError extends Error {
  override name = 'PayloadTooLargeError'
}

export type AwsReason = 'no-credentials' | 'no-region' | 'refused-credentials' | 'denied' | 'not-found' | 'throttled' | 'unreachable' | 'other'

/** What AWS answered, or why it did not, and what to do. The SDK's own error is the `cause`. */
export class AwsError extends Error {
  override name = 'AwsError'
  reason: AwsReason

  constructor(reason: AwsReason, message: string, cause: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

interface Call {
  /** As policies name it: `sns:Publish`. */
  action: string
  /** ARN or name of what it is done to. */
  resource: string
  region?: string
}

const byName: Partial<Record<AwsReason, RegExp>> = {
  'no-credentials': /^CredentialsProviderError$/,
  'refused-credentials': /^(?:ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|InvalidSecurity)/,
  'denied': /^(?:AuthorizationError|AccessDenied|KMSAccessDenied)/,
  'not-found': /^(?:NotFound|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue|ResourceNotFound)/,
  'throttled': /^(?:Throttl|RequestThrottled|TooManyRequests|KMSThrottling)/,
  'unreachable': /^(?:TimeoutError|NetworkingError)$/,
}

const unreachableCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])

const advice: Record<AwsReason, (call: Call) => string> = {
  'no-credentials': () => 'no credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the process a role',
  'no-region': () => 'no region is known: set AWS_REGION, or `region` where the clients are made',
  'refused-credentials': () => 'AWS refuses these credentials, expired or wrong: sign in again (`aws sso login`), and check the clock of this machine',
  'denied': ({ action, resource }) => `this role may not: allow ${action} on ${resource} in its policy, or in that of the resource`,
  'not-found': ({ resource, region }) => `${resource} does not exist in ${region}: run setUp() there, or check region, account and prefix`,
  'throttled': () => 'AWS throttles this account, and went on after the SDK’s retries with jitter: publish less, raise the client’s maxAttempts or the quota',
  'unreachable': ({ region }) => `no answer from AWS in ${region}: check network, proxy, VPC endpoint and AWS_ENDPOINT_URL`,
  'other': () => 'AWS refused it',
}

/** The error of a call to AWS in plain words: what is wrong, and what to do. An error that is explained already stays as it is. */
export function explain(error: unknown, call: Call): AwsError {
  if (error instanceof AwsError)
    return error
  const { name = '', code = '', message = String(error) } = error as { name?: string, code?: string, message?: string }
  const reason = reasonOf(name, code, message)
  return new AwsError(reason, `${call.action} ${call.resource}: ${advice[reason](call)} (${name}: ${message || code})`, error)
}

function reasonOf(name: string, code: string, message: string): AwsReason {
  if (/region (?:is missing|not accepted)/i.test(message))
    return 'no-region'
  if (unreachableCodes.has(code))
    return 'unreachable'
  const found = Object.entries(byName).find(([, form]) => form.test(name) || form.test(code))
  return (found?.[0] ?? 'other') as AwsReason
}
