import { readonly, ref } from 'vue'
import { runInBackground } from './background-tasks.ts'

const waiting = ref<ServiceWorker | null>(null)

function offerUpdates(registration: ServiceWorkerRegistration): void {
  waiting.value = registration.waiting
  registration.addEventListener('updatefound', () => {
    const found = registration.installing!
    // The first version of all has nothing to take over from.
    found.addEventListener('statechange', () => found.state === 'installed' && navigator.serviceWorker.controller && (waiting.value = found))
  })
}

/** Has the browser keep the built deck, once it has nothing else to do: what is opened once can be opened without a server. */
export function keepDeck(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator))
    return
  runInBackground(() => void navigator.serviceWorker.register(`${import.meta.env.BASE_URL}service-worker.js`).then(offerUpdates, (error) => {
    console.warn(`This browser keeps no copy of the deck: ${error}`)
  }))
}

/** The version of the deck that was published since this one, if it is kept already. It is never taken without being asked for. */
export const newerVersion = readonly(waiting)

/** Loads this window again, in the newer version. */
export function takeNewerVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.value?.postMessage('take over')
}
