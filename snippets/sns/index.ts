/** What a program imports of the bus on SNS: it needs the two clients of the AWS SDK. The README says who promises what. */
export { AwsError, type AwsReason, NotOnSnsError, PayloadTooLargeError } from './errors.ts'
export { once, type OnceHandler } from './once.ts'
export type * from './portable-bus.ts'
export { createSnsBus, type SnsBus, type SnsBusOptions, type SnsSubscribeOptions } from './sns-bus.ts'
export { planInWords, planOf, type ResourcePlan } from './topology.ts'
