import { loadFromTexts } from './module-texts.ts'
import { serveOneJob } from './program.ts'

/** Entry of the Web Worker: the first message brings the private port, later ones come through it. */
addEventListener('message', ({ data }: MessageEvent<MessagePort>) => serveOneJob(data, {
  loadWith: loadFromTexts,
  listenForErrors(onError) {
    addEventListener('unhandledrejection', (event) => {
      event.preventDefault()
      onError('floating', event.reason, event.promise)
    })
    addEventListener('error', (event) => {
      event.preventDefault()
      onError('callback', event.error)
    })
  },
}), { once: true })
