import type { Attributes, Context, ContextManager, Exception, Span, SpanContext, SpanOptions, SpanStatus, Tracer, TracerProvider } from '@opentelemetry/api'
import { AsyncLocalStorage } from 'node:async_hooks'
import { context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api'

export interface RecordedSpan {
  name: string
  kind: number | undefined
  attributes: Attributes
  /** Span ids; the parent is undefined at the root of a trace. */
  id: string
  traceId: string
  parent: string | undefined
  status?: SpanStatus
  exceptions: Exception[]
  ended: number
}

/** An SDK as small as can be: it keeps the spans, and which is active in each async call. */
export function recordSpans() {
  const spans: RecordedSpan[] = []
  const hex = (length: number) => String(spans.length + 1).padStart(length, '0')

  function startSpan(name: string, { kind, attributes = {} }: SpanOptions = {}, parentContext: Context = context.active()): Span {
    const parent = trace.getSpanContext(parentContext)
    const of: SpanContext = { traceId: parent?.traceId ?? hex(32), spanId: hex(16), traceFlags: TraceFlags.SAMPLED }
    const recorded: RecordedSpan = {
      name,
      kind,
      attributes: { ...attributes },
      id: of.spanId,
      traceId: of.traceId,
      parent: parent?.spanId,
      exceptions: [],
      ended: 0,
    }
    spans.push(recorded)
    const span = {
      spanContext: () => of,
      isRecording: () => recorded.ended === 0,
      setAttribute: (key: string, value: Attributes[string]) => {
        recorded.attributes[key] = value
        return span
      },
      setStatus: (status: SpanStatus) => {
        recorded.status = status
        return span
      },
      recordException: (exception: Exception) => void recorded.exceptions.push(exception),
      end: () => void (recorded.ended += 1),
    } as Span
    return span
  }

  const storage = new AsyncLocalStorage<Context>()
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => storage.run(active, () => work.call(self as any, ...args)),
    bind: (active, target) => typeof target === 'function' ? ((...args: unknown[]) => storage.run(active, () => target(...args))) as typeof target : target,
    enable: () => manager,
    disable: () => manager,
  }
  const provider: TracerProvider = { getTracer: () => ({ startSpan } as Tracer) }
  context.setGlobalContextManager(manager)
  trace.setGlobalTracerProvider(provider)

  return {
    spans,
    /** Runs with a span that is active, as a web framework does for a request; returns it. */
    async inside(name: string, work: () => Promise<unknown>) {
      const span = startSpan(name)
      await context.with(trace.setSpan(context.active(), span), work)
      span.end()
      return spans.find(({ id }) => id === span.spanContext().spanId)!
    },
    stop() {
      context.disable()
      trace.disable()
    },
  }
}
