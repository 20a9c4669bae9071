/** What the server says by a push. */
export interface PushMessage {
  /** Where the result is. */
  url: string
}

/** What this file needs of the types of a service worker, which those of a page lack. */
interface WorkerScope {
  registration: ServiceWorkerRegistration
  clients: { matchAll: (options: object) => Promise<{ postMessage: (data: unknown) => void }[]>, openWindow: (url: string) => Promise<unknown> }
  addEventListener: (type: 'push' | 'notificationclick', listener: (event: WorkerEvent) => void) => void
}
interface WorkerEvent {
  data: { json: () => PushMessage }
  notification: Notification
  waitUntil: (work: Promise<unknown>) => void
}
const worker = globalThis as unknown as WorkerScope

// The browser starts this worker for it, the page open or not.
worker.addEventListener('push', (event) => {
  const { url } = event.data.json()
  event.waitUntil((async () => {
    const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
    pages.forEach(page => page.postMessage({ url }))
    // A push without a notification is not allowed: the user is to see what woke the device.
    await worker.registration.showNotification('Import terminé', { tag: url, data: { url } })
  })())
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(worker.clients.openWindow((event.notification.data as { url: string }).url))
})
