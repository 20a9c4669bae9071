import { pause } from './pause.ts'

export interface PushClientOptions {
  /** The public key of the server: VAPID. */
  applicationServerKey: string
  /** Without a notification, the result is asked for after so many milliseconds, again and again. */
  fallbackAfter: number
  signal?: AbortSignal
}

/** Subscribes this device, where the user lets it. @returns whether notifications will come */
export async function subscribeToPush(url: string, worker: string, { applicationServerKey }: PushClientOptions): Promise<boolean> {
  // #region subscribe
  if (await Notification.requestPermission() !== 'granted')
    return false
  const { pushManager } = await navigator.serviceWorker.register(worker, { type: 'module' })
  const subscription = await pushManager.getSubscription()
    ?? await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  await fetch(`${url}/subscription`, { method: 'PUT', body: JSON.stringify(subscription) })
  return true
  // #endregion subscribe
}

/** Fetches the result when a notification came, or after a while without one: no push service promises to deliver. */
export async function awaitNotification(url: string, { fallbackAfter, signal }: PushClientOptions): Promise<unknown> {
  // #region fall-back
  for (;;) {
    await Promise.race([notified(signal), pause(fallbackAfter, signal)])
    const response = await fetch(url, { signal }).catch(() => undefined)
    if (response?.status === 200)
      return await response.json()
  }
  // #endregion fall-back
}

/** The service worker passes on what it was told. */
function notified(signal?: AbortSignal): Promise<unknown> {
  return new Promise(resolve => navigator.serviceWorker.addEventListener('message', resolve, { once: true, signal }))
}
