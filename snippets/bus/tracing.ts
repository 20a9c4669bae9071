import type { Context, Span } from '@opentelemetry/api'
import type { Delivery, Message } from './message.ts'
import { context, isSpanContextValid, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { describeError } from './error-record.ts'
import { InvalidFieldError } from './errors.ts'

/** W3C Trace Context: https://www.w3.org/TR/trace-context/#traceparent-header. */
const traceparentForm = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

/** @throws {InvalidFieldError} no traceparent */
export function checkTraceparent(value: string): void {
  if (!traceparentForm.test(value))
    throw new InvalidFieldError('traceparent', 'not of the form of W3C Trace Context, 00-<32 hexadecimal digits>-<16>-<2>')
}

/**
 * Spans for publishing and processing, named as the semantic conventions for messaging say
 * (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/). Without an SDK of OpenTelemetry they do nothing,
 * and a traceparent that came from elsewhere goes from message to message as it is.
 */
export function createTracing() {
  const tracer = trace.getTracer('event-bus')

  /** What a message's span, or the handling of it, is part of. */
  function parentOf({ traceparent }: Message): Context {
    if (traceparent === current())
      return context.active()
    const [, traceId, spanId, flags] = traceparentForm.exec(traceparent ?? '') ?? []
    return traceId ? trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: spanId!, traceFlags: Number.parseInt(flags!, 16), isRemote: true }) : ROOT_CONTEXT
  }

  return {
    current,

    /** The span of storing a message, which then bears it as its `traceparent`: to be ended when it is stored or refused. */
    publish(message: Message): Span {
      const operation = message.kind === 'event' ? 'publish' : 'send'
      const attributes = attributesOf(message, operation, 'send')
      const span = tracer.startSpan(`${operation} ${message.type}`, { kind: SpanKind.PRODUCER, attributes }, parentOf(message))
      message.traceparent = traceparentOf(span)
      return span
    },

    fail,

    /** The result of an attempt, whose span is active meanwhile. */
    process<T>(message: Message, { subscriber, attempts }: Delivery, attempt: () => T | PromiseLike<T>): T | PromiseLike<T> {
      const attributes = {
        ...attributesOf(message, 'process', 'process'),
        'messaging.destination.subscription.name': subscriber,
        'event_bus.attempt': attempts,
      }
      const span = tracer.startSpan(`process ${message.type}`, { kind: SpanKind.CONSUMER, attributes }, parentOf(message))
      return context.with(trace.setSpan(ROOT_CONTEXT, span), () => ending(span, attempt))
    },
  }
}

export type Tracing = ReturnType<typeof createTracing>

/** Of the span that is active here; null without one. */
function current(): string | null {
  const span = trace.getActiveSpan()
  return span ? traceparentOf(span) : null
}

function traceparentOf(span: Span): string | null {
  const of = span.spanContext()
  return isSpanContextValid(of) ? `00-${of.traceId}-${of.spanId}-${of.traceFlags.toString(16).padStart(2, '0')}` : null
}

function attributesOf({ type, id, correlationId }: Message, operation: string, operationType: string) {
  return {
    'messaging.system': 'event_bus',
    'messaging.operation.name': operation,
    'messaging.operation.type': operationType,
    'messaging.destination.name': type,
    'messaging.message.id': id,
    'messaging.message.conversation_id': correlationId,
  }
}

function ending<T>(span: Span, attempt: () => T | PromiseLike<T>): T | PromiseLike<T> {
  try {
    const result = attempt()
    if (typeof (result as PromiseLike<T> | null)?.then !== 'function') {
      span.end()
      return result
    }
    return (result as PromiseLike<T>).then((value) => {
      span.end()
      return value
    }, (error) => {
      fail(span, error)
      throw error
    })
  }
  catch (error) {
    fail(span, error)
    throw error
  }
}

/** Ends it with what was thrown, which may be anything. */
function fail(span: Span, error: unknown) {
  if (span.isRecording()) {
    const { name, message, stack } = describeError(error)
    span.recordException({ name, message, ...stack !== undefined && { stack } })
    span.setAttribute('error.type', name)
    span.setStatus({ code: SpanStatusCode.ERROR, message })
  }
  span.end()
}
