export interface SseOptions {
  /** How long the stream may be silent before the page opens it anew: the server's heartbeat and a little more; 0 for ever. */
  silence: number
  onProgress?: (data: unknown) => void
  /** The user leaves. */
  signal?: AbortSignal
}

/** Follows the stream to its end. The browser reconnects by itself, with the last id it had. */
export function followEvents(url: string, { silence, onProgress, signal }: SseOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let watch: ReturnType<typeof setTimeout> | undefined
    let last = ''

    function open() {
      const source = new EventSource(last ? `${url}?after=${last}` : url)
      const close = () => {
        clearTimeout(watch)
        source.close()
      }
      const heard = ({ lastEventId = '' }: Partial<MessageEvent<string>> = {}) => {
        last = lastEventId || last
        clearTimeout(watch)
        // Of a connection that went silently, the browser is not told either.
        watch = silence > 0 ? setTimeout(() => [close(), open()], silence) : undefined
      }
      heard()
      source.addEventListener('open', () => heard())
      source.addEventListener('ping', heard)
      source.addEventListener('progress', (event) => {
        heard(event)
        onProgress?.(JSON.parse(event.data))
      })
      // #region done
      // Without `close`, the end of the stream is a failure, and the browser comes back.
      source.addEventListener('done', ({ data }) => {
        close()
        resolve(JSON.parse(data))
      })
      // #endregion done
      source.addEventListener('result', ({ data }) => resolve(JSON.parse(data)))
      source.addEventListener('error', () => {
        clearTimeout(watch)
        // CONNECTING: it comes back by itself. CLOSED: a 204, an error, a wrong content type.
        if (source.readyState === EventSource.CLOSED)
          reject(new Error('The stream is over for good.'))
      })
      signal?.addEventListener('abort', close, { once: true })
    }
    open()
  })
}
