/** Makes signals of the worker tell their default reason in Node's words. */
export function abortAsNode(): void {
  const { apply } = Reflect
  const reason = () => new DOMException('This operation was aborted', 'AbortError')
  const { abort } = AbortController.prototype
  const { abort: aborted } = AbortSignal
  Object.defineProperty(AbortController.prototype, 'abort', { writable: true, configurable: true, enumerable: true, value: {
    abort(this: AbortController, given: unknown = reason()) { return apply(abort, this, [given]) },
  }.abort })
  Object.defineProperty(AbortSignal, 'abort', { writable: true, configurable: true, enumerable: true, value: {
    abort: (given: unknown = reason()) => apply(aborted, AbortSignal, [given]),
  }.abort })
}
