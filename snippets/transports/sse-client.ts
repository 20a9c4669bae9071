export interface SseListener {
  onProgress?: (data: unknown) => void
  /** The user leaves. */
  signal?: AbortSignal
}

/** Follows the stream to its end. The browser reconnects by itself, with the last id it had. */
export function followEvents(url: string, { onProgress, signal }: SseListener = {}): Promise<unknown> {
  const source = new EventSource(url)
  signal?.addEventListener('abort', () => source.close())
  return new Promise((resolve, reject) => {
    source.addEventListener('progress', ({ data }) => onProgress?.(JSON.parse(data)))
    // Without `close`, the end of the stream is a failure, and the browser comes back.
    source.addEventListener('done', ({ data }) => {
      source.close()
      resolve(JSON.parse(data))
    })
    source.addEventListener('result', ({ data }) => resolve(JSON.parse(data)))
    // CONNECTING: it comes back by itself. CLOSED: a 204, an error, a wrong content type.
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED)
        reject(new Error('The stream is over for good.'))
    })
  })
}
